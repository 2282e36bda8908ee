// Writes WebAssembly modules: as much of the binary format as our kernels need, and nothing else.
// Spec: https://webassembly.github.io/spec/core/binary/ ; relaxed SIMD is part of WebAssembly 3.0.

export type ValueType = 'i32' | 'v128';

/** A local of the function under construction, parameters first. */
export interface Local {
  readonly index: number;
}

/** A function of the module under construction. */
export interface FunctionIndex {
  readonly index: number;
}

const typeCodes: Record<ValueType, number> = { i32: 0x7f, v128: 0x7b };

const simd = 0xfd;

/** Instructions without immediates. */
const plain = {
  return: [0x0f],
  select: [0x1b],
  'i32.eqz': [0x45],
  'i32.eq': [0x46],
  'i32.lt_u': [0x49],
  'i32.ge_u': [0x4f],
  'i32.add': [0x6a],
  'i32.sub': [0x6b],
  'i32.mul': [0x6c],
  'i32.shl': [0x74],
  'i32.shr_u': [0x76],
  'i32x4.splat': [simd, 17],
  'f32x4.lt': [simd, 67],
  'v128.bitselect': [simd, 82],
  'i8x16.narrow_i16x8_u': [simd, 102],
  'f32x4.nearest': [simd, 106],
  'i16x8.narrow_i32x4_s': [simd, 133, 1],
  'i32x4.shl': [simd, 171, 1],
  'i32x4.add': [simd, 174, 1],
  'f32x4.add': [simd, 228, 1],
  'f32x4.sub': [simd, 229, 1],
  'f32x4.mul': [simd, 230, 1],
  'f32x4.div': [simd, 231, 1],
  'f32x4.pmin': [simd, 234, 1],
  'f32x4.pmax': [simd, 235, 1],
  'i32x4.trunc_sat_f32x4_s': [simd, 248, 1],
  'f32x4.relaxed_madd': [simd, 133, 2],
} as const;

/** Loads and stores: opcode, then log2 of the alignment that they may assume. */
const memory = {
  'i32.load': { code: [0x28], align: 2 },
  'v128.load': { code: [simd, 0], align: 2 },
  'v128.load32_splat': { code: [simd, 9], align: 2 },
  'v128.store': { code: [simd, 11], align: 2 },
  'v128.store32_lane': { code: [simd, 90], align: 2 },
} as const;

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

function name(text: string): number[] {
  const bytes = new TextEncoder().encode(text);
  return [...unsigned(bytes.length), ...bytes];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

/** One function: instructions are appended in the order in which a stack machine runs them. */
export class FunctionBuilder {
  readonly parameters: readonly ValueType[];
  readonly #locals: ValueType[] = [];
  readonly #code: number[] = [];

  constructor(parameters: readonly ValueType[]) {
    this.parameters = parameters;
  }

  local(type: ValueType): Local {
    this.#locals.push(type);
    return { index: this.parameters.length + this.#locals.length - 1 };
  }

  locals(type: ValueType, count: number): Local[] {
    return Array.from({ length: count }, () => this.local(type));
  }

  get(local: Local): this {
    this.#code.push(0x20, ...unsigned(local.index));
    return this;
  }

  set(local: Local): this {
    this.#code.push(0x21, ...unsigned(local.index));
    return this;
  }

  i32(value: number): this {
    this.#code.push(0x41, ...signed(value));
    return this;
  }

  /** The same number in each of the four lanes. */
  f32x4(value: number): this {
    const bytes = [...new Uint8Array(Float32Array.of(value).buffer)];
    this.#code.push(simd, 12, ...bytes, ...bytes, ...bytes, ...bytes);
    return this;
  }

  i32x4(lanes: readonly [number, number, number, number]): this {
    this.#code.push(simd, 12, ...new Uint8Array(Int32Array.from(lanes).buffer));
    return this;
  }

  /** Four lanes out of the eight of two registers: 0 to 3 are the first one's. */
  shuffle(lanes: readonly [number, number, number, number]): this {
    this.#code.push(simd, 13, ...lanes.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]));
    return this;
  }

  op(instruction: keyof typeof plain): this {
    this.#code.push(...plain[instruction]);
    return this;
  }

  /** @param offset bytes added to the address on the stack */
  load(instruction: 'i32.load' | 'v128.load' | 'v128.load32_splat', offset = 0): this {
    return this.#access(instruction, offset);
  }

  store(instruction: 'v128.store', offset = 0): this {
    return this.#access(instruction, offset);
  }

  storeFirstLane(offset = 0): this {
    this.#access('v128.store32_lane', offset);
    this.#code.push(0);
    return this;
  }

  /** local += amount */
  advance(local: Local, amount: number | Local): this {
    this.get(local);
    if (typeof amount === 'number') this.i32(amount);
    else this.get(amount);
    return this.op('i32.add').set(local);
  }

  call(callee: FunctionIndex): this {
    this.#code.push(0x10, ...unsigned(callee.index));
    return this;
  }

  /** Runs the body while the condition, which it leaves on the stack at its end, is not zero; at least once. */
  repeat(body: () => void): this {
    this.#code.push(0x03, 0x40);
    body();
    this.#code.push(0x0d, 0, 0x0b);
    return this;
  }

  /** Runs the body if the number on the stack is not zero. */
  when(body: () => void): this {
    this.#code.push(0x04, 0x40);
    body();
    this.#code.push(0x0b);
    return this;
  }

  /** The function as the code section holds it. */
  encode(): number[] {
    const locals = vector(this.#locals.map((type) => [1, typeCodes[type]]));
    const size = locals.length + this.#code.length + 1;
    return [...unsigned(size), ...locals, ...this.#code, 0x0b];
  }

  #access(instruction: keyof typeof memory, offset: number): this {
    const { code, align } = memory[instruction];
    this.#code.push(...code, align, ...unsigned(offset));
    return this;
  }
}

/** A module that imports one memory, `env.memory`, and exports functions without results. */
export class ModuleBuilder {
  readonly #functions: { readonly builder: FunctionBuilder; readonly exportAs: string | null }[] = [];

  add(builder: FunctionBuilder, exportAs: string | null = null): FunctionIndex {
    this.#functions.push({ builder, exportAs });
    return { index: this.#functions.length - 1 };
  }

  encode(): Uint8Array<ArrayBuffer> {
    const section = (id: number, content: readonly number[]) => [id, ...unsigned(content.length), ...content];
    const types = this.#functions.map(({ builder }) => [
      0x60,
      ...vector(builder.parameters.map((type) => [typeCodes[type]])),
      0,
    ]);
    const exports = this.#functions.flatMap(({ exportAs }, index) =>
      exportAs === null ? [] : [[...name(exportAs), 0, ...unsigned(index)]],
    );
    return Uint8Array.from([
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, vector(types)),
      ...section(2, vector([[...name('env'), ...name('memory'), 2, 0, 1]])),
      ...section(3, vector(this.#functions.map((_, index) => unsigned(index)))),
      ...section(7, vector(exports)),
      ...section(10, vector(this.#functions.map(({ builder }) => builder.encode()))),
    ]);
  }
}
