// Reads a gated PixelCNN out of its graph (models/recipe/pixelcnn.py): the graph computes all of its rows anew, and what
// it is made of is needed to compute a cell alone (stacks.ts). Every step from the tokens to the logits is followed, so that
// a graph that does anything else is left to ONNX Runtime.
import { type OnnxGraph, type OnnxNode, type OnnxTensor, readOnnxGraph } from '../../graph/onnx-graph.ts';
import { ifSupported, UnsupportedGraph } from '../../graph/unsupported.ts';
import { channelBlock } from '../../wasm/tile.ts';
import type { PixelCnnManifest } from '../prior-manifest.ts';
import { GraphReader } from './graph-reader.ts';

export interface Weights {
  readonly outputs: number;
  readonly inputs: number;
  /** Of the kernel, its rows' one after another. */
  readonly cells: number;
  /** [outputs, inputs, cells] */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

interface PixelCnnLayer {
  /** 2 × 3 cells: of the row above and of this one, in maps that lie a row lower. d → 2d */
  readonly vertical: Weights;
  /** What the horizontal stack hears of the vertical one. 2d → 2d */
  readonly across: Weights;
  /** A row of cells that ends with the cell itself. d → 2d */
  readonly horizontal: Weights;
  /** d → d */
  readonly output: Weights;
  /** For each condition a table [values, 4d]: biases of the vertical gate, then of the horizontal one. */
  readonly told: readonly OnnxTensor[];
}

export interface PixelCnnNetwork {
  /** d */
  readonly dim: number;
  /** [K + 1, d]: how codes enter; the last one stands for what is no code. */
  readonly entries: OnnxTensor;
  readonly layers: readonly PixelCnnLayer[];
  readonly norm: { readonly scale: Float32Array; readonly shift: Float32Array; readonly epsilon: number };
  readonly head: Weights;
  /** d → K */
  readonly logits: Weights;
}

/** @returns null for a graph of another kind */
export function readPixelCnn(model: Uint8Array, manifest: PixelCnnManifest): PixelCnnNetwork | null {
  return ifSupported(() => readNetwork(readOnnxGraph(model), manifest));
}

export function readNetwork(graph: OnnxGraph, manifest: PixelCnnManifest): PixelCnnNetwork {
  const reader = new NetworkReader(graph, manifest);
  const network = reader.network();
  if (network.dim % channelBlock !== 0) throw new UnsupportedGraph(`maps of ${network.dim} channels`);
  // Maps start a row lower, and each layer reads one more row: fewer would cut off what a kept map still knows.
  if (manifest.rows < network.layers.length + 2) throw new UnsupportedGraph('fewer rows than the layers read');
  return network;
}

class NetworkReader {
  readonly #graph: GraphReader;
  readonly #manifest: PixelCnnManifest;
  readonly #output: string;
  /** d */
  #dim = 0;

  constructor(graph: OnnxGraph, manifest: PixelCnnManifest) {
    this.#graph = new GraphReader(graph);
    this.#manifest = manifest;
    this.#output = manifest.outputs.logits;
    const tokens = graph.inputs.find(({ name }) => name === manifest.inputs.tokens);
    const [height, width] = tokens?.dims ?? [];
    if (height !== manifest.rows || width !== manifest.grid[1]) throw new UnsupportedGraph('rows of another size');
  }

  network(): PixelCnnNetwork {
    const graph = this.#graph;
    const codes = this.#manifest.maskToken;
    const product = graph.made(graph.cut(this.#output, { axis: 1, from: 0, to: codes }), 'Gemm');
    const [hidden, table, bias] = product.inputs as [string, string, string];
    const entries = graph.constant(table);
    const [rows, dim] = entries.dims;
    if (!dim || entries.dims.length !== 2) throw new UnsupportedGraph('codes of another kind');
    this.#dim = dim;
    const plain = (name: string) => (product.attributes.get(name)?.float ?? 1) === 1;
    if (rows !== codes + 1 || !product.attributes.get('transB')?.int || !plain('alpha') || !plain('beta')) {
      throw new UnsupportedGraph('logits of another kind');
    }
    const head = graph.made(hidden, 'MatMul');
    const norm = graph.made(head.inputs[0]!, 'LayerNormalization');
    const [last, scale, shift] = norm.inputs as [string, string, string];
    const turned = graph.constant(head.inputs[1]!);
    return {
      dim,
      entries,
      layers: this.#layers(this.#row(last), table),
      norm: {
        scale: this.#numbers(scale, dim),
        shift: this.#numbers(shift, dim),
        epsilon: norm.attributes.get('epsilon')?.float ?? 1e-5,
      },
      head: linear(dim, transposed(turned, dim), new Float32Array(dim)),
      logits: linear(
        codes,
        entries.values.subarray(0, codes * dim),
        this.#numbers(graph.padded(bias, [0, 1, 0, 0]), codes),
      ),
    };
  }

  /** [1, d, 1, w] → [w, d] */
  #row(name: string): string {
    const graph = this.#graph;
    return graph.made(graph.first(graph.first(name)), 'Transpose', [0, 2, 3, 1]).inputs[0]!;
  }

  /** From the last one to the codes, by what each adds to the horizontal stack. @param last h of the last layer */
  #layers(last: string, table: string): PixelCnnLayer[] {
    const graph = this.#graph;
    const layers: PixelCnnLayer[] = [];
    let h = last;
    /** v as the layer that was read before, the one below, has it. */
    let below: { readonly v: string; readonly inside: string } | null = null;
    while (graph.maker(h)?.op === 'Add') {
      const [before, added] = graph.made(h, 'Add').inputs as [string, string];
      const output = this.#convolution(added, [1, 1], 1, 1);
      const { first, second } = this.#gate(output.input);
      if (first !== second) throw new UnsupportedGraph('a gate of two sums');
      const [sum, toldBelow] = graph.made(first, 'Add').inputs as [string, string];
      const [alongside, heard] = graph.made(sum, 'Add').inputs as [string, string];
      const horizontal = this.#convolution(alongside, [1, null], 1, 2);
      const back = horizontal.weights.cells - 1;
      this.#same(graph.padded(horizontal.input, [back, 0, 0, 0]), before);
      const across = this.#convolution(graph.cut(heard, { axis: 2, from: -1, to: null }), [1, 1], 2, 2);
      const vertical = this.#convolution(across.input, [2, 3], 1, 2);
      const kept = graph.padded(vertical.input, [1, 1, 1, 0]);
      const [v, inside] = graph.made(kept, 'Mul').inputs as [string, string];
      const told = graph.half(toldBelow, 'second');
      if (below) {
        const [mapHere, gated] = graph.made(below.v, 'Add').inputs as [string, string];
        this.#same(mapHere, kept);
        this.#same(below.inside, inside);
        const answer = this.#gate(gated);
        this.#same(answer.first, answer.second);
        const [from, toldHere] = graph.made(answer.first, 'Add').inputs as [string, string];
        this.#same(from, across.input);
        this.#same(graph.half(toldHere, 'first'), told);
      }
      layers.unshift({
        vertical: vertical.weights,
        across: across.weights,
        horizontal: horizontal.weights,
        output: output.weights,
        told: this.#tables(told),
      });
      below = { v, inside };
      h = before;
    }
    if (!below) throw new UnsupportedGraph('no layers');
    this.#start(h, below, table);
    return layers;
  }

  /** Both stacks begin with the same codes: a row lower, and of the last row a column further. */
  #start(h: string, { v, inside }: { readonly v: string; readonly inside: string }, table: string): void {
    const graph = this.#graph;
    const { tokens } = this.#manifest.inputs;
    const lower = graph.padded(graph.cut(v, { axis: 2, from: 0, to: -1 }), [0, 0, 1, 0]);
    const further = graph.padded(graph.cut(h, { axis: 3, from: 0, to: -1 }), [1, 0, 0, 0]);
    this.#same(graph.cut(further, { axis: 2, from: -1, to: null }), lower);
    const { inputs } = graph.made(graph.made(lower, 'Unsqueeze').inputs[0]!, 'Transpose', [2, 0, 1]);
    const codes = graph.made(inputs[0]!, 'Gather');
    this.#same(codes.inputs.join(), [table, tokens].join());
    // 1 for a row whose first cell is a code, and for the last one.
    const [above, last] = graph.made(graph.numbers(inside), 'Concat').inputs as [string, string];
    const [cell, unknown] = graph.made(graph.made(above, 'Not').inputs[0]!, 'Equal').inputs as [string, string];
    const column = graph.cut(graph.numbers(cell), { axis: 1, from: 0, to: 1 });
    this.#same(graph.cut(column, { axis: 0, from: 0, to: -1 }), tokens);
    this.#same([...graph.integers(unknown), ...graph.integers(last)].join(), `${this.#manifest.maskToken},1`);
  }

  /** tanh of the first half of something, times sigmoid of the second half. */
  #gate(name: string): { readonly first: string; readonly second: string } {
    const graph = this.#graph;
    const [tanh, sigmoid] = graph.made(name, 'Mul').inputs as [string, string];
    return {
      first: graph.half(graph.made(tanh, 'Tanh').inputs[0]!, 'first'),
      second: graph.half(graph.made(sigmoid, 'Sigmoid').inputs[0]!, 'second'),
    };
  }

  /** @param told [1, 4d, 1, 1]: the sum of what each condition tells */
  #tables(told: string): OnnxTensor[] {
    const graph = this.#graph;
    let sum = graph.made(graph.made(told, 'Unsqueeze').inputs[0]!, 'Unsqueeze').inputs[0]!;
    const tables: OnnxTensor[] = [];
    for (let i = this.#manifest.conditions.length - 1; i >= 0; i--) {
      let one = sum;
      if (i > 0) [sum, one] = graph.made(sum, 'Add').inputs as [string, string];
      const [table, index] = graph.made(one, 'Gather').inputs as [string, string];
      const [conditions, which] = graph.made(index, 'Gather').inputs as [string, string];
      this.#same(graph.made(conditions, 'Unsqueeze').inputs[0]!, this.#manifest.inputs.condition);
      this.#same(graph.integers(which).join(), `${i}`);
      tables.unshift(this.#table(table, this.#manifest.conditions[i]!.any + 1));
    }
    return tables;
  }

  /** As many numbers. */
  #numbers(name: string, count: number): Float32Array {
    const { values } = this.#graph.constant(name);
    if (values.length !== count) throw new UnsupportedGraph(`${values.length} numbers of ${count}`);
    return values;
  }

  /** [values, 4d]. @param rows the fewest that it must have */
  #table(name: string, rows: number): OnnxTensor {
    const table = this.#graph.constant(name);
    if (table.dims.length !== 2 || table.dims[0]! < rows || table.dims[1] !== 4 * this.#dim) {
      throw new UnsupportedGraph('a table of another shape');
    }
    return table;
  }

  /**
   * @param kernel rows and columns; null for any number
   * @param from and @param to times d: channels of its input and output
   */
  #convolution(
    name: string,
    kernel: readonly [number, number | null],
    from: number,
    to: number,
  ): { input: string; weights: Weights } {
    const node = this.#graph.made(name, 'Conv');
    const weights = this.#graph.constant(node.inputs[1]!);
    const [outputs, inputs, height, width] = weights.dims as [number, number, number, number];
    if (height !== kernel[0] || width !== (kernel[1] ?? width) || !isPlain(node)) {
      throw new UnsupportedGraph('a convolution of another kind');
    }
    if (weights.dims.length !== 4 || inputs !== from * this.#dim || outputs !== to * this.#dim || !width) {
      throw new UnsupportedGraph('a convolution of other channels');
    }
    const bias = this.#numbers(node.inputs[2]!, outputs);
    return {
      input: node.inputs[0]!,
      weights: { outputs, inputs, cells: height * width, weights: weights.values, bias },
    };
  }

  #same(one: string, other: string): void {
    if (one !== other) throw new UnsupportedGraph(`${one} where ${other} was expected`);
  }
}

function isPlain(node: OnnxNode): boolean {
  const all = (name: string, value: number) =>
    (node.attributes.get(name)?.ints ?? []).every((number) => number === value);
  const padding = node.attributes.get('auto_pad')?.text ?? '';
  return (
    all('pads', 0) &&
    all('strides', 1) &&
    all('dilations', 1) &&
    (node.attributes.get('group')?.int ?? 1) === 1 &&
    ['', 'NOTSET'].includes(padding)
  );
}

function linear(outputs: number, weights: Float32Array, bias: Float32Array): Weights {
  return { outputs, inputs: weights.length / outputs, cells: 1, weights, bias };
}

/** [inputs, outputs] → [outputs, inputs] */
function transposed({ dims, values }: OnnxTensor, side: number): Float32Array {
  if (dims.join() !== `${side},${side}`) throw new UnsupportedGraph('a head of another shape');
  return Float32Array.from(values, (_, i) => values[(i % side) * side + Math.floor(i / side)]!);
}
