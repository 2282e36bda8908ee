// What the page's side of the engine tells whoever shows its state.
import type { RgbaImage } from '../core/image.ts';
import type { EngineError } from './engine-error.ts';
import type { BackendInUse, FileProgress, LoadProgress, NetworkBackend, PackInfo } from './protocol.ts';

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
  /** The engine is gone and a new one is on its way: z_e must be encoded again. No reason: there is nothing to tell. */
  restarting(reason: string | null): void;
  /** The pack is open; also after each restart. */
  ready(info: PackInfo): void;
  failed(error: EngineError): void;
}
