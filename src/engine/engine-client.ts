// The page's side of the engine: makes the worker, and makes another when it dies or its GPU is lost.
import { proxy, type Remote, releaseProxy, wrap } from 'comlink';
import type { RgbaImage } from '../core/image.ts';
import type { TokenLayers } from '../core/levels.ts';
import type { CellLogits } from '../core/sampling/distribution.ts';
import type { CellChange } from '../core/token-grid.ts';
import { EngineError, fromWorker } from './engine-error.ts';
import type { DistributionRequest, FillRequest, FillResult, SurpriseRequest } from './prior/prior-protocol.ts';
import type {
  BackendChoice,
  BackendInUse,
  CodebookVectors,
  CodeSearchProgress,
  CodeSearchRequest,
  DecodedPatch,
  DecodeWork,
  EncodeResult,
  EngineEvent,
  FileProgress,
  Latents,
  LoadProgress,
  NearestQuery,
  NearestResult,
  NetworkBackend,
  Opinion,
  PackInfo,
  PackSource,
  RemoteEngine,
} from './protocol.ts';
import { workerLock } from './worker-lock.ts';

export interface EngineListener {
  progress(progress: LoadProgress): void;
  swatches(level: number, image: RgbaImage): void;
  /** Pictures can be encoded. */
  encoderOpened(inUse: BackendInUse): void;
  /** Where it began on our own kernels: what it runs on from now on. */
  decoderSettled(inUse: BackendInUse): void;
  /** A prior is being fetched, at its first use. */
  priorFile(file: FileProgress): void;
  /** It is there. */
  priorOpened(backend: NetworkBackend): void;
  /** The engine is gone and a new one is on its way: z_e must be encoded again. */
  restarting(reason: string): void;
  /** The pack is open; also after each restart. */
  ready(info: PackInfo): void;
  failed(error: EngineError): void;
}

interface Connection {
  readonly worker: Worker;
  readonly remote: Remote<RemoteEngine>;
  /** Rejects calls that are still waiting for an answer. */
  readonly waiting: Set<(reason: EngineError) => void>;
}

/** As many losses of the GPU in a row are followed before everything moves to the CPU. */
const maxGpuLosses = 2;

export class EngineClient {
  readonly #listener: EngineListener;
  #source: PackSource;
  #choice: BackendChoice;
  #connection: Connection | null = null;
  #nextJob = 1;
  #workers = 0;
  #gpuLosses = 0;
  readonly #patchListeners = new Map<number, (patch: DecodedPatch) => void>();
  readonly #tokenListeners = new Map<number, (changes: readonly CellChange[]) => void>();
  readonly #searchListeners = new Map<number, (progress: CodeSearchProgress) => void>();
  readonly #bitsListeners = new Map<number, (cells: readonly number[], bits: readonly number[]) => void>();

  constructor(source: PackSource, choice: BackendChoice, listener: EngineListener) {
    this.#source = source;
    this.#choice = choice;
    this.#listener = listener;
  }

  /** Starts, or starts again with other backends: whatever was running is given up. */
  async start(options: { source?: PackSource; choice?: BackendChoice } = {}): Promise<void> {
    this.#source = options.source ?? this.#source;
    this.#choice = options.choice ?? this.#choice;
    this.#close(new EngineError('aborted', 'The engine was restarted.'));
    const connection = this.#connect();
    this.#connection = connection;
    try {
      void connection.remote.listen(
        proxy((event: EngineEvent) => {
          if (this.#connection === connection) this.#hear(event);
        }),
      );
      const info = await this.#settle(connection, connection.remote.open(this.#source, this.#choice));
      if (this.#connection === connection) this.#listener.ready(info);
    } catch (error) {
      if (this.#connection === connection) this.#listener.failed(fromWorker(error));
    }
  }

  /** Fetches another pack's files; the open one goes on working. */
  load(source: PackSource): Promise<void> {
    return this.#call((remote) => remote.load(source));
  }

  /** Puts another pack in the place of the open one. If that fails nothing is open, and `start` brings the last one back. */
  async open(source: PackSource): Promise<PackInfo> {
    const info = await this.#call((remote) => remote.open(source, this.#choice));
    this.#source = source;
    return info;
  }

  /** Addresses of what the worker has fetched for itself. */
  filesInUse(): Promise<readonly string[]> {
    return this.#call((remote) => remote.filesInUse());
  }

  encode(image: RgbaImage, signal?: AbortSignal): Promise<EncodeResult> {
    return this.#call((remote, job) => remote.encode(job, image), signal);
  }

  /** @param onPatch draws pixels as they come, part by part */
  async decode(
    grid: TokenLayers,
    changed: readonly number[] | null,
    onPatch: (patch: DecodedPatch) => void,
    signal?: AbortSignal,
  ): Promise<DecodeWork> {
    const decode = (remote: Remote<RemoteEngine>, job: number) => remote.decode(job, grid, changed);
    const { patch, ...work } = await this.#listen(this.#patchListeners, onPatch, decode, signal);
    if (patch) onPatch(patch);
    return work;
  }

  nearest(query: NearestQuery, signal?: AbortSignal): Promise<NearestResult> {
    return this.#call((remote, job) => remote.nearest(job, query), signal);
  }

  /** @param onTokens hears of new tokens as they come; the last few come with the result alone */
  fill(
    request: FillRequest,
    onTokens: (changes: readonly CellChange[]) => void,
    signal?: AbortSignal,
  ): Promise<FillResult> {
    return this.#listen(this.#tokenListeners, onTokens, (remote, job) => remote.fill(job, request), signal);
  }

  distribution(request: DistributionRequest, signal?: AbortSignal): Promise<CellLogits> {
    return this.#call((remote, job) => remote.distribution(job, request), signal);
  }

  /** @param onBits hears of cells as they are done; the last few come with the result alone */
  surprise(
    request: SurpriseRequest,
    onBits: (cells: readonly number[], bits: readonly number[]) => void,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    return this.#listen(this.#bitsListeners, onBits, (remote, job) => remote.surprise(job, request), signal);
  }

  codebook(level: number): Promise<CodebookVectors> {
    return this.#call((remote, job) => remote.codebook(job, level));
  }

  /** z_e of the photo encoded last. */
  latents(level: number): Promise<Latents> {
    return this.#call((remote, job) => remote.latents(job, level));
  }

  /** Decodes vectors as they are, codes or not. */
  decodeLatents(latents: Latents, signal?: AbortSignal): Promise<RgbaImage> {
    return this.#call((remote, job) => remote.decodeLatents(job, latents), signal);
  }

  /** @param onProgress hears of every step, the last one too */
  async searchCodes(
    request: CodeSearchRequest,
    onProgress: (progress: CodeSearchProgress) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const search = (remote: Remote<RemoteEngine>, job: number) => remote.searchCodes(job, request);
    onProgress(await this.#listen(this.#searchListeners, onProgress, search, signal));
  }

  opinion(image: RgbaImage, signal?: AbortSignal): Promise<Opinion> {
    return this.#call((remote, job) => remote.opinion(job, image), signal);
  }

  /** Ends the worker for good. */
  dispose(): void {
    this.#close(new EngineError('aborted', 'The engine was closed.'));
  }

  #connect(): Connection {
    const name = `engine-${Date.now().toString(36)}-${++this.#workers}`;
    const worker = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name });
    const remote = wrap<RemoteEngine>(worker);
    const connection: Connection = { worker, remote, waiting: new Set() };
    const died = (what: string) => {
      if (this.#connection === connection) this.#restart(what);
    };
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      died(event.message || 'The worker failed.');
    });
    this.#watch(name, () => died('The worker ended.'));
    return connection;
  }

  /** Asks for the worker's lock once the worker holds it; to get it means that the worker is gone. */
  #watch(name: string, onEnd: () => void): void {
    if (!navigator.locks) return;
    const lock = workerLock(name);
    const wait = async () => {
      const { held } = await navigator.locks.query();
      if (held?.some((entry) => entry.name === lock)) await navigator.locks.request(lock, onEnd);
      else setTimeout(wait, 250);
    };
    void wait();
  }

  #hear(event: EngineEvent): void {
    switch (event.type) {
      case 'progress':
        this.#listener.progress(event.progress);
        break;
      case 'swatches':
        this.#listener.swatches(event.level, event.image);
        break;
      case 'patch':
        this.#patchListeners.get(event.job)?.(event.patch);
        break;
      case 'codes-searched':
        this.#searchListeners.get(event.job)?.(event.progress);
        break;
      case 'gpu-lost':
        this.#gpuLosses++;
        this.#restart(`The graphics device was lost (${event.reason}).`);
        break;
      case 'encoder-opened':
        this.#listener.encoderOpened(event.inUse);
        break;
      case 'decoder-settled':
        this.#listener.decoderSettled(event.inUse);
        break;
      case 'prior-file':
        this.#listener.priorFile(event.file);
        break;
      case 'prior-opened':
        this.#listener.priorOpened(event.backend);
        break;
      case 'prior-tokens':
        this.#tokenListeners.get(event.job)?.(event.changes);
        break;
      case 'prior-bits':
        this.#bitsListeners.get(event.job)?.(event.cells, event.bits);
        break;
      default:
        event satisfies never;
    }
  }

  #restart(reason: string): void {
    this.#close(new EngineError('worker-died', reason, 'It is starting again.'));
    this.#listener.restarting(reason);
    const withoutGpu: BackendChoice = { encoder: 'wasm', quantizer: 'cpu', decoder: 'wasm', prior: 'wasm' };
    void this.start(this.#gpuLosses > maxGpuLosses ? { choice: withoutGpu } : {});
  }

  /** A call whose results come piece by piece before it ends. */
  async #listen<T, L>(
    listeners: Map<number, L>,
    listener: L,
    run: (remote: Remote<RemoteEngine>, job: number) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    let listening = 0;
    try {
      return await this.#call((remote, job) => {
        listening = job;
        listeners.set(job, listener);
        return run(remote, job);
      }, signal);
    } finally {
      listeners.delete(listening);
    }
  }

  async #call<T>(run: (remote: Remote<RemoteEngine>, job: number) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const connection = this.#connection;
    if (!connection) throw new EngineError('not-ready', 'The engine is not running yet.');
    if (signal?.aborted) throw new EngineError('aborted', 'Newer work made this unnecessary.');
    const job = this.#nextJob++;
    const abort = () => {
      if (this.#connection === connection) void connection.remote.abort(job);
    };
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await this.#settle(connection, run(connection.remote, job));
    } catch (error) {
      throw fromWorker(error);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  #close(reason: EngineError): void {
    const connection = this.#connection;
    this.#connection = null;
    if (!connection) return;
    connection.remote[releaseProxy]();
    connection.worker.terminate();
    for (const reject of connection.waiting) reject(reason);
  }

  /** A dead worker never answers: then the call fails instead of waiting for ever. */
  #settle<T>(connection: Connection, work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      connection.waiting.add(reject);
      work.then(resolve, reject).finally(() => connection.waiting.delete(reject));
    });
  }
}
