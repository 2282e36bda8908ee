// What each cell of the decoder's input holds: the codes of all levels over it, one after the other.
//
// A code of a coarser level has numbers for each of the scale × scale cells that it covers, unfolded as by
// torch.pixel_shuffle: number c·s² + dy·s + dx belongs to channel c of the cell in its row dy and column dx. So decoders of
// any number of levels have one input, on the finest grid, and what a cell depends on is known cell by cell.
import { levelScales, type TokenLayers } from '../../core/levels.ts';
import type { Rect } from '../../core/rect.ts';
import { EngineError } from '../engine-error.ts';
import type { Codebook } from '../quantizer/quantizer.ts';

/** A level as the decoder sees it. */
export interface CodedLevel {
  readonly downsample: number;
  readonly codebook: Codebook;
}

interface CodeTable {
  readonly size: number;
  /** Cells of the finest grid, each way, that a code covers. */
  readonly scale: number;
  /** Channels of a cell. */
  readonly channels: number;
  /** Where they begin among all levels' channels. */
  readonly first: number;
  /** [code][cell of those that it covers][channel] */
  readonly numbers: Float32Array;
}

export class CodeTables {
  /** Pixels each way of a cell. */
  readonly downsample: number;
  /** Of a cell, in all levels. */
  readonly channels: number;
  readonly #tables: readonly CodeTable[];

  /** @param levels coarsest first */
  constructor(levels: readonly CodedLevel[]) {
    this.downsample = levels.at(-1)!.downsample;
    const scales = levelScales(levels);
    let first = 0;
    this.#tables = levels.map(({ codebook }, level) => {
      const scale = scales[level]!;
      const channels = codebook.dim / scale ** 2;
      const table = { size: codebook.size, scale, channels, first, numbers: unfolded(codebook, scale) };
      first += channels;
      return table;
    });
    this.channels = first;
  }

  get levels(): number {
    return this.#tables.length;
  }

  /** @throws EngineError `model-failed` if the token is no code of its level */
  check(level: number, token: number): void {
    if (token < 0 || token >= this.#tables[level]!.size) {
      throw new EngineError('model-failed', `There is no code ${token}.`);
    }
  }

  /**
   * Writes a level's numbers of one cell; the token must be a code.
   * @param at index in `target` of the cell's first channel
   */
  write(level: number, token: number, cell: { x: number; y: number }, target: Float32Array, at: number): void {
    const { scale, channels, first, numbers } = this.#tables[level]!;
    const start = ((token * scale + (cell.y % scale)) * scale + (cell.x % scale)) * channels;
    target.set(numbers.subarray(start, start + channels), at + first);
  }

  /**
   * z_q of a part of the grid.
   * @returns [channels, height, width] of `part`
   * @throws EngineError `model-failed` if a token is no code
   */
  lookUp({ width, layers }: TokenLayers, part: Rect): Float32Array {
    const count = part.width * part.height;
    const zQ = new Float32Array(this.channels * count);
    this.#tables.forEach(({ scale, channels, first, numbers }, level) => {
      const tokens = layers[level]!;
      for (let i = 0; i < count; i++) {
        const x = part.x + (i % part.width);
        const y = part.y + Math.floor(i / part.width);
        const token = tokens[y * width + x]!;
        this.check(level, token);
        const start = ((token * scale + (y % scale)) * scale + (x % scale)) * channels;
        for (let channel = 0; channel < channels; channel++) {
          zQ[(first + channel) * count + i] = numbers[start + channel]!;
        }
      }
    });
    return zQ;
  }
}

/** The codebook with each code's numbers in the order of the cells that they belong to. */
function unfolded({ vectors, size, dim }: Codebook, scale: number): Float32Array {
  if (scale === 1) return vectors;
  const cells = scale * scale;
  const channels = dim / cells;
  const numbers = new Float32Array(vectors.length);
  for (let code = 0; code < size; code++) {
    for (let cell = 0; cell < cells; cell++) {
      for (let channel = 0; channel < channels; channel++) {
        numbers[(code * cells + cell) * channels + channel] = vectors[code * dim + channel * cells + cell]!;
      }
    }
  }
  return numbers;
}
