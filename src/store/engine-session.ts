// The engine as the store sees it: one pack, open or on its way, and the status that the page shows of it.
import type { RgbaImage } from '../core/image.ts';
import { EngineClient } from '../engine/engine-client.ts';
import type { EngineError } from '../engine/engine-error.ts';
import type { BackendChoice, FileProgress, PackInfo, PackSource } from '../engine/protocol.ts';
import type { EngineStatus } from './state.ts';

export interface EngineSessionListener {
  readonly onStatus: (change: Partial<EngineStatus>) => void;
  readonly onSwatches: (image: RgbaImage) => void;
  readonly onPriorFile: (file: FileProgress) => void;
  readonly onReady: (pack: PackInfo) => void;
  readonly onRestarting: (reason: string) => void;
  readonly onFailed: (error: EngineError) => void;
}

export class EngineSession {
  readonly client: EngineClient;
  #pack: PackInfo | null = null;
  #waiting: { resolve: (pack: PackInfo) => void; reject: (error: EngineError) => void }[] = [];

  constructor(source: PackSource, choice: BackendChoice, listener: EngineSessionListener) {
    this.client = new EngineClient(source, choice, {
      progress: (progress) => listener.onStatus({ phase: 'loading', progress }),
      swatches: listener.onSwatches,
      priorFile: listener.onPriorFile,
      restarting: (reason) => {
        this.#pack = null;
        listener.onStatus({ phase: 'restarting', activity: null });
        listener.onRestarting(reason);
      },
      ready: (pack) => {
        this.#pack = pack;
        listener.onStatus({ phase: 'ready', inUse: pack.inUse, activity: null });
        for (const { resolve } of this.#waiting.splice(0)) resolve(pack);
        listener.onReady(pack);
      },
      failed: (error) => {
        this.#pack = null;
        listener.onStatus({ phase: 'failed', activity: null });
        for (const { reject } of this.#waiting.splice(0)) reject(error);
        listener.onFailed(error);
      },
    });
  }

  /** The open pack, or null while there is none. */
  get pack(): PackInfo | null {
    return this.#pack;
  }

  /** Waits for the pack to be open. */
  ready(): Promise<PackInfo> {
    if (this.#pack) return Promise.resolve(this.#pack);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  restart(choice: BackendChoice): void {
    this.#pack = null;
    void this.client.start({ choice });
  }
}
