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
import type { TokenLayers } from '../../core/levels.ts';
import { area, dilate, isEmpty, type Rect, type Size } from '../../core/rect.ts';
import type { CodeTables } from './code-tables.ts';
import { readSections } from './graph/sections.ts';
import { type MultiplyAdds, numbersPerPixel, type PackedSection, packSections } from './packed-sections.ts';
import { nothing, StaleSites } from './stale-sites.ts';
import { chunkSites, Workspace } from './workspace.ts';

/** The maps of a token take about 10 kB in our packs: every picture that the app makes of a photo fits as a whole. */
const maxTokens = 8192;

/** Of a larger grid the maps of a part this wide, at most, are kept. */
const maxWidth = 128;

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
  readonly #tables: CodeTables;
  readonly #workspace: Workspace;
  readonly #sites: StaleSites;
  /** The size of the grid that the sites' window, whose maps are kept, is a part of. */
  #grid: Size = nothing;
  /** Where the last section's numbers are kept as well. */
  #numbers: Float32Array | null = null;

  private constructor(sections: readonly PackedSection[], tables: CodeTables, workspace: Workspace) {
    this.#sections = sections;
    this.#tables = tables;
    this.#workspace = workspace;
    this.#sites = new StaleSites(sections, tables);
    this.reach = reachInTokens(sections);
    this.downsample = tables.downsample;
  }

  /**
   * @param model decoder.onnx
   * @returns null for a decoder of another kind than plain convolutions, or without WebAssembly SIMD
   */
  static create(model: Uint8Array, tables: CodeTables): IncrementalDecoder | null {
    const sections = readSections(model);
    const packed = sections && packSections(sections, tables.downsample);
    if (!packed || sections?.[0]?.convolutions[0]?.inputs !== tables.channels) return null;
    const workspace = Workspace.create(packed);
    return workspace && new IncrementalDecoder(packed, tables, workspace);
  }

  /** Bytes of memory in use. */
  get bytes(): number {
    return this.#workspace.size;
  }

  /**
   * @param cells the part of the picture that is asked for, in tokens
   * @throws EngineError `model-failed` if a token is no code; RangeError if there is no memory for the maps
   */
  decode(grid: TokenLayers, cells: Rect): Decoded {
    this.#place(grid, cells);
    this.#sites.follow(grid, (level, token, column, row) => this.#lookUp(level, token, column, row));
    this.#sites.want(cells);
    const multiplyAdds = { needed: 0, done: 0 };
    this.#sections.forEach((section, index) => {
      const count = this.#sites.count(index);
      for (let from = 0; from < count; from += chunkSites) {
        this.#compute(index, from, Math.min(chunkSites, count - from));
      }
      this.#sites.settle(index);
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
  decodeNumbers(grid: TokenLayers): Float32Array {
    const whole = { x: 0, y: 0, width: grid.width, height: grid.height };
    this.#place(grid, whole);
    this.#sites.spoilSection(this.#sections.length - 1);
    this.#numbers = new Float32Array(3 * area(grid) * this.downsample ** 2);
    try {
      this.decode(grid, whole);
      return this.#numbers;
    } finally {
      this.#numbers = null;
    }
  }

  /** Has the window hold the cells and all that they depend on; another window, or grid size, is stale as a whole. */
  #place(grid: Size, cells: Rect): void {
    const needed = dilate(cells, this.reach, grid);
    const present = this.#sites.window;
    if (this.#grid.width === grid.width && this.#grid.height === grid.height && holds(present, needed)) return;
    let width = Math.min(grid.width, maxWidth);
    const height = Math.min(grid.height, Math.floor(maxTokens / width));
    width = Math.min(grid.width, Math.floor(maxTokens / height));
    const within = (start: number, length: number, size: number, whole: number) =>
      Math.max(0, Math.min(whole - size, start + ((length - size) >> 1)));
    const x = within(needed.x, needed.width, width, grid.width);
    const y = within(needed.y, needed.height, height, grid.height);
    const window = { x, y, width, height };
    if (!holds(window, needed)) throw new Error('More cells than one window holds were asked for.');
    if (width !== present.width || height !== present.height) {
      // Where memory runs out, there are maps of no grid.
      this.#grid = nothing;
      this.#sites.moveTo(nothing);
      this.#workspace.layOut(window);
    }
    this.#sites.moveTo(window);
    this.#grid = { width: grid.width, height: grid.height };
  }

  /** Writes a code's numbers into the first section's input. */
  #lookUp(level: number, token: number, column: number, row: number): void {
    const { floats, maps } = this.#workspace;
    const { x, y } = this.#sites.window;
    const { base, ring, rowBytes, siteBytes } = maps[0]!;
    const address = base + (row + ring) * rowBytes + (column + ring) * siteBytes;
    this.#tables.write(level, token, { x: x + column, y: y + row }, floats, address / 4);
  }

  /** Computes a section's sites, `count` of its list from `from` on. */
  #compute(index: number, from: number, count: number): void {
    const { convolutions } = this.#sections[index]!;
    const { fixed, kernels, maps } = this.#workspace;
    const { siteBytes, rowBytes: mapRowBytes } = maps[index]!;
    const isPicture = index === this.#sections.length - 1;
    this.#listAddresses(index, from, count);
    convolutions.forEach((convolution, i) => {
      const places = fixed.sections[index]!;
      const { weights, scratchList } = places[i]!;
      const { kernel, source, residual, blocksPerPart, relu } = convolution;
      const rowBytes = source === 'input' ? kernel * siteBytes : convolutions[source]!.outputs * 4;
      const gap = kernel > 1 ? mapRowBytes - rowBytes : 0;
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
  }

  /** Where the sites' inputs are read from and where their outputs go. */
  #listAddresses(index: number, from: number, count: number): void {
    const { fixed, ints, maps } = this.#workspace;
    const { scale, block } = this.#sections[index]!;
    const columns = this.#sites.window.width * scale;
    const list = this.#sites.list(index);
    const map = maps[index]!;
    const target = maps[index + 1];
    for (let i = 0; i < count; i++) {
      const site = list[from + i]!;
      const x = site % columns;
      const y = (site - x) / columns;
      // The ring shifts the map's cells by as much as a kernel reaches back.
      const corner = map.base + y * map.rowBytes + x * map.siteBytes;
      ints[fixed.corners / 4 + i] = corner;
      ints[fixed.centres / 4 + i] = corner + map.ring * (map.rowBytes + map.siteBytes);
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
    const columns = this.#sites.window.width * scale;
    const plane = area(this.#sites.window) * this.downsample ** 2;
    const list = this.#sites.list(index);
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
    const rowBytes = 4 * this.#sites.window.width * f;
    const start =
      this.#workspace.picture +
      (cells.y - this.#sites.window.y) * f * rowBytes +
      4 * (cells.x - this.#sites.window.x) * f;
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
