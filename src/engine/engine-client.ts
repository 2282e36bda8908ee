// The page's side of the engine: makes the worker, and makes another when it dies or its GPU is lost.
import { proxy, type Remote } from 'comlink';
import type { RgbaImage } from '../core/image.ts';
import type { TokenLayers } from '../core/levels.ts';
import type { CellLogits } from '../core/sampling/distribution.ts';
import type { CellChange } from '../core/token-grid.ts';
import { EngineError, fromWorker } from './engine-error.ts';
import type { EngineListener } from './engine-listener.ts';
import type { DistributionRequest, FillRequest, FillResult, SurpriseRequest } from './prior/prior-protocol.ts';
import type {
  BackendChoice,
  CodebookVectors,
  CodeSearchProgress,
  CodeSearchRequest,
  DecodedPatch,
  DecodeWork,
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
import { Restarts } from './restarts.ts';
import { makeWorker, requireWebAssembly, whyWorkersEnd } from './start-worker.ts';
import { WorkerConnection, type WorkerPort } from './worker-connection.ts';
import { workerLock } from './worker-lock.ts';

type Connection = WorkerConnection<RemoteEngine>;

type JobEvent = Extract<EngineEvent, { readonly job: number }>;

/** Milliseconds in which a worker must have said something. */
const silence = 60_000;

/** Milliseconds in which no second worker is made for parts of the app that the first one could not load. */
const betweenRenewals = 30_000;

const withoutGpu: BackendChoice = { encoder: 'wasm', quantizer: 'cpu', decoder: 'wasm', prior: 'wasm' };

const restarted = () => new EngineError('worker-died', 'The engine is starting again.');

export class EngineClient {
  readonly #listener: EngineListener;
  readonly #makeWorker: (name: string) => WorkerPort;
  readonly #restarts = new Restarts();
  #source: PackSource;
  #choice: BackendChoice;
  #connection: Connection | null = null;
  /** Resolves once the latest start has come to an end, good or bad. */
  #starting: Promise<void> = Promise.resolve();
  /** What is waited for before the next start: a rest after a worker's end, or the network. */
  #endPause: (() => void) | null = null;
  #pausedFor: 'restart' | 'network' | null = null;
  #usesGpu = true;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #nextJob = 1;
  #workers = 0;
  /** By job, who hears of its results as they come. */
  readonly #jobListeners = new Map<number, (event: JobEvent) => void>();

  /** @param make makes the worker of a name: another one in tests */
  constructor(source: PackSource, choice: BackendChoice, listener: EngineListener, make = makeWorker) {
    this.#source = source;
    this.#choice = choice;
    this.#listener = listener;
    this.#makeWorker = make;
  }

  /** Starts, or starts again with other backends: whatever was running is given up. */
  start(options: { source?: PackSource; choice?: BackendChoice } = {}): Promise<void> {
    this.#source = options.source ?? this.#source;
    this.#choice = options.choice ?? this.#choice;
    this.#restarts.reset();
    this.#usesGpu = true;
    return this.#begin();
  }

  #begin(): Promise<void> {
    this.#close(restarted());
    this.#starting = this.#open();
    return this.#starting;
  }

  async #open(): Promise<void> {
    let connection: Connection | null = null;
    try {
      requireWebAssembly();
      const opening = this.#connect();
      connection = opening;
      const info = await opening.settle(opening.remote.open(this.#source, this.#backends));
      if (this.#connection !== opening) return;
      this.#restarts.opened();
      this.#listener.ready(info);
    } catch (error) {
      // What was closed was told of where that was decided.
      if (connection?.open !== false) this.#fail(fromWorker(error));
    }
  }

  get #backends(): BackendChoice {
    return this.#usesGpu ? this.#choice : withoutGpu;
  }

  /** Fetches another pack's files; the open one goes on working. */
  load(source: PackSource): Promise<void> {
    return this.#call((remote) => remote.load(source));
  }

  /** Puts another pack in the place of the open one. If that fails nothing is open, and `start` brings the last one back. */
  async open(source: PackSource): Promise<PackInfo> {
    const info = await this.#call((remote) => remote.open(source, this.#backends));
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
    const { patch, ...work } = await this.#listen('patch', (event) => onPatch(event.patch), decode, signal);
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
    const fill = (remote: Remote<RemoteEngine>, job: number) => remote.fill(job, request);
    return this.#listen('prior-tokens', ({ changes }) => onTokens(changes), fill, signal);
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
    const surprise = (remote: Remote<RemoteEngine>, job: number) => remote.surprise(job, request);
    return this.#listen('prior-bits', ({ cells, bits }) => onBits(cells, bits), surprise, signal);
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
    onProgress(await this.#listen('codes-searched', ({ progress }) => onProgress(progress), search, signal));
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
    const connection: Connection = new WorkerConnection<RemoteEngine>(this.#makeWorker(name), () => died());
    this.#connection = connection;
    const died = () => {
      if (this.#connection === connection) this.#died();
    };
    const tooLong = setTimeout(died, silence);
    const heard = () => clearTimeout(tooLong);
    const onEvent = (event: EngineEvent) => {
      heard();
      if (this.#connection === connection) this.#hear(event);
    };
    connection
      .settle(connection.remote.listen(proxy(onEvent)))
      .then((locked) => locked && connection.watch(workerLock(name), died))
      // It was closed before, which those who wait for a pack are told.
      .catch(() => undefined)
      .finally(heard);
    return connection;
  }

  #hear(event: EngineEvent): void {
    if ('job' in event) {
      this.#jobListeners.get(event.job)?.(event);
      return;
    }
    switch (event.type) {
      case 'progress':
        this.#listener.progress(event.progress);
        break;
      case 'swatches':
        this.#listener.swatches(event.level, event.image);
        break;
      case 'gpu-lost':
        this.#lostGpu();
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
      default:
        event satisfies never;
    }
  }

  #died(): void {
    const delay = this.#restarts.afterEnd();
    if (delay === null) void this.#giveUp();
    else this.#restart(delay, 'The part that runs the model ended.');
  }

  #lostGpu(): void {
    const { delay, withoutGpu } = this.#restarts.afterGpuLoss();
    this.#usesGpu &&= !withoutGpu;
    this.#restart(
      delay,
      withoutGpu
        ? 'The graphics device was lost again and again, so everything runs on the CPU now. A restart in the settings tries it again.'
        : 'The graphics device was lost.',
    );
  }

  #restart(delay: number, reason: string | null): void {
    this.#close(restarted());
    this.#listener.restarting(reason);
    this.#starting = new Promise((resolve) => {
      const timer = setTimeout(() => resolve(this.#begin()), delay);
      this.#pause('restart', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** There were enough tries. */
  async #giveUp(): Promise<void> {
    const dead = this.#connection;
    dead?.close(restarted());
    const why = await whyWorkersEnd();
    if (this.#connection === dead) this.#fail(why);
  }

  /** Nothing runs until somebody starts it again, or the network comes back. */
  #fail(error: EngineError): void {
    this.#close(error);
    this.#listener.failed(error);
    if (error.kind !== 'download-failed') return;
    const again = () => {
      this.#listener.restarting(null);
      void this.start();
    };
    globalThis.addEventListener?.('online', again, { once: true });
    this.#pause('network', () => globalThis.removeEventListener?.('online', again));
  }

  #pause(what: 'restart' | 'network', end: () => void): void {
    this.#pausedFor = what;
    this.#endPause = end;
  }

  /** A worker of its own for each try to load what another one could not: in the other it would fail for ever. */
  async #renew(spoiled: Connection | null): Promise<boolean> {
    if (this.#connection === spoiled) {
      if (performance.now() - this.#renewedAt < betweenRenewals) return false;
      this.#renewedAt = performance.now();
      this.#listener.restarting(null);
      await this.#begin();
    }
    await this.#starting;
    return true;
  }

  /** A call whose results come piece by piece before it ends. */
  async #listen<T, Type extends JobEvent['type']>(
    type: Type,
    listener: (event: Extract<JobEvent, { readonly type: Type }>) => void,
    run: (remote: Remote<RemoteEngine>, job: number) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    let listening = 0;
    try {
      return await this.#call((remote, job) => {
        listening = job;
        this.#jobListeners.set(job, (event) => {
          if (isOf(event, type)) listener(event);
        });
        return run(remote, job);
      }, signal);
    } finally {
      this.#jobListeners.delete(listening);
    }
  }

  async #call<T>(run: (remote: Remote<RemoteEngine>, job: number) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const connection = this.#connection;
    try {
      return await this.#ask(run, signal);
    } catch (error) {
      const spoiled = error instanceof EngineError && error.kind === 'worker-spoiled';
      if (spoiled && (await this.#renew(connection))) return this.#ask(run, signal);
      throw error;
    }
  }

  async #ask<T>(run: (remote: Remote<RemoteEngine>, job: number) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const connection = this.#connection;
    if (!connection?.open) {
      if (connection || this.#pausedFor === 'restart') throw restarted();
      throw new EngineError('not-ready', 'The model is not running.', 'Start it again in the status line below.');
    }
    if (signal?.aborted) throw new EngineError('aborted', 'Newer work made this unnecessary.');
    const job = this.#nextJob++;
    const abort = () => {
      if (connection.open) connection.remote.abort(job).catch(() => undefined);
    };
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const result = await connection.settle(run(connection.remote, job));
      this.#restarts.worked();
      return result;
    } catch (error) {
      throw fromWorker(error);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  #close(reason: EngineError): void {
    this.#endPause?.();
    this.#endPause = null;
    this.#pausedFor = null;
    const connection = this.#connection;
    this.#connection = null;
    connection?.close(reason);
  }
}

function isOf<Type extends JobEvent['type']>(
  event: JobEvent,
  type: Type,
): event is Extract<JobEvent, { readonly type: Type }> {
  return event.type === type;
}
