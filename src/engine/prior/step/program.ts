// Turns a graph of fixed shapes into a program: a list of instructions over tensors that have their places in one memory,
// so that a run allocates nothing. What depends on constants alone is computed once, here; what only moves numbers about
// (reshaping, splitting, transposing) is not done before something reads the result, and where the numbers lie side by
// side already, never.
import { type OnnxGraph, type OnnxNode, readOnnxGraph } from '../../graph/onnx-graph.ts';
import { ifSupported, UnsupportedGraph } from '../../graph/unsupported.ts';
import { Heap } from './heap.ts';
import { createStepKernels, type StepKernels } from './kernels.ts';
import { operators } from './operators.ts';
import { sizeOf, type Tensor } from './tensor.ts';

export type Instruction = () => void;

/** Numbers that all tensors together may have: so many, and so many more for each byte of the file. */
const room = { least: 2 ** 20, perByte: 64 };

/** As ONNX Runtime's own kernels. */
const mostAxes = 8;

export class Program {
  readonly heap = new Heap();
  readonly kernels: StepKernels;
  readonly #instructions: Instruction[] = [];
  readonly #given = new Map<string, Tensor>();
  readonly #outputs = new Map<string, Tensor>();
  /** What lies within what a run is given, and moves with it. */
  readonly #parts: { readonly tensor: Tensor; readonly given: Tensor; readonly offset: number }[] = [];
  /** Numbers that further tensors may have. */
  #room: number;

  private constructor(graph: OnnxGraph, bytes: number) {
    this.#room = room.least + room.perByte * bytes;
    const kernels = createStepKernels(this.heap.memory);
    if (!kernels) throw new UnsupportedGraph('no WebAssembly SIMD');
    this.kernels = kernels;
    const known = new Map<string, Tensor>();
    for (const { name, type, dims } of graph.inputs) {
      if (graph.constants.has(name) || graph.integers.has(name)) continue;
      if (type === 'other' || dims.includes(0)) throw new UnsupportedGraph(`the input ${name}`);
      const given: Tensor = { type, dims, size: this.#count(dims), constant: false, source: { kind: 'given' }, at: 0 };
      known.set(name, given);
      this.#given.set(name, given);
    }
    for (const [name, { dims, values }] of [...graph.constants, ...graph.integers]) {
      known.set(
        name,
        this.constant(dims, () => values),
      );
    }
    for (const node of graph.nodes) {
      const operator = node.domain === '' && Object.hasOwn(operators, node.op) ? operators[node.op] : undefined;
      if (!operator) throw new UnsupportedGraph(`${node.domain}.${node.op}`);
      const inputs = readInputs(node, known);
      if (inputs.slice(0, operator.inputs).filter(Boolean).length < operator.inputs)
        throw new UnsupportedGraph(`${node.op} of nothing`);
      const results = operator.add(this, node, inputs);
      node.outputs.forEach((name, i) => {
        if (results[i]) known.set(name, results[i]);
      });
    }
    for (const name of graph.outputs) {
      const output = known.get(name);
      if (!output) throw new UnsupportedGraph(`the output ${name}`);
      this.place(output);
      this.#outputs.set(name, output);
    }
  }

  /** @returns null for a graph with other operators or open shapes, or where the browser has no WebAssembly SIMD */
  static create(model: Uint8Array): Program | null {
    return ifSupported(() => new Program(readOnnxGraph(model), model.length));
  }

  run(): void {
    for (const instruct of this.#instructions) instruct();
  }

  /** What a run is given under this name, or null. It has no place of its own before `put` gives it one. */
  given(name: string): Tensor | null {
    return this.#given.get(name) ?? null;
  }

  output(name: string): Tensor | null {
    return this.#outputs.get(name) ?? null;
  }

  /** Has the next runs read what they are given at another place. */
  put(given: Tensor, at: number): void {
    given.at = at;
    for (const part of this.#parts) if (part.given === given) part.tensor.at = at + part.offset;
  }

  /** @param make is called once it is known that there is room for so many */
  constant(dims: readonly number[], make: (size: number) => Float32Array | Int32Array): Tensor {
    const size = this.#count(dims);
    const values = make(size);
    const type = values instanceof Float32Array ? 'float' : 'integer';
    return { type, dims, size, constant: true, source: { kind: 'values', values }, at: -1 };
  }

  /** @param mapped gives the index in `from` of each number of the result; called once it is known that there is room */
  moved(from: Tensor, dims: readonly number[], mapped: (size: number) => Int32Array): Tensor {
    const size = this.#count(dims);
    const map = mapped(size);
    if (map.length !== size) throw new UnsupportedGraph('numbers that do not fill their shape');
    if (!map.every((index) => index >= 0 && index < from.size))
      throw new UnsupportedGraph('numbers that are not there');
    return {
      type: from.type,
      dims,
      size,
      constant: from.constant,
      source: { kind: 'moved', from, map },
      at: -1,
    };
  }

  /**
   * A result of its own.
   * @param inputs are in the heap when the instruction is made
   */
  computed(
    { type, dims, inputs }: Pick<Tensor, 'type' | 'dims'> & { readonly inputs: readonly Tensor[] },
    instruct: (target: Tensor) => Instruction,
  ): Tensor {
    const size = this.#count(dims);
    for (const input of inputs) this.place(input);
    const constant = inputs.every((input) => input.constant);
    const target: Tensor = { type, dims, size, constant, source: { kind: 'computed' }, at: this.heap.take(size) };
    this.#add(instruct(target), constant);
    return target;
  }

  /** The whole numbers of a constant: what shapes and axes are made of. */
  numbersOf(tensor: Tensor): Int32Array {
    if (!tensor.constant || tensor.type !== 'integer') throw new UnsupportedGraph('a shape that is no constant');
    if (tensor.source.kind === 'values') return tensor.source.values as Int32Array;
    this.place(tensor);
    return this.heap.integers.slice(tensor.at, tensor.at + tensor.size);
  }

  place(tensor: Tensor): void {
    if (tensor.at >= 0) return;
    const { source, size, type } = tensor;
    if (source.kind === 'values') {
      tensor.at = this.heap.take(size);
      (type === 'float' ? this.heap.floats : this.heap.integers).set(source.values, tensor.at);
      // Once is enough.
      tensor.source = { kind: 'computed' };
      return;
    }
    if (source.kind !== 'moved') throw new Error('A tensor without a place.');
    const { from, map } = source;
    this.place(from);
    if (map.every((index, i) => index === map[0]! + i)) {
      this.#placeWithin(tensor, from, map[0] ?? 0);
    } else {
      tensor.at = this.heap.take(size);
      this.#add(this.#move(from, map, tensor), tensor.constant);
    }
  }

  /** Takes the room for a tensor. @returns how many numbers it has */
  #count(dims: readonly number[]): number {
    if (dims.length > mostAxes || !dims.every((side) => Number.isInteger(side) && side >= 0)) {
      throw new UnsupportedGraph('a shape that is none');
    }
    const size = sizeOf(dims);
    if (size > this.#room) throw new UnsupportedGraph('tensors far larger than the file');
    this.#room -= size;
    return size;
  }

  #placeWithin(tensor: Tensor, from: Tensor, offset: number): void {
    tensor.at = from.at + offset;
    if (from.source.kind === 'given') this.#parts.push({ tensor, given: from, offset });
    const outer = this.#parts.find((part) => part.tensor === from);
    if (outer) this.#parts.push({ tensor, given: outer.given, offset: outer.offset + offset });
  }

  #move(from: Tensor, map: Int32Array, target: Tensor): Instruction {
    const { heap } = this;
    return () => {
      // Whatever the numbers are, they are 32 bits each.
      const { integers } = heap;
      const start = from.at;
      const end = target.at;
      for (let i = 0; i < map.length; i++) integers[end + i] = integers[start + map[i]!]!;
    };
  }

  /** What constants make is made at once. */
  #add(instruct: Instruction, constant: boolean): void {
    if (constant) instruct();
    else this.#instructions.push(instruct);
  }
}

/** An input that is left out is null. */
function readInputs(node: OnnxNode, known: ReadonlyMap<string, Tensor>): (Tensor | null)[] {
  return node.inputs.map((name) => {
    const tensor = known.get(name);
    if (!tensor && name !== '') throw new UnsupportedGraph(`${node.op} of ${name}, which is not known`);
    return tensor ?? null;
  });
}
