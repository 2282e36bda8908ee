// Follows a graph from what it computes to what it reads, as PyTorch's exporter writes padding, slices and halves.
import type { OnnxGraph, OnnxNode, OnnxTensor } from '../../graph/onnx-graph.ts';
import { UnsupportedGraph } from '../../graph/unsupported.ts';

const endOfAxis = 2 ** 31 - 1;

export class GraphReader {
  readonly #makers = new Map<string, OnnxNode>();
  readonly #constants: Map<string, OnnxTensor>;
  readonly #integers: OnnxGraph['integers'];

  constructor({ nodes, constants, integers }: OnnxGraph) {
    this.#constants = new Map(constants);
    this.#integers = integers;
    for (const node of nodes) {
      if (node.domain !== '') throw new UnsupportedGraph(`${node.domain}.${node.op}`);
      for (const output of node.outputs) this.#makers.set(output, node);
      const wider = node.op === 'Cast' && this.#constants.get(node.inputs[0]!);
      if (wider) this.#constants.set(node.outputs[0]!, wider);
    }
  }

  maker(name: string): OnnxNode | null {
    return this.#makers.get(name) ?? null;
  }

  /** @returns the node that makes a value. @param order of axes, of a Transpose */
  made(name: string, op: string, order?: readonly number[]): OnnxNode {
    const node = this.maker(name);
    if (node?.op !== op || (order && node.attributes.get('perm')?.ints.join() !== order.join())) {
      throw new UnsupportedGraph(`${node?.op ?? 'an input'} where ${op} was expected`);
    }
    return node;
  }

  /** Numbers that are known: stored, of either width, or a node's own. */
  constant(name: string): OnnxTensor {
    const known = this.#constants.get(name) ?? this.maker(name)?.attributes.get('value')?.tensor;
    if (!known || !(known.values instanceof Float32Array)) throw new UnsupportedGraph(`${name}, which is no constant`);
    return { dims: known.dims, values: known.values };
  }

  integers(name: string): Int32Array {
    const known = this.#known(name);
    if (!known) throw new UnsupportedGraph(`${name}, which is no constant`);
    return known;
  }

  /** What a Cast reads. */
  numbers(name: string): string {
    return this.made(name, 'Cast').inputs[0]!;
  }

  /** What a Gather takes the first part of. */
  first(name: string): string {
    const node = this.made(name, 'Gather');
    if (this.integers(node.inputs[1]!).join() !== '0' || node.attributes.get('axis')?.int) {
      throw new UnsupportedGraph('a choice of another part');
    }
    return node.inputs[0]!;
  }

  /** What a Slice cuts. @param to null for the axis's end */
  cut(
    name: string,
    { axis, from, to }: { readonly axis: number; readonly from: number; readonly to: number | null },
  ): string {
    const { inputs } = this.made(name, 'Slice');
    const told = inputs.slice(1).map((input) => this.integers(input).join());
    if (told.join(' ') !== [from, to ?? endOfAxis, axis, 1].slice(0, told.length).join(' ')) {
      throw new UnsupportedGraph('a slice of something else');
    }
    return inputs[0]!;
  }

  /** What is cut in two along the channels. The exporter computes where: of the first half, only the end. */
  half(name: string, which: 'first' | 'second'): string {
    const [whole, from, , axis] = this.made(name, 'Slice').inputs as [string, string, string, string];
    const start = this.#known(from)?.join() ?? null;
    if (this.integers(axis).join() !== '1' || start !== (which === 'first' ? '0' : null)) {
      throw new UnsupportedGraph('another half');
    }
    return whole;
  }

  /** What is padded with zeros. @param widths left, right, above, below */
  padded(name: string, widths: readonly [number, number, number, number]): string {
    const node = this.made(name, 'Pad');
    const mode = node.attributes.get('mode')?.text || 'constant';
    // PyTorch's list, last axis first, is filled up with zeros and turned around by nodes of the graph.
    let list = node.inputs[1]!;
    while (['Cast', 'Reshape', 'Transpose', 'Slice'].includes(this.maker(list)?.op ?? '')) {
      list = this.maker(list)!.inputs[0]!;
    }
    const given = this.integers(this.made(list, 'Concat').inputs[0]!);
    if (mode !== 'constant' || node.inputs[2] || widths.some((width, i) => width !== (given[i] ?? 0))) {
      throw new UnsupportedGraph('a padding of another kind');
    }
    return node.inputs[0]!;
  }

  #known(name: string): Int32Array | null {
    const values = this.#integers.get(name)?.values ?? this.maker(name)?.attributes.get('value')?.tensor?.values;
    return values instanceof Int32Array ? values : null;
  }
}
