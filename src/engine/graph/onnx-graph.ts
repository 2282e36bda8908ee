// Reads an ONNX file's graph: nodes with their attributes, and the constants with their numbers. Format: onnx.proto3.
// What none of our own kernels needs is skipped. A file that says one thing and holds another is refused: see `damaged`.
import { PbfReader } from 'pbf';
import { EngineError } from '../engine-error.ts';

interface OnnxAttribute {
  readonly int: number;
  readonly float: number;
  readonly ints: readonly number[];
  readonly text: string;
  readonly tensor: OnnxTensor | OnnxIntegers | null;
}

export interface OnnxNode {
  readonly op: string;
  /** Empty for ONNX's own operators. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

export interface OnnxTensor {
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

/** Whole numbers of 32 or 64 bits, those beyond 32 bits as the nearest within; and truth values as 0 and 1. */
interface OnnxIntegers {
  readonly dims: readonly number[];
  readonly values: Int32Array;
}

interface OnnxInput {
  readonly name: string;
  readonly type: 'float' | 'integer' | 'other';
  /** 0 where a side is not fixed. */
  readonly dims: readonly number[];
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  /** Constants of floating point, by name. */
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  /** Constants of whole numbers; those of other types are left out. */
  readonly integers: ReadonlyMap<string, OnnxIntegers>;
  readonly inputs: readonly OnnxInput[];
  /** What the graph computes. */
  readonly outputs: readonly string[];
}

/** TensorProto.DataType */
const float32Type = 1;
const int32Type = 6;
const int64Type = 7;
const boolType = 9;
const float16Type = 10;

/** Bytes that a number takes; none for types that our kernels do not read. */
const bytesOfType: Readonly<Record<number, number>> = {
  [float32Type]: 4,
  [int32Type]: 4,
  [int64Type]: 8,
  [boolType]: 1,
  [float16Type]: 2,
};

/** What a half's fraction counts, for each of its 32 exponents; the first one is that of subnormal numbers. */
const halfUnits = Float64Array.from({ length: 32 }, (_, exponent) => 2 ** (Math.max(1, exponent) - 25));

/** IEEE 754 half precision, from its 16 bits. */
function halfToNumber(half: number): number {
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  let magnitude = ((exponent === 0 ? 0 : 0x400) + fraction) * halfUnits[exponent]!;
  if (exponent === 0x1f) magnitude = fraction ? Number.NaN : Number.POSITIVE_INFINITY;
  return half & 0x8000 ? -magnitude : magnitude;
}

/** The failure that a model file is to blame for. @param what is wrong with it */
export function damaged(what: string, cause?: unknown): EngineError {
  const advice = 'Open another pack, or export this one again with the recipe.';
  return new EngineError('pack-invalid', `A model file of this pack is damaged: ${what}.`, advice, { cause });
}

/** Of all halves, once any are read: files hold millions. */
let numbersOfHalves: Float32Array | null = null;

function halvesToNumbers(halves: ArrayLike<number>): Float32Array {
  numbersOfHalves ??= Float32Array.from({ length: 2 ** 16 }, (_, half) => halfToNumber(half));
  const numbers = numbersOfHalves;
  const values = new Float32Array(halves.length);
  for (let i = 0; i < values.length; i++) values[i] = numbers[halves[i]! & 0xffff]!;
  return values;
}

/** Reads a message, which must lie within the file and hold whole fields. */
function readMessage(reader: PbfReader, visit: (field: number) => void): void {
  const end = reader.readVarint() + reader.pos;
  if (end > reader.length) throw damaged('it is cut short');
  reader.readFields(visit, null, end);
  if (reader.pos !== end) throw damaged('one of its parts is longer than it says');
}

function readFloat(reader: PbfReader): number {
  if (reader.pos + 4 > reader.length) throw damaged('it is cut short');
  return reader.readFloat();
}

function readAttribute(reader: PbfReader): { name: string; attribute: OnnxAttribute } {
  let name = '';
  const attribute = { int: 0, float: 0, ints: [] as number[], text: '', tensor: null as OnnxAttribute['tensor'] };
  readMessage(reader, (field) => {
    if (field === 1) name = reader.readString();
    else if (field === 2) attribute.float = readFloat(reader);
    else if (field === 5) attribute.tensor = readTensor(reader).tensor;
    else if (field === 3) attribute.int = reader.readVarint(true);
    else if (field === 4) attribute.text = reader.readString();
    else if (field === 8) reader.readPackedVarint(attribute.ints, true);
  });
  return { name, attribute };
}

function readNode(reader: PbfReader): OnnxNode {
  const node = { op: '', domain: '', inputs: [] as string[], outputs: [] as string[] };
  const attributes = new Map<string, OnnxAttribute>();
  readMessage(reader, (field) => {
    if (field === 1) node.inputs.push(reader.readString());
    else if (field === 2) node.outputs.push(reader.readString());
    else if (field === 4) node.op = reader.readString();
    else if (field === 7) node.domain = reader.readString();
    else if (field === 5) {
      const { name, attribute } = readAttribute(reader);
      attributes.set(name, attribute);
    }
  });
  return { ...node, attributes };
}

function readTensor(reader: PbfReader): { name: string; tensor: OnnxTensor | OnnxIntegers | null } {
  let name = '';
  let type = 0;
  let raw: Uint8Array | null = null;
  const dims: number[] = [];
  const floats: number[] = [];
  const integers: number[] = [];
  readMessage(reader, (field) => {
    if (field === 1) reader.readPackedVarint(dims);
    else if (field === 2) type = reader.readVarint();
    else if (field === 4) readFloats(reader, floats);
    else if (field === 5 || field === 7) reader.readPackedVarint(integers, true);
    else if (field === 8) name = reader.readString();
    else if (field === 9) raw = reader.readBytes();
  });
  const values = valuesOf(type, raw, floats, integers);
  if (!values) return { name, tensor: null };
  const count = dims.reduce((product, side) => product * side, 1);
  if (values.length !== count) throw damaged(`it holds ${values.length} numbers where ${dims.join('×')} belong`);
  return { name, tensor: values instanceof Float32Array ? { dims, values } : { dims, values } };
}

/** Packed or one by one. */
function readFloats(reader: PbfReader, floats: number[]): void {
  const end = reader.type === 2 ? reader.readVarint() + reader.pos : reader.pos + 4;
  while (reader.pos < end) floats.push(readFloat(reader));
}

/** @returns null for numbers of another type */
function valuesOf(
  type: number,
  raw: Uint8Array | null,
  floats: readonly number[],
  integers: readonly number[],
): Float32Array | Int32Array | null {
  const width = bytesOfType[type];
  if (!width) return null;
  if (raw && raw.length % width !== 0) throw damaged('its numbers are cut short');
  // Copied: a view needs an aligned start.
  const bytes = raw && new Uint8Array(raw).buffer;
  if (type === float32Type) return bytes ? new Float32Array(bytes) : Float32Array.from(floats);
  if (type === float16Type) return halvesToNumbers(bytes ? new Uint16Array(bytes) : integers);
  let numbers: ArrayLike<number> = integers;
  if (bytes && type === int32Type) numbers = new Int32Array(bytes);
  else if (bytes && type === boolType) numbers = new Uint8Array(bytes);
  else if (bytes) numbers = Array.from(new BigInt64Array(bytes), Number);
  return Int32Array.from(numbers, within32Bits);
}

function within32Bits(value: number): number {
  return Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value));
}

function readInput(reader: PbfReader): OnnxInput {
  let name = '';
  let type = 0;
  const dims: number[] = [];
  // ValueInfoProto → TypeProto → its tensor_type → TensorShapeProto → Dimension.
  const readDimension = (field: number) => {
    if (field !== 1) return;
    dims.push(0);
    readMessage(reader, (part) => {
      if (part === 1) dims[dims.length - 1] = reader.readVarint();
    });
  };
  const readTensorType = (field: number) => {
    if (field === 1) type = reader.readVarint();
    else if (field === 2) readMessage(reader, readDimension);
  };
  readMessage(reader, (field) => {
    if (field === 1) name = reader.readString();
    else if (field === 2) {
      readMessage(reader, (kind) => {
        if (kind === 1) readMessage(reader, readTensorType);
      });
    }
  });
  const types: Record<number, OnnxInput['type']> = { [float32Type]: 'float', [int32Type]: 'integer' };
  return { name, type: types[type] ?? 'other', dims };
}

/** @throws EngineError `pack-invalid` if the bytes hold no sound ONNX graph */
export function readOnnxGraph(model: Uint8Array): OnnxGraph {
  try {
    return requireOrder(readModel(new PbfReader(model)));
  } catch (error) {
    // A RangeError is memory that there is not.
    if (error instanceof EngineError || error instanceof RangeError) throw error;
    throw damaged('it is no ONNX file, or only a part of one', error);
  }
}

function readModel(reader: PbfReader): OnnxGraph {
  const nodes: OnnxNode[] = [];
  const constants = new Map<string, OnnxTensor>();
  const integers = new Map<string, OnnxIntegers>();
  const inputs: OnnxInput[] = [];
  const outputs: string[] = [];
  const readGraphField = (field: number) => {
    if (field === 1) nodes.push(readNode(reader));
    else if (field === 5) {
      const { name, tensor } = readTensor(reader);
      if (tensor?.values instanceof Float32Array) constants.set(name, { ...tensor, values: tensor.values });
      else if (tensor) integers.set(name, { ...tensor, values: tensor.values });
    } else if (field === 11) {
      inputs.push(readInput(reader));
    } else if (field === 12) {
      readMessage(reader, (part) => {
        if (part === 1) outputs.push(reader.readString());
      });
    }
  };
  reader.readFields((field) => {
    if (field === 7) readMessage(reader, readGraphField);
  }, null);
  if (reader.pos !== reader.length) throw damaged('it is cut short');
  if (nodes.length === 0 || outputs.length === 0) throw damaged('it holds no ONNX graph');
  return { nodes, constants, integers, inputs, outputs };
}

/** Each value is made once, before it is read: whoever follows a graph from the end to the beginning comes to an end. */
function requireOrder(graph: OnnxGraph): OnnxGraph {
  const places = new Map<string, number>();
  graph.nodes.forEach(({ outputs }, place) => {
    for (const output of outputs) {
      if (output !== '' && places.has(output)) throw damaged(`two parts of its graph make "${output}"`);
      places.set(output, place);
    }
  });
  places.delete('');
  graph.nodes.forEach(({ inputs }, place) => {
    for (const input of inputs) {
      if ((places.get(input) ?? -1) >= place) throw damaged(`its graph reads "${input}" before it is made`);
    }
  });
  return graph;
}
