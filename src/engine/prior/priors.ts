// The priors of the open pack: each is fetched and made at its first use, then runs its jobs, one step of them a turn.
import type { CellLogits } from '../../core/sampling/distribution.ts';
import type { CellChange } from '../../core/token-grid.ts';
import type { Gpu } from '../../gpu/device.ts';
import { EngineError } from '../engine-error.ts';
import { downloadPackFile } from '../packs/download.ts';
import type { LoadedPack } from '../packs/load-pack.ts';
import type { BackendChoice, PackSource } from '../protocol.ts';
import type { JobQueue } from '../queue.ts';
import { loadPart } from '../runtime/load-part.ts';
import type { OnnxRuntime } from '../runtime/onnx-runtime.ts';
import type { Prior } from './prior.ts';
import type { PriorManifest } from './prior-manifest.ts';
import type {
  DistributionRequest,
  FillRequest,
  FillResult,
  PriorEvent,
  PriorInfo,
  SurpriseRequest,
} from './prior-protocol.ts';
import { HeldTurns, type Turns } from './turns.ts';

/** Milliseconds between two reports of what has come: often enough to be followed, seldom enough to cost little. */
const reportEvery = 66;

export interface PriorsParts {
  readonly source: PackSource;
  readonly pack: LoadedPack;
  readonly runtime: OnnxRuntime;
  /** The device that the runtime shares with our kernels, or null. */
  readonly gpu: Gpu | null;
  readonly wish: BackendChoice['prior'];
  readonly queue: JobQueue;
  readonly emit: (event: PriorEvent) => void;
}

export class Priors {
  readonly #parts: PriorsParts;
  readonly #manifests: readonly PriorManifest[];
  readonly #open = new Map<string, Promise<Prior>>();
  readonly #made: Prior[] = [];
  #disposed = false;

  constructor(parts: PriorsParts) {
    this.#parts = parts;
    this.#manifests = parts.pack.manifest.priors;
  }

  get infos(): readonly PriorInfo[] {
    return this.#manifests.map((manifest) => {
      const { id, type, grid, conditions, bytes } = manifest;
      const above = aboveOf(manifest);
      return {
        id,
        kind: type,
        level: this.#levelOf(manifest.level),
        above: above === null ? null : this.#levelOf(above),
        width: grid[1],
        height: grid[0],
        conditions,
        bytes,
      };
    });
  }

  /** @param name of a level: the manifest's schema knows that there is one */
  #levelOf(name: string): number {
    return this.#parts.pack.levels.findIndex(({ level }) => level.name === name);
  }

  #codebookSizeOf(name: string): number {
    return this.#parts.pack.levels[this.#levelOf(name)]!.level.codebook.size;
  }

  async fill(job: number, { prior: id, ...request }: FillRequest, signal: AbortSignal): Promise<FillResult> {
    const prior = await this.#get(id);
    const start = performance.now();
    const written: CellChange[] = [];
    const reports = new Reports<CellChange>((changes) => this.#parts.emit({ type: 'prior-tokens', job, changes }));
    await withTurns(new HeldTurns(this.#parts.queue, 'idle', signal), (turns) =>
      prior.fill(request, turns, (change) => {
        written.push(change);
        reports.add(change);
      }),
    );
    return { changes: written, milliseconds: performance.now() - start };
  }

  /** Somebody looks at the cell and waits: ahead of what writes. */
  async distribution(
    { prior: id, cell, condition, ...seen }: DistributionRequest,
    signal: AbortSignal,
  ): Promise<CellLogits> {
    const prior = await this.#get(id);
    return withTurns(new HeldTurns(this.#parts.queue, 'normal', signal), (turns) =>
      prior.distribution(seen, cell, condition, turns),
    );
  }

  async surprise(
    job: number,
    { prior: id, condition, ...seen }: SurpriseRequest,
    signal: AbortSignal,
  ): Promise<Float32Array> {
    const prior = await this.#get(id);
    const result = new Float32Array(seen.grid.tokens.length);
    const reports = new Reports<number>((cells) =>
      this.#parts.emit({ type: 'prior-bits', job, cells, bits: cells.map((cell) => result[cell]!) }),
    );
    await withTurns(new HeldTurns(this.#parts.queue, 'idle', signal), (turns) =>
      prior.surprise(seen, condition, turns, (cell, bits) => {
        result[cell] = bits;
        reports.add(cell);
      }),
    );
    return result;
  }

  /** Called within a turn of the queue: priors that are still on their way to theirs see that they came too late. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#open.clear();
    for (const prior of this.#made.splice(0)) await prior.dispose();
  }

  #get(id: string): Promise<Prior> {
    const known = this.#open.get(id);
    if (known) return known;
    const opening = this.#create(id);
    this.#open.set(id, opening);
    // The next use tries again.
    opening.catch(() => this.#open.delete(id));
    return opening;
  }

  async #create(id: string): Promise<Prior> {
    const { source, pack, runtime, gpu, wish, queue, emit } = this.#parts;
    const manifest = this.#manifests.find((candidate) => candidate.id === id);
    const url = manifest && source.urls[manifest.file];
    if (!manifest || !url) throw new EngineError('pack-invalid', `The pack brings no prior named "${id}".`);
    const name = manifest.file;
    const above = aboveOf(manifest);
    const [make, { bytes }] = await Promise.all([
      loadKind(manifest),
      downloadPackFile(manifest, url, {
        onBytes: (loaded) => emit({ type: 'prior-file', file: { name, loaded, total: manifest.bytes } }),
      }),
      // The other kinds have kernels of our own.
      manifest.type === 'masked' && runtime.begin(),
    ]);
    return queue.add('normal', async () => {
      if (this.#disposed) throw new EngineError('aborted', 'Another pack was opened.');
      const codebookSize = this.#codebookSizeOf(manifest.level);
      const codesAbove = above ? this.#codebookSizeOf(above) : 0;
      const prior = await make({
        packId: pack.manifest.id,
        codebookSize,
        codesAbove,
        runtime,
        gpu,
        wish,
        model: bytes,
      });
      this.#made.push(prior);
      // What the others run on is no choice.
      if (manifest.type === 'autoregressive') emit({ type: 'prior-opened', backend: prior.backend });
      return prior;
    });
  }
}

/** The name of the coarser level that a prior is told. */
function aboveOf(manifest: PriorManifest): string | null {
  return manifest.type === 'masked' ? (manifest.above?.level ?? null) : null;
}

interface KindParts extends Pick<PriorsParts, 'runtime' | 'gpu' | 'wish'> {
  readonly packId: string;
  readonly codebookSize: number;
  /** Of the coarser level that the prior is told; 0 without one. */
  readonly codesAbove: number;
  readonly model: Uint8Array;
}

/** Each kind's code comes with the first prior of it, as its file does. */
async function loadKind(manifest: PriorManifest): Promise<(parts: KindParts) => Promise<Prior>> {
  switch (manifest.type) {
    case 'autoregressive': {
      const { openAutoregressive } = await loadPart(() => import('./open-autoregressive.ts'));
      return (parts) => openAutoregressive({ manifest, ...parts });
    }
    case 'masked': {
      const { MaskedPrior } = await loadPart(() => import('./masked.ts'));
      return async ({ codebookSize, codesAbove, runtime, model }) => {
        const session = await runtime.createSession(model, 'wasm');
        return new MaskedPrior({ manifest, codebookSize, codesAbove, runtime, session });
      };
    }
    case 'pixelcnn': {
      const { openPixelCnn } = await loadPart(() => import('./open-pixelcnn.ts'));
      return (parts) => openPixelCnn({ manifest, ...parts });
    }
    default:
      return manifest satisfies never;
  }
}

/** However the work ends, its turn is given back. */
async function withTurns<T>(turns: Turns, work: (turns: Turns) => Promise<T>): Promise<T> {
  try {
    return await work(turns);
  } finally {
    turns.rest();
  }
}

/** Gathers what comes faster than anybody can see. */
class Reports<T> {
  readonly #send: (items: T[]) => void;
  #items: T[] = [];
  #sent = performance.now();

  constructor(send: (items: T[]) => void) {
    this.#send = send;
  }

  /** What is still held back when the job ends is part of its result. */
  add(item: T): void {
    this.#items.push(item);
    const now = performance.now();
    if (now - this.#sent < reportEvery) return;
    this.#sent = now;
    this.#send(this.#items);
    this.#items = [];
  }
}
