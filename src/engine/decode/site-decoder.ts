// Decodes with our own kernels (incremental-decoder.ts), a tile of the grid at a time.
import type { TokenLayers } from '../../core/levels.ts';
import { scale } from '../../core/rect.ts';
import type { IncrementalDecoder } from './incremental-decoder.ts';
import type { DecodeJob, PictureDecoder } from './picture-decoder.ts';
import { planTiles } from './tiles.ts';

export class SiteDecoder implements PictureDecoder {
  readonly backend = 'wasm';
  readonly kernels = 'own';
  readonly #decoder: IncrementalDecoder;

  constructor(decoder: IncrementalDecoder) {
    this.#decoder = decoder;
  }

  plan(grid: TokenLayers, changed: readonly number[] | null): DecodeJob[] {
    const { downsample, reach } = this.#decoder;
    return planTiles(grid, changed, reach).map(({ output, settles }) => async () => {
      const { image, multiplyAdds } = this.#decoder.decode(grid, output);
      return { patch: { rect: scale(output, downsample), image, settles }, multiplyAdds };
    });
  }

  async numbers(grid: TokenLayers): Promise<Float32Array> {
    return this.#decoder.decodeNumbers(grid);
  }

  /** Its memory goes with it. */
  async dispose(): Promise<void> {}
}
