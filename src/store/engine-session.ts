// The engine as the store sees it: one pack, open or on its way, and the status that the page shows of it.
import type { RgbaImage } from '../core/image.ts';
import { EngineClient } from '../engine/engine-client.ts';
import { EngineError } from '../engine/engine-error.ts';
import type { BackendChoice, FileProgress, NetworkBackend, PackInfo, PackSource } from '../engine/protocol.ts';
import type { EngineStatus } from './state.ts';

export interface EngineSessionListener {
  readonly onStatus: (change: Partial<EngineStatus>) => void;
  /** Swatches of a level of the first pack, which come before the rest of it. */
  readonly onSwatches: (level: number, image: RgbaImage) => void;
  readonly onPriorFile: (file: FileProgress) => void;
  readonly onPriorOpened: (backend: NetworkBackend) => void;
  /** A pack is open: by a start, or in place of another. */
  readonly onOpened: (pack: PackInfo) => void;
  /** The engine has started, or started again: it knows no photo. */
  readonly onReady: (pack: PackInfo) => void;
  readonly onRestarting: (reason: string | null) => void;
  readonly onFailed: (error: EngineError) => void;
}

export class EngineSession {
  readonly client: EngineClient;
  readonly #listener: EngineSessionListener;
  #pack: PackInfo | null = null;
  #swatches: readonly RgbaImage[] = [];
  /** Of the pack on its way. */
  #nextSwatches: RgbaImage[] = [];
  #waiting: { resolve: (pack: PackInfo) => void; reject: (error: EngineError) => void; patient: boolean }[] = [];
  /** The pack asked for last. */
  #wanted: string;
  /** The pack that a start opens. */
  #starting: string;
  /** Why nothing runs, until it is started again. */
  #failure: EngineError | null = null;
  #changing: Promise<unknown> = Promise.resolve();

  /** @param id the id under which the source ships */
  constructor(id: string, source: PackSource, choice: BackendChoice, listener: EngineSessionListener) {
    this.#listener = listener;
    this.#wanted = id;
    this.#starting = id;
    this.client = new EngineClient(source, choice, {
      progress: (progress) => listener.onStatus({ phase: 'loading', progress }),
      encoderOpened: (inUse) => listener.onStatus({ encoderOpen: true, inUse }),
      decoderSettled: (inUse) => listener.onStatus({ inUse }),
      swatches: (level, image) => {
        this.#nextSwatches[level] = image;
        if (this.#swatches.length === 0) listener.onSwatches(level, image);
      },
      priorFile: listener.onPriorFile,
      priorOpened: listener.onPriorOpened,
      restarting: (reason) => {
        this.#pack = null;
        this.#failure = null;
        listener.onStatus({ phase: 'restarting', encoding: false, encoderOpen: false });
        listener.onRestarting(reason);
      },
      ready: (pack) => {
        this.#opened(pack);
        listener.onReady(pack);
      },
      failed: (error) => {
        this.#pack = null;
        this.#failure = error;
        listener.onStatus({ phase: 'failed', encoding: false });
        listener.onFailed(error);
        const waiting = this.#waiting.splice(0);
        this.#waiting = waiting.filter(({ patient }) => patient && mayPass(error));
        for (const waiter of waiting) if (!this.#waiting.includes(waiter)) waiter.reject(error);
      },
    });
  }

  /** The open pack, or null while there is none or another one is about to take its place. */
  get pack(): PackInfo | null {
    return this.#pack;
  }

  /** The swatches of the open pack's levels: atlases, see core/swatch-atlas.ts. Levels without leave holes. */
  get swatches(): readonly (RgbaImage | undefined)[] {
    return this.#swatches;
  }

  /**
   * Waits for the pack to be open.
   *
   * @param patient also where nothing runs, for as long as that may pass: until a person starts it, or the network is back
   * @throws EngineError where nothing runs
   */
  ready({ patient = false } = {}): Promise<PackInfo> {
    if (this.#pack) return Promise.resolve(this.#pack);
    if (this.#failure && !(patient && mayPass(this.#failure))) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject, patient }));
  }

  restart(choice: BackendChoice): void {
    this.#pack = null;
    this.#failure = null;
    this.#listener.onStatus({ encoderOpen: false });
    void this.client.start({ choice });
  }

  /**
   * Makes it the open pack; of several that are asked for in a row only the last one is opened.
   *
   * @param onLeaving called when its files are here and the open pack ends
   * @throws EngineError `aborted` where another one was asked for meanwhile
   */
  use(id: string, source: PackSource, onLeaving: () => void): Promise<PackInfo> {
    this.#wanted = id;
    const change = this.#changing.then(() => this.#change(id, source, onLeaving));
    this.#changing = change.catch(() => undefined);
    return change;
  }

  async #change(id: string, source: PackSource, onLeaving: () => void): Promise<PackInfo> {
    const stillWanted = () => {
      if (this.#wanted !== id) throw new EngineError('aborted', 'Another pack was asked for.');
    };
    stillWanted();
    const before = this.#pack;
    if (before?.id === id) return before;
    if (!before) {
      // Nothing to keep: the worker begins anew, unless it is at that already.
      if (this.#starting !== id || this.#failure) {
        this.#starting = id;
        this.#failure = null;
        this.#nextSwatches = [];
        void this.client.start({ source });
      }
      return this.ready();
    }
    this.#nextSwatches = [];
    this.#listener.onStatus({ phase: 'loading', progress: null });
    let leaving = false;
    try {
      await this.client.load(source);
      stillWanted();
      leaving = true;
      this.#pack = null;
      this.#listener.onStatus({ encoderOpen: false });
      onLeaving();
      const pack = await this.client.open(source);
      this.#starting = id;
      this.#opened(pack);
      return pack;
    } catch (error) {
      const restarted = error instanceof EngineError && (error.kind === 'worker-died' || error.kind === 'aborted');
      if (this.#pack === before) this.#listener.onStatus({ phase: 'ready' });
      else if (leaving && !restarted) void this.client.start();
      throw error;
    }
  }

  #opened(pack: PackInfo): void {
    this.#pack = pack;
    this.#swatches = this.#nextSwatches;
    this.#listener.onStatus({ phase: 'ready', inUse: pack.inUse, encoding: false });
    this.#listener.onOpened(pack);
    for (const { resolve } of this.#waiting.splice(0)) resolve(pack);
  }
}

function mayPass({ kind }: EngineError): boolean {
  return kind !== 'unsupported';
}
