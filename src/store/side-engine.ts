// A pack in a worker of its own, beside the one at work: for as long as a dialog or a step of the tour needs it.
import type { RgbaImage } from '../core/image.ts';
import type { TokenLayers } from '../core/levels.ts';
import { EngineClient } from '../engine/engine-client.ts';
import { EngineError } from '../engine/engine-error.ts';
import type { BackendChoice, FileProgress, LoadProgress, PackInfo, PackSource } from '../engine/protocol.ts';
import { Surface } from './surfaces.ts';

export interface SideEngineListener {
  readonly onProgress?: (progress: LoadProgress) => void;
  readonly onPriorFile?: (file: FileProgress) => void;
  /** The pack is open; also after the engine had to start again, when it knows no photo any more. */
  readonly onReady?: (pack: PackInfo, swatches: RgbaImage | null) => void;
  readonly onFailed?: (error: EngineError) => void;
}

/** @param choice as the person set it for the app */
export function openEngine(source: PackSource, choice: BackendChoice, listener: SideEngineListener): EngineClient {
  let swatches: RgbaImage | null = null;
  const client = new EngineClient(source, choice, {
    progress: (progress) => listener.onProgress?.(progress),
    swatches: (_, image) => {
      swatches = image;
    },
    priorFile: (file) => listener.onPriorFile?.(file),
    encoderOpened: () => undefined,
    decoderSettled: () => undefined,
    priorOpened: () => undefined,
    restarting: () => undefined,
    ready: (pack) => listener.onReady?.(pack, swatches),
    failed: (error) => listener.onFailed?.(error),
  });
  void client.start();
  return client;
}

/**
 * Opens a pack, lets it work, and ends its engine however that ends.
 *
 * @throws EngineError where the pack cannot be opened; `aborted` once the signal fires
 */
export function withPack<T>(
  source: PackSource,
  choice: BackendChoice,
  signal: AbortSignal,
  work: (client: EngineClient, pack: PackInfo) => Promise<T>,
  listener: Pick<SideEngineListener, 'onPriorFile'> = {},
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const end = <V>(settle: (value: V) => void) => {
      return (value: V) => {
        signal.removeEventListener('abort', leave);
        client.dispose();
        settle(value);
      };
    };
    const fail = end(reject);
    const leave = () => fail(new EngineError('aborted', 'Nobody waits for it any more.'));
    const client = openEngine(source, choice, {
      ...listener,
      onReady: (pack) => void work(client, pack).then(end(resolve), fail),
      onFailed: fail,
    });
    signal.addEventListener('abort', leave);
    if (signal.aborted) leave();
  });
}

/**
 * The whole picture of a grid, or, given what is decoded already, that picture with all pixels new that the changed
 * cells can reach.
 *
 * @param downsample the pack's f
 */
export async function decodePicture(
  client: EngineClient,
  grid: TokenLayers,
  options: {
    readonly downsample: number;
    readonly since?: { readonly decoded: RgbaImage; readonly changed: readonly number[] };
    readonly signal?: AbortSignal | undefined;
  },
): Promise<RgbaImage> {
  const { downsample, since, signal } = options;
  const surface = new Surface();
  if (since) surface.replace({ ...since.decoded, data: since.decoded.data.slice() });
  else surface.clear({ width: grid.width * downsample, height: grid.height * downsample });
  await client.decode(grid, since?.changed ?? null, ({ rect, image }) => surface.write(rect, image), signal);
  return surface.image!;
}
