// A step with our own kernels, on one thread: a few hundred small operators, for each of which a runtime takes longer to
// get ready than to compute. Keys and values lie where the next step reads them.
import type { AutoregressiveManifest } from '../prior-manifest.ts';
import type { Condition } from '../prior-protocol.ts';
import { Program } from './program.ts';
import type { StepModel, StepWindow } from './step-model.ts';
import type { Tensor } from './tensor.ts';

interface Ends {
  readonly token: Tensor;
  readonly position: Tensor;
  readonly condition: Tensor;
  readonly pastKey: Tensor;
  readonly pastValue: Tensor;
  readonly logits: Tensor;
  readonly key: Tensor;
  readonly value: Tensor;
}

export class OwnStep implements StepModel {
  readonly backend = 'wasm';
  readonly #program: Program;
  readonly #manifest: AutoregressiveManifest;
  readonly #ends: Ends;

  private constructor(program: Program, manifest: AutoregressiveManifest, ends: Ends) {
    this.#program = program;
    this.#manifest = manifest;
    this.#ends = ends;
    for (const given of [ends.token, ends.position, ends.condition]) program.put(given, program.heap.take(given.size));
  }

  /** @returns null for a graph that our kernels do not know, or where the browser has no WebAssembly SIMD */
  static create(model: Uint8Array, manifest: AutoregressiveManifest, codebookSize: number): OwnStep | null {
    const { inputs, outputs, layers, heads, headDim, context, conditions } = manifest;
    const program = Program.create(model);
    if (!program) return null;
    const row = layers * heads * headDim;
    const whole = (name: string, size: number) => ofKind(program.given(name), 'integer', size);
    const [token, position, condition] = [
      whole(inputs.token, 1),
      whole(inputs.position, 1),
      whole(inputs.condition, conditions.length),
    ];
    const past = (name: string) => ofKind(program.given(name), 'float', row * context);
    const [pastKey, pastValue] = [past(inputs.pastKey), past(inputs.pastValue)];
    const computed = (name: string, size: number) => ofKind(program.output(name), 'float', size);
    const logits = computed(outputs.logits, codebookSize);
    const [key, value] = [computed(outputs.key, row), computed(outputs.value, row)];
    if (!token || !position || !condition || !pastKey || !pastValue || !logits || !key || !value) return null;
    return new OwnStep(program, manifest, { token, position, condition, pastKey, pastValue, logits, key, value });
  }

  openWindow(): StepWindow {
    const { heap } = this.#program;
    const keys = heap.take(this.#ends.pastKey.size);
    const values = heap.take(this.#ends.pastValue.size);
    return {
      read: async (position, token, condition) => this.#read(keys, values, position, token, condition),
    };
  }

  async logits(): Promise<Float32Array> {
    const { floats } = this.#program.heap;
    const { at, size } = this.#ends.logits;
    return floats.subarray(at, at + size);
  }

  openDraft(): null {
    return null;
  }

  async dispose(): Promise<void> {
    // Its memory goes with it.
  }

  #read(keys: number, values: number, position: number, token: number, condition: Condition): void {
    const program = this.#program;
    const { heap } = program;
    const ends = this.#ends;
    heap.integers[ends.token.at] = token;
    heap.integers[ends.position.at] = position;
    heap.integers.set(condition, ends.condition.at);
    program.put(ends.pastKey, keys);
    program.put(ends.pastValue, values);
    program.run();
    this.#remember(ends.key, keys, position);
    this.#remember(ends.value, values, position);
  }

  /** @param row [layers, heads, 1, headDim], to be put into [layers, heads, context, headDim] */
  #remember(row: Tensor, rows: number, position: number): void {
    const { layers, heads, context, headDim } = this.#manifest;
    const { floats } = this.#program.heap;
    for (let head = 0, from = row.at; head < layers * heads; head++, from += headDim) {
      floats.copyWithin(rows + (head * context + position) * headDim, from, from + headDim);
    }
  }
}

function ofKind(tensor: Tensor | null, type: Tensor['type'], size: number): Tensor | null {
  return tensor?.type === type && tensor.size === size ? tensor : null;
}
