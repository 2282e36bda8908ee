// A gated PixelCNN's two stacks, computed where they change: the vertical one a row at a time, from the map of the row
// above; the horizontal one a column at a time, from the maps of the columns before. What they keep of one window under one
// condition is a `WindowMaps`, of fixed size. Nothing is allocated while they compute.
//
// A cell's numbers are the same bits whichever way they came about: sums run in one order (wasm/convolution.ts), and
// what lies further up than the graph's rows reaches no logits.
import { type ConvolutionCall, packWeights } from '../../wasm/convolution.ts';
import { channelBlock } from '../../wasm/tile.ts';
import type { Condition } from '../prior-protocol.ts';
import { type Norm, normalizeRow } from '../step/along-rows.ts';
import { Heap } from '../step/heap.ts';
import { createPixelCnnKernels, type PixelCnnKernels } from './kernels.ts';
import type { PixelCnnNetwork, Weights } from './network.ts';

/** Bytes of a number. */
const bytes = 4;

/** What has been computed of a window. Places are indices in the heap, one for each layer. */
export interface WindowMaps {
  /** Biases of the vertical gate and of the horizontal one, 4d. */
  readonly told: readonly number[];
  /** The row above and this one [2, 1 + width + 1, d], between columns of zeros. */
  readonly vertical: readonly number[];
  /** What the horizontal stack hears of this row [width, 2d]. */
  readonly heard: readonly number[];
  /** This row [back + width, d], after columns of zeros; one map more: what the last layer gives. */
  readonly horizontal: readonly number[];
}

/** Weights in the heap. */
interface Packed {
  readonly at: number;
  readonly blocks: number;
  /** Numbers that a row of the kernel reads. */
  readonly reads: number;
}

interface Sites {
  readonly sites: number;
  /** Index of the first site's input or output, and numbers from one site's to the next one's. */
  readonly from: number;
  readonly fromStep: number;
  readonly to: number;
  readonly toStep: number;
  /** Added to the output; steps as the output does. */
  readonly residual?: number;
  /** From a kernel row to the next one, which is the last. */
  readonly nextRow?: number;
}

export class Stacks {
  readonly codebookSize: number;
  readonly #heap: Heap;
  readonly #kernels: PixelCnnKernels;
  readonly #network: PixelCnnNetwork;
  readonly #width: number;
  /** Columns of zeros before a row of the horizontal stack. */
  readonly #back: number;
  readonly #layers: readonly Readonly<Record<'vertical' | 'across' | 'horizontal' | 'output', Packed>>[];
  readonly #head: Packed;
  readonly #toLogits: Packed;
  readonly #norm: Norm;
  readonly #entries: number;
  /** Lists of addresses, `width` each. */
  readonly #lists: Readonly<Record<'inputs' | 'outputs' | 'residuals', number>>;
  /** Of each layer [width, 2d]: the vertical stack before its gate. */
  readonly #answers: readonly number[];
  /** [width, 2d] */
  readonly #sums: number;
  /** [width, d] */
  readonly #gated: number;
  readonly #logits: number;

  private constructor(network: PixelCnnNetwork, width: number, heap: Heap, kernels: PixelCnnKernels) {
    const { dim, layers, entries, norm, head, logits } = network;
    this.#heap = heap;
    this.#kernels = kernels;
    this.#network = network;
    this.#width = width;
    this.codebookSize = logits.outputs;
    this.#back = Math.max(...layers.map(({ horizontal }) => horizontal.cells)) - 1;
    this.#layers = layers.map(({ vertical, across, horizontal, output }) => ({
      vertical: this.#pack(vertical, 2),
      across: this.#pack(across),
      horizontal: this.#pack(horizontal),
      output: this.#pack(output),
    }));
    this.#head = this.#pack(head);
    this.#toLogits = this.#pack(logits);
    this.#norm = { row: dim, scale: this.#put(norm.scale), shift: this.#put(norm.shift), epsilon: norm.epsilon };
    this.#entries = this.#put(entries.values);
    this.#lists = { inputs: heap.take(width), outputs: heap.take(width), residuals: heap.take(width) };
    this.#answers = layers.map(() => heap.take(2 * width * dim));
    this.#sums = heap.take(2 * width * dim);
    this.#gated = heap.take(width * dim);
    this.#logits = heap.take(channelBlock * this.#toLogits.blocks);
  }

  /** @param width columns of a window. @returns null where the browser has no WebAssembly SIMD */
  static create(network: PixelCnnNetwork, width: number): Stacks | null {
    const heap = new Heap();
    const kernels = createPixelCnnKernels(heap.memory);
    return kernels && new Stacks(network, width, heap, kernels);
  }

  /** Bytes of the memory that all this is in. */
  get size(): number {
    return this.#heap.memory.buffer.byteLength;
  }

  /** Room for one more window: it is there as long as the stacks are. */
  openWindow(): WindowMaps {
    const { dim, layers } = this.#network;
    const maps = (numbers: number, count = layers.length) =>
      Array.from({ length: count }, () => this.#heap.take(numbers));
    return {
      told: maps(4 * dim),
      vertical: maps(2 * this.#rowNumbers),
      heard: maps(2 * this.#width * dim),
      horizontal: maps((this.#back + this.#width) * dim, layers.length + 1),
    };
  }

  /** Nothing is known of rows above. */
  clear({ told, vertical }: WindowMaps, condition: Condition): void {
    const { floats } = this.#heap;
    const { dim, layers } = this.#network;
    layers.forEach((layer, l) => {
      floats.fill(0, vertical[l]!, vertical[l]! + 2 * this.#rowNumbers);
      floats.fill(0, told[l]!, told[l]! + 4 * dim);
      layer.told.forEach(({ values }, i) => {
        const start = condition[i]! * 4 * dim;
        for (let j = 0; j < 4 * dim; j++) floats[told[l]! + j]! += values[start + j]!;
      });
    });
  }

  /** Goes a row down. @param above the tokens of the row that is above then, `width` of them from `start` */
  down({ told, vertical }: WindowMaps, above: Int32Array, start: number): void {
    const { dim, layers } = this.#network;
    const { floats } = this.#heap;
    const row = this.#rowNumbers;
    for (const map of vertical) floats.copyWithin(map, map + row, map + 2 * row);
    for (let x = 0; x < this.#width; x++) this.#enter(above[start + x]!, vertical[0]! + row + (1 + x) * dim);
    layers.forEach((_, l) => {
      const map = vertical[l]!;
      this.#convolve(this.#layers[l]!.vertical, {
        sites: this.#width,
        from: map,
        fromStep: dim,
        nextRow: row,
        to: this.#answers[l]!,
        toStep: 2 * dim,
      });
      const next = vertical[l + 1];
      if (next === undefined) return;
      this.#gate(this.#answers[l]!, told[l]!, this.#width);
      const [from, to] = [map + row + dim, next + row + dim];
      for (let i = 0; i < this.#width * dim; i++) floats[to + i] = floats[from + i]! + floats[this.#gated + i]!;
    });
  }

  /** Tells the horizontal stack of the rows above, after `down`. */
  hear({ heard }: WindowMaps): void {
    const step = 2 * this.#network.dim;
    heard.forEach((to, l) => {
      const places = { from: this.#answers[l]!, fromStep: step, to, toStep: step };
      this.#convolve(this.#layers[l]!.across, { sites: this.#width, ...places });
    });
  }

  /** Columns of the horizontal stack, given those before them. @param row the tokens of this row, from `start` */
  along({ told, heard, horizontal }: WindowMaps, row: Int32Array, start: number, first: number, end: number): void {
    const { dim, layers } = this.#network;
    const sites = end - first;
    const column = (this.#back + first) * dim;
    for (let x = Math.max(1, first); x < end; x++) {
      this.#enter(row[start + x - 1]!, horizontal[0]! + (this.#back + x) * dim);
    }
    layers.forEach((layer, l) => {
      const map = horizontal[l]!;
      this.#convolve(this.#layers[l]!.horizontal, {
        sites,
        from: map + column - (layer.horizontal.cells - 1) * dim,
        fromStep: dim,
        to: this.#sums,
        toStep: 2 * dim,
        residual: heard[l]! + 2 * first * dim,
      });
      this.#gate(this.#sums, told[l]! + 2 * dim, sites);
      const places = { from: this.#gated, fromStep: dim, to: horizontal[l + 1]! + column, toStep: dim };
      this.#convolve(this.#layers[l]!.output, { sites, ...places, residual: map + column });
    });
  }

  /** @returns K logits of a column; they are valid until others are asked for */
  logits({ horizontal }: WindowMaps, column: number): Float32Array {
    const { dim } = this.#network;
    const { floats } = this.#heap;
    const hidden = horizontal.at(-1)! + (this.#back + column) * dim;
    normalizeRow(floats, hidden, this.#sums, this.#norm);
    this.#convolve(this.#head, { sites: 1, from: this.#sums, fromStep: 0, to: this.#gated, toStep: 0 });
    this.#convolve(this.#toLogits, { sites: 1, from: this.#gated, fromStep: 0, to: this.#logits, toStep: 0 });
    return floats.subarray(this.#logits, this.#logits + this.codebookSize);
  }

  get #rowNumbers(): number {
    return (this.#width + 2) * this.#network.dim;
  }

  #put(values: Float32Array): number {
    const at = this.#heap.take(values.length);
    this.#heap.floats.set(values, at);
    return at;
  }

  /** @param rows of the kernel */
  #pack({ outputs, inputs, cells, weights, bias }: Weights, rows = 1): Packed {
    const blocks = Math.ceil(outputs / channelBlock);
    const order = Array.from({ length: channelBlock * blocks }, (_, output) => (output < outputs ? output : -1));
    const packed = packWeights({ inputs, cells, weights }, order, (output) => bias[output] ?? 0);
    return { at: this.#put(packed), blocks, reads: (cells * inputs) / rows };
  }

  #enter(token: number, at: number): void {
    const { dim } = this.#network;
    const from = this.#entries + token * dim;
    this.#heap.floats.copyWithin(at, from, from + dim);
  }

  #convolve(weights: Packed, { sites, from, fromStep, to, toStep, residual, nextRow }: Sites): void {
    const { inputs, outputs, residuals } = this.#lists;
    this.#list(inputs, sites, from, fromStep);
    this.#list(outputs, sites, to, toStep);
    if (residual !== undefined) this.#list(residuals, sites, residual, toStep);
    const call: ConvolutionCall = {
      sites,
      inputs: bytes * inputs,
      outputs: bytes * outputs,
      residuals: residual === undefined ? 0 : bytes * residuals,
      weights: bytes * weights.at,
      blocks: weights.blocks,
      rows: nextRow === undefined ? 1 : 2,
      rowBytes: bytes * weights.reads,
      rowGap: nextRow === undefined ? 0 : bytes * (nextRow - weights.reads),
      relu: false,
    };
    this.#kernels.convolve(call);
  }

  #list(list: number, sites: number, from: number, step: number): void {
    const { integers } = this.#heap;
    for (let site = 0; site < sites; site++) integers[list + site] = bytes * (from + site * step);
  }

  #gate(from: number, biases: number, sites: number): void {
    const { dim } = this.#network;
    for (let site = 0; site < sites; site++) {
      const at = from + 2 * site * dim;
      this.#kernels.gate(bytes * at, bytes * biases, bytes * (this.#gated + site * dim), bytes * dim);
    }
  }
}
