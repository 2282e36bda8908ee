// The engine: opens a pack, and puts every job through one queue. Runs in a worker; holds the tensors of one photo.

import type { RgbaImage } from '../core/image.ts';
import { keptUnlessItFails } from '../core/kept.ts';
import type { TokenLayers } from '../core/levels.ts';
import { projectCodebook } from '../core/projection.ts';
import type { CellLogits } from '../core/sampling/distribution.ts';
import type { TokenGrid } from '../core/token-grid.ts';
import type { Critic } from './critic.ts';
import type { MultiplyAdds } from './decode/packed-sections.ts';
import { EngineError, isAborted } from './engine-error.ts';
import { type OpenedTokenizer, openTokenizer } from './open-tokenizer.ts';
import type { Turn } from './opening/opening.ts';
import { type LoadedPack, loadPack } from './packs/load-pack.ts';
import { parseManifest } from './packs/manifest.ts';
import type { DistributionRequest, FillRequest, FillResult, SurpriseRequest } from './prior/prior-protocol.ts';
import { Priors } from './prior/priors.ts';
import type {
  BackendChoice,
  CodebookVectors,
  CodeSearchProgress,
  CodeSearchRequest,
  DecodedPatch,
  DecodeResult,
  EncodeResult,
  EngineEvent,
  Latents,
  NearestQuery,
  NearestResult,
  Opinion,
  PackInfo,
  PackSource,
  RemoteEngine,
} from './protocol.ts';
import { JobQueue, type Priority } from './queue.ts';
import { type Host, openHost } from './runtime/host.ts';
import { loadPart } from './runtime/load-part.ts';
import type { Tokenizer, TokenizerLevel } from './tokenizer.ts';

/** Milliseconds after a pack's encoders are open: the first picture is on screen by then. */
const restBeforeMeasuring = 4000;

/** Resolves once the event was heard. */
type Listener = Parameters<RemoteEngine['listen']>[0];

export class Engine implements Omit<RemoteEngine, 'listen'> {
  readonly #queue = new JobQueue();
  readonly #jobs = new Map<number, AbortController>();
  #host: Promise<Host> | null = null;
  /** Files that `load` brought and `open` has not taken yet. */
  #loaded: LoadedPack | null = null;
  #tokenizer: Tokenizer | null = null;
  #priors: Priors | null = null;
  /** Resolves once the open pack's encoders are open. */
  #encoders: (() => Promise<void>) | null = null;
  /** Made of the open pack when its critic is first asked: few visits do. */
  #makeCritic: (() => Promise<Critic>) | null = null;
  #critic: Promise<Critic> | null = null;
  /** The job that was last to bring a photo. */
  #photoJob = 0;
  /** z_e of each level of that job's photo. One that came before the encoders may be encoded after one that came later. */
  #zE: readonly Latents[] | null = null;
  #listener: Listener = () => undefined;
  /** What each job told last, and what was told of packs. */
  readonly #heard = new Map<number | 'pack', Promise<void>>();

  listen(listener: Listener): void {
    this.#listener = listener;
  }

  /**
   * Events and results come to the page by ports of their own, in no order: so results wait until what was told before them
   * was heard. A result that came first would end the listening too soon, or be taken back by what is older.
   */
  readonly #emit = (event: EngineEvent): void => {
    const heard = this.#listener(event);
    if (heard) this.#heard.set('job' in event ? event.job : 'pack', heard);
  };

  async load(source: PackSource): Promise<void> {
    try {
      this.#loaded = await loadPack(source, this.#emit, 'now');
    } finally {
      await this.#heard.get('pack');
    }
  }

  async open(source: PackSource, choice: BackendChoice): Promise<PackInfo> {
    try {
      return await this.#queue.add('normal', () => this.#openPack(source, choice));
    } finally {
      await this.#heard.get('pack');
    }
  }

  async #openPack(source: PackSource, choice: BackendChoice): Promise<PackInfo> {
    await this.#close();
    const [host, pack] = await Promise.all([this.#openHost(choice), this.#takeLoaded(source)]);
    const opened = await openTokenizer(pack, choice, host);
    const { tokenizer, inUse } = opened;
    this.#tokenizer = tokenizer;
    this.#encoders = keptUnlessItFails(async () => {
      await opened.openEncoders(this.#turnsOf(tokenizer, 'normal'));
      this.#emit({ type: 'encoder-opened', inUse: inUse() });
    });
    // Where this fails the first picture says so; the decoder stays where it is, and the next visit measures.
    void this.#settle(opened).catch(() => undefined);
    const priors = new Priors({
      source,
      pack,
      runtime: host.runtime,
      gpu: host.gpu,
      wish: choice.prior,
      queue: this.#queue,
      emit: this.#emit,
    });
    this.#priors = priors;
    const { levels, manifest } = tokenizer;
    const criticParts = {
      source,
      manifest,
      runtime: host.runtime,
      backend: () => inUse().encoder,
      queue: this.#queue,
    };
    this.#makeCritic = async () => new (await loadPart(() => import('./critic.ts'))).Critic(criticParts);
    return {
      id: manifest.id,
      version: manifest.version,
      title: manifest.title,
      levels: levels.map(({ level, codebook }) => ({
        name: level.name,
        codebookSize: codebook.size,
        codeDim: codebook.dim,
        downsample: level.downsample,
        meanCode: level.meanCode ?? null,
        similarityColours: projectCodebook(codebook.vectors, codebook).colours,
      })),
      downsample: levels.at(-1)!.level.downsample,
      receptiveField: manifest.decoder.receptiveField ?? null,
      critic: manifest.discriminator ?? null,
      priors: priors.infos,
      inUse: inUse(),
    };
  }

  /** What was put off so that the pack opens sooner: between other work, for as long as the pack is open. */
  async #settle({ tokenizer, inUse, moveDecoder, measureLater }: OpenedTokenizer): Promise<void> {
    await this.#encoders?.();
    const idle = this.#turnsOf(tokenizer, 'idle');
    if (moveDecoder) {
      await moveDecoder(idle);
      this.#emit({ type: 'decoder-settled', inUse: inUse() });
    }
    if (measureLater) setTimeout(() => void measureLater(idle).catch(() => undefined), restBeforeMeasuring);
  }

  #turnsOf(tokenizer: Tokenizer, priority: Priority, signal?: AbortSignal): Turn {
    return (run) =>
      this.#queue.add(
        priority,
        async () => {
          if (this.#tokenizer !== tokenizer) throw new EngineError('aborted', 'Another pack was opened.');
          return run();
        },
        signal,
      );
  }

  encode(job: number, image: RgbaImage): Promise<EncodeResult> {
    this.#photoJob = job;
    return this.#run(job, async (signal) => {
      const encode = async () => {
        const tokenizer = this.#open();
        if (!tokenizer.encoders) return null;
        const { zE, ...result } = await tokenizer.encode(image);
        if (job === this.#photoJob) this.#zE = zE;
        this.#tuneWhenIdle(result.grids);
        return result;
      };
      for (;;) {
        const result = await this.#queue.add('normal', encode, signal);
        if (result) return result;
        // No turn is held meanwhile. Where another pack takes this one's place, that one encodes.
        await this.#encoders?.().catch((error: unknown) => {
          if (!isAborted(error)) throw error;
        });
      }
    });
  }

  /** Behind everything that someone waits for. Where it fails the kernel runs as before, and a lost device is told of. */
  #tuneWhenIdle(grids: readonly TokenGrid[]): void {
    const tokenizer = this.#open();
    tokenizer.levels.forEach(({ quantizer }, level) => {
      const count = grids[level]!.tokens.length;
      const tune = async () => (this.#tokenizer === tokenizer ? quantizer.tune(count) : undefined);
      void this.#queue.add('idle', tune).catch(() => undefined);
    });
  }

  decode(job: number, grid: TokenLayers, changed: readonly number[] | null): Promise<DecodeResult> {
    return this.#run(job, async (signal) => {
      let decoderMs = 0;
      let multiplyAdds: MultiplyAdds | null = { needed: 0, done: 0 };
      let last: DecodedPatch | null = null;
      const tokenizer = this.#open();
      for (const decode of tokenizer.decoder.plan(grid, changed)) {
        if (last) this.#emit({ type: 'patch', job, patch: last });
        // A job for each part: whatever is urgent gets its turn between two of them.
        const part = await this.#queue.add(
          'live',
          async () => {
            if (this.#tokenizer !== tokenizer) throw new EngineError('aborted', 'Another model was opened.');
            const start = performance.now();
            const decoded = await decode();
            decoderMs += performance.now() - start;
            return decoded;
          },
          signal,
        );
        last = part.patch;
        multiplyAdds = multiplyAdds && part.multiplyAdds && sum(multiplyAdds, part.multiplyAdds);
      }
      return { patch: last, decoderMs, multiplyAdds };
    });
  }

  nearest(job: number, { level, cell, code, ownCode, hasPhoto, count }: NearestQuery): Promise<NearestResult> {
    return this.#run(job, (signal) =>
      this.#queue.add(
        'normal',
        async () => {
          const { quantizer } = this.#openLevel(level);
          const seen = hasPhoto ? this.#numbersAt(level, cell, quantizer.channels) : null;
          const { codes, distances } = await (seen
            ? quantizer.topCodes(seen, count)
            : quantizer.codesLike(ownCode, count));
          return {
            measure: seen ? quantizer.measure : 'squared-distance',
            distance: seen && quantizer.misfit(seen, code),
            alternatives: Array.from(codes, (alternative, i) => ({ code: alternative, distance: distances[i]! })),
          };
        },
        signal,
      ),
    );
  }

  fill(job: number, request: FillRequest): Promise<FillResult> {
    return this.#run(job, (signal) => this.#openPriors().fill(job, request, signal));
  }

  distribution(job: number, request: DistributionRequest): Promise<CellLogits> {
    return this.#run(job, (signal) => this.#openPriors().distribution(request, signal));
  }

  surprise(job: number, request: SurpriseRequest): Promise<Float32Array> {
    return this.#run(job, (signal) => this.#openPriors().surprise(job, request, signal));
  }

  codebook(job: number, level: number): Promise<CodebookVectors> {
    return this.#run(job, async () => this.#openLevel(level).codebook);
  }

  latents(job: number, level: number): Promise<Latents> {
    return this.#run(job, (signal) =>
      this.#queue.add(
        'normal',
        async () => {
          const zE = this.#zE?.[level];
          if (!zE) throw new EngineError('not-ready', 'No photo is encoded.');
          return zE;
        },
        signal,
      ),
    );
  }

  decodeLatents(job: number, latents: Latents): Promise<RgbaImage> {
    return this.#run(job, (signal) =>
      this.#queue.add('live', () => this.#open().latentDecoder.decode(latents), signal),
    );
  }

  searchCodes(job: number, request: CodeSearchRequest): Promise<CodeSearchProgress> {
    return this.#run(job, async (signal) => {
      const { findBetterCodes } = await loadPart(() => import('./code-search.ts'));
      const tokenizer = this.#open();
      const turn = this.#turnsOf(tokenizer, 'normal', signal);
      // Behind an encoding that is under way.
      const zE = await turn(async () => this.#zE?.[request.level]);
      if (!zE) throw new EngineError('not-ready', 'No photo is encoded.');
      const onProgress = (progress: CodeSearchProgress) => this.#emit({ type: 'codes-searched', job, progress });
      return findBetterCodes({ tokenizer, zE, turn, onProgress }, request);
    });
  }

  opinion(job: number, image: RgbaImage): Promise<Opinion> {
    return this.#run(job, async (signal) => (await this.#openCritic()).opinion(image, signal));
  }

  abort(job: number): void {
    this.#jobs.get(job)?.abort();
  }

  async filesInUse(): Promise<readonly string[]> {
    // Where the encoders failed there is less to tell of.
    await this.#encoders?.().catch(() => undefined);
    return performance.getEntriesByType('resource').map(({ name }) => name);
  }

  async #run<T>(job: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.#jobs.set(job, controller);
    try {
      return await work(controller.signal);
    } finally {
      await this.#heard.get(job);
      this.#jobs.delete(job);
      this.#heard.delete(job);
    }
  }

  /** Sessions must have ended before others begin. */
  async #close(): Promise<void> {
    const [tokenizer, priors, critic] = [this.#tokenizer, this.#priors, this.#critic];
    this.#tokenizer = null;
    this.#priors = null;
    this.#encoders = null;
    this.#makeCritic = null;
    this.#critic = null;
    this.#zE = null;
    await tokenizer?.dispose();
    await priors?.dispose();
    await critic?.then(
      (made) => made.dispose(),
      () => undefined,
    );
  }

  #openHost(choice: BackendChoice): Promise<Host> {
    this.#host ??= openHost(choice).then((host) => {
      void host.gpu?.lost.then(({ message, reason }) => this.#emit({ type: 'gpu-lost', reason: message || reason }));
      return host;
    });
    return this.#host;
  }

  async #takeLoaded(source: PackSource): Promise<LoadedPack> {
    const loaded = this.#loaded;
    this.#loaded = null;
    return loaded?.manifest.id === parseManifest(source.manifest).id ? loaded : loadPack(source, this.#emit);
  }

  #open(): Tokenizer {
    if (!this.#tokenizer) throw new EngineError('not-ready', 'No model is loaded.');
    return this.#tokenizer;
  }

  #openLevel(index: number): TokenizerLevel {
    const level = this.#open().levels[index];
    if (!level) throw new EngineError('model-failed', `This pack has no level ${index}.`);
    return level;
  }

  #openPriors(): Priors {
    if (!this.#priors) throw new EngineError('not-ready', 'No model is loaded.');
    return this.#priors;
  }

  #openCritic(): Promise<Critic> {
    if (!this.#makeCritic) throw new EngineError('not-ready', 'No model is loaded.');
    if (!this.#critic) {
      const critic = this.#makeCritic();
      this.#critic = critic;
      // The next use tries again.
      critic.catch(() => {
        if (this.#critic === critic) this.#critic = null;
      });
    }
    return this.#critic;
  }

  /** z_e of a cell, or its logits. */
  #numbersAt(level: number, cell: number, channels: number): Float32Array | null {
    const zE = this.#zE?.[level]?.values;
    if (!zE) return null;
    const count = zE.length / channels;
    return Float32Array.from({ length: channels }, (_, channel) => zE[channel * count + cell]!);
  }
}

function sum(a: MultiplyAdds, b: MultiplyAdds): MultiplyAdds {
  return { needed: a.needed + b.needed, done: a.done + b.done };
}
