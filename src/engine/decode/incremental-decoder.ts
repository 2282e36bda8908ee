// Decodes any part of a picture, and computes only what it has not computed already for the tokens at hand.
//
// It keeps, for each section of the decoder, the map that the next section's convolutions read neighbours from, and of
// each of the map's sites whether it is up to date. A changed token makes the sites that it can reach stale: one site in
// the first map, 3×3 after the first 3×3 convolution, 5×5 after the second, and so on. To decode a rectangle, the stale
// sites among those that it depends on are found from the last section to the first, and computed from the first to the
// last. So an edit costs what it changes, a picture that was never decoded fills the maps as it goes, and it makes no
// difference to the result: a site's sum has one order, whatever is computed with it (decoder-kernels.ts).
//
// Sparse incremental inference for interactive edits: Li et al., "Efficient Spatially Sparse Inference for Conditional
// GANs and Diffusion Models" (SIGE), NeurIPS 2022, https://arxiv.org/abs/2211.02048; here it is exact, site by site.
import type { RgbaImage } from '../../core/image.ts';
import { area, dilate, isEmpty, type Rect, type Size } from '../../core/rect.ts';
import type { TokenGrid } from '../../core/token-grid.ts';
import { EngineError } from '../engine-error.ts';
import type { Codebook } from '../quantizer/quantizer.ts';
import { readSections } from './graph/sections.ts';
import { type MultiplyAdds, numbersPerPixel, type PackedSection, packSections } from './packed-sections.ts';
import { chunkSites, Workspace } from './workspace.ts';

/** The maps of a token take about 10 kB in our packs: every picture that the app makes of a photo fits as a whole. */
const maxTokens = 8192;

/** Of a larger grid the maps of a part this wide, at most, are kept. */
const maxWidth = 128;

/** A site's state. Wanted: stale, and already in the list of what is to be computed. */
const stale = 0;
const current = 1;
const wanted = 2;

const nothing: Rect = { x: 0, y: 0, width: 0, height: 0 };

export interface Decoded {
  readonly image: RgbaImage;
  /**
   * `needed`: of the sites that were stale, the least that any exact method can do. `done`: with those that the padding
   * of channels to whole blocks adds.
   */
  readonly multiplyAdds: MultiplyAdds;
}

export class IncrementalDecoder {
  /** Tokens each way that a cell's pixels depend on. */
  readonly reach: number;
  /** Pixels each way of a token. */
  readonly downsample: number;
  readonly #sections: readonly PackedSection[];
  readonly #workspace: Workspace;
  readonly #codebookSize: number;
  /** The part of the grid whose maps are kept, and the size of the whole. */
  #window: Rect = nothing;
  #grid: Size = nothing;
  /** Tokens of the window, row by row, that the current sites were computed from. */
  #tokens = new Int32Array(0);
  /** For each section the state of its sites, and a list of those to compute. */
  #states: Uint8Array[] = [];
  #lists: Int32Array[] = [];
  readonly #counts: number[];
  /** Where the last section's numbers are kept as well. */
  #numbers: Float32Array | null = null;

  private constructor(sections: readonly PackedSection[], workspace: Workspace, codebookSize: number) {
    this.#sections = sections;
    this.#workspace = workspace;
    this.#codebookSize = codebookSize;
    this.reach = reachInTokens(sections);
    const { scale, block } = sections.at(-1)!;
    this.downsample = scale * block;
    this.#counts = sections.map(() => 0);
  }

  /**
   * @param model decoder.onnx
   * @returns null for a decoder of another kind than plain convolutions, or without WebAssembly SIMD
   */
  static create(model: Uint8Array, codebook: Codebook, downsample: number): IncrementalDecoder | null {
    const sections = readSections(model);
    const packed = sections && packSections(sections, downsample);
    if (!packed || sections?.[0]?.convolutions[0]?.inputs !== codebook.dim) return null;
    const workspace = Workspace.create(packed, codebook);
    return workspace && new IncrementalDecoder(packed, workspace, codebook.size);
  }

  /** Bytes of memory in use. */
  get bytes(): number {
    return this.#workspace.size;
  }

  /**
   * @param cells the part of the picture that is asked for, in tokens
   * @throws EngineError `model-failed` if a token is no code; RangeError if there is no memory for the maps
   */
  decode(grid: TokenGrid, cells: Rect): Decoded {
    this.#follow(grid, cells);
    this.#want(cells);
    const multiplyAdds = { needed: 0, done: 0 };
    this.#sections.forEach((section, index) => {
      const count = this.#counts[index]!;
      for (let from = 0; from < count; from += chunkSites) {
        this.#compute(index, from, Math.min(chunkSites, count - from));
      }
      this.#counts[index] = 0;
      for (const convolution of section.convolutions) {
        multiplyAdds.needed += count * convolution.multiplyAdds.needed;
        multiplyAdds.done += count * convolution.multiplyAdds.done;
      }
    });
    return { image: this.#copy(cells), multiplyAdds };
  }

  /**
   * The picture as numbers, for comparison with other backends; computes its last section in any case.
   * @returns [3, H, W] in about [-1, 1]
   */
  decodeNumbers(grid: TokenGrid): Float32Array {
    const whole = { x: 0, y: 0, width: grid.width, height: grid.height };
    this.#follow(grid, whole);
    this.#states.at(-1)!.fill(stale);
    this.#numbers = new Float32Array(3 * area(grid) * this.downsample ** 2);
    try {
      this.decode(grid, whole);
      return this.#numbers;
    } finally {
      this.#numbers = null;
    }
  }

  /** Takes in the grid's tokens: what they can reach becomes stale. */
  #follow(grid: TokenGrid, cells: Rect): void {
    this.#place(grid, cells);
    const { x, y, width, height } = this.#window;
    for (let row = 0; row < height; row++) {
      const here = row * width;
      const there = (y + row) * grid.width + x;
      let column = 0;
      while (column < width) {
        if (this.#tokens[here + column] === grid.tokens[there + column]) {
          column++;
          continue;
        }
        const start = column;
        for (; column < width; column++) {
          const token = grid.tokens[there + column]!;
          if (token === this.#tokens[here + column]) break;
          if (token < 0 || token >= this.#codebookSize)
            throw new EngineError('model-failed', `There is no code ${token}.`);
        }
        this.#tokens.set(grid.tokens.subarray(there + start, there + column), here + start);
        this.#spoil({ x: start, y: row, width: column - start, height: 1 });
      }
    }
  }

  /** Has the window hold the cells and all that they depend on; another window, or grid size, is stale as a whole. */
  #place(grid: Size, cells: Rect): void {
    const needed = dilate(cells, this.reach, grid);
    const sameGrid = this.#grid.width === grid.width && this.#grid.height === grid.height;
    if (sameGrid && holds(this.#window, needed)) return;
    let width = Math.min(grid.width, maxWidth);
    const height = Math.min(grid.height, Math.floor(maxTokens / width));
    width = Math.min(grid.width, Math.floor(maxTokens / height));
    const within = (start: number, length: number, size: number, whole: number) =>
      Math.max(0, Math.min(whole - size, start + ((length - size) >> 1)));
    const x = within(needed.x, needed.width, width, grid.width);
    const y = within(needed.y, needed.height, height, grid.height);
    const window = { x, y, width, height };
    if (!holds(window, needed)) throw new Error('More cells than one window holds were asked for.');
    const resized = width !== this.#window.width || height !== this.#window.height;
    // Where memory runs out, nothing is laid out for any grid.
    this.#window = nothing;
    this.#grid = nothing;
    if (!resized) {
      for (const states of this.#states) states.fill(stale);
    } else {
      this.#workspace.layOut(window);
      this.#tokens = new Int32Array(width * height);
      this.#states = this.#sections.map(({ scale }) => new Uint8Array(width * height * scale * scale));
      this.#lists = this.#states.map(({ length }) => new Int32Array(length));
    }
    // No code: every token differs.
    this.#tokens.fill(-1);
    this.#window = window;
    this.#grid = { width: grid.width, height: grid.height };
  }

  /** @param tokens in the window */
  #spoil(tokens: Rect): void {
    let { x, y } = tokens;
    let right = x + tokens.width;
    let bottom = y + tokens.height;
    this.#sections.forEach(({ reach, scale, block }, index) => {
      const columns = this.#window.width * scale;
      const rows = this.#window.height * scale;
      x = Math.max(0, x - reach);
      y = Math.max(0, y - reach);
      right = Math.min(columns, right + reach);
      bottom = Math.min(rows, bottom + reach);
      const states = this.#states[index]!;
      for (let row = y; row < bottom; row++) states.fill(stale, row * columns + x, row * columns + right);
      x *= block;
      y *= block;
      right *= block;
      bottom *= block;
    });
  }

  /** Lists, for each section, the stale sites that the cells depend on. */
  #want(cells: Rect): void {
    const last = this.#sections.length - 1;
    const { scale } = this.#sections[last]!;
    const left = (cells.x - this.#window.x) * scale;
    const top = (cells.y - this.#window.y) * scale;
    for (let y = top; y < top + cells.height * scale; y++) {
      for (let x = left; x < left + cells.width * scale; x++) this.#wantSite(last, x, y);
    }
    for (let index = last; index > 0; index--) {
      const { reach, scale: sites } = this.#sections[index]!;
      const { block } = this.#sections[index - 1]!;
      const columns = this.#window.width * sites;
      const rows = this.#window.height * sites;
      const list = this.#lists[index]!;
      for (let i = 0; i < this.#counts[index]!; i++) {
        const x = list[i]! % columns;
        const y = (list[i]! - x) / columns;
        const firstX = Math.floor(Math.max(0, x - reach) / block);
        const lastX = Math.floor(Math.min(columns - 1, x + reach) / block);
        const firstY = Math.floor(Math.max(0, y - reach) / block);
        const lastY = Math.floor(Math.min(rows - 1, y + reach) / block);
        for (let row = firstY; row <= lastY; row++) {
          for (let column = firstX; column <= lastX; column++) this.#wantSite(index - 1, column, row);
        }
      }
    }
  }

  #wantSite(section: number, x: number, y: number): void {
    const states = this.#states[section]!;
    const site = y * this.#window.width * this.#sections[section]!.scale + x;
    if (states[site] !== stale) return;
    states[site] = wanted;
    this.#lists[section]![this.#counts[section]!++] = site;
  }

  /** Computes a section's sites, `count` of its list from `from` on. */
  #compute(index: number, from: number, count: number): void {
    const { convolutions } = this.#sections[index]!;
    const { fixed, kernels, maps } = this.#workspace;
    const map = maps[index];
    const isPicture = index === this.#sections.length - 1;
    this.#listAddresses(index, from, count);
    convolutions.forEach((convolution, i) => {
      const places = fixed.sections[index]!;
      const { weights, scratchList } = places[i]!;
      const { kernel, source, residual, blocksPerPart, relu } = convolution;
      const siteBytes = map ? map.siteBytes : fixed.codeBytes;
      const rowBytes = source === 'input' ? kernel * siteBytes : convolutions[source]!.outputs * 4;
      const gap = map && kernel > 1 ? map.rowBytes - rowBytes : 0;
      const own = kernel > 1 ? fixed.corners : fixed.centres;
      const inputs = source === 'input' ? own : places[source]!.scratchList;
      const toMap = i === convolutions.length - 1 && !isPicture;
      for (let part = 0; part < convolution.parts; part++) {
        kernels.convolve({
          sites: count,
          inputs,
          outputs: toMap ? fixed.outputs + part * 4 * chunkSites : scratchList,
          residuals: residual === null ? 0 : residual === 'input' ? fixed.centres : places[residual]!.scratchList,
          weights: weights + (part * convolution.weights.byteLength) / convolution.parts,
          blocks: blocksPerPart,
          rows: kernel,
          rowBytes,
          rowGap: gap,
          relu,
        });
      }
    });
    if (isPicture) this.#draw(index, from, count);
    const states = this.#states[index]!;
    const list = this.#lists[index]!;
    for (let i = from; i < from + count; i++) states[list[i]!] = current;
  }

  /** Where the sites' inputs are read from and where their outputs go. */
  #listAddresses(index: number, from: number, count: number): void {
    const { fixed, ints, maps } = this.#workspace;
    const { scale, block } = this.#sections[index]!;
    const columns = this.#window.width * scale;
    const list = this.#lists[index]!;
    const map = maps[index];
    const target = maps[index + 1];
    for (let i = 0; i < count; i++) {
      const site = list[from + i]!;
      const x = site % columns;
      const y = (site - x) / columns;
      if (map) {
        // The ring shifts the map's cells by as much as a kernel reaches back.
        const corner = map.base + y * map.rowBytes + x * map.siteBytes;
        ints[fixed.corners / 4 + i] = corner;
        ints[fixed.centres / 4 + i] = corner + map.ring * (map.rowBytes + map.siteBytes);
      } else {
        ints[fixed.centres / 4 + i] = fixed.codebook + this.#tokens[site]! * fixed.codeBytes;
      }
      if (!target) continue;
      const first =
        target.base + (y * block + target.ring) * target.rowBytes + (x * block + target.ring) * target.siteBytes;
      for (let subSite = 0; subSite < block * block; subSite++) {
        const column = subSite % block;
        const row = (subSite - column) / block;
        ints[fixed.outputs / 4 + subSite * chunkSites + i] = first + row * target.rowBytes + column * target.siteBytes;
      }
    }
  }

  /** The last section's numbers, which lie in scratch, become pixels. */
  #draw(index: number, from: number, count: number): void {
    const { fixed, floats, ints, kernels, picture } = this.#workspace;
    const { scale, block, outputs } = this.#sections[index]!;
    const columns = this.#window.width * scale;
    const plane = area(this.#window) * this.downsample ** 2;
    const list = this.#lists[index]!;
    const values = fixed.sections[index]!.at(-1)!.scratch;
    const perSite = outputs / numbersPerPixel;
    let next = 0;
    for (let i = 0; i < count; i++) {
      const site = list[from + i]!;
      const x = site % columns;
      const y = (site - x) / columns;
      for (let subSite = 0; subSite < perSite; subSite++, next++) {
        const column = subSite % block;
        const row = (subSite - column) / block;
        const pixel = (y * block + row) * columns * block + x * block + column;
        ints[fixed.pixels / 4 + next] = row < block ? picture + 4 * pixel : fixed.nowhere;
        for (let channel = 0; this.#numbers && row < block && channel < 3; channel++) {
          this.#numbers[channel * plane + pixel] = floats[values / 4 + next * numbersPerPixel + channel]!;
        }
      }
    }
    kernels.toPixels(next, values, fixed.pixels);
  }

  /** The cells' pixels, in memory of their own. */
  #copy(cells: Rect): RgbaImage {
    const f = this.downsample;
    const size = { width: cells.width * f, height: cells.height * f };
    const data = new Uint8ClampedArray(4 * size.width * size.height);
    const rowBytes = 4 * this.#window.width * f;
    const start =
      this.#workspace.picture + (cells.y - this.#window.y) * f * rowBytes + 4 * (cells.x - this.#window.x) * f;
    for (let row = 0; row < size.height; row++) {
      const there = start + row * rowBytes;
      data.set(this.#workspace.bytes.subarray(there, there + 4 * size.width), 4 * row * size.width);
    }
    return { ...size, data };
  }
}

/** How far a cell of the picture reads, in whole tokens each way. */
function reachInTokens(sections: readonly PackedSection[]): number {
  return sections.reduceRight((reach, section) => Math.ceil(reach / section.block) + section.reach, 0);
}

function holds(outer: Rect, inner: Rect): boolean {
  return (
    isEmpty(inner) ||
    (inner.x >= outer.x &&
      inner.y >= outer.y &&
      inner.x + inner.width <= outer.x + outer.width &&
      inner.y + inner.height <= outer.y + outer.height)
  );
}
