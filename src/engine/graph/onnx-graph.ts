// Reads an ONNX file's graph: nodes with their attributes, and the constants with their numbers. Format: onnx.proto3.
// What none of our own kernels needs is skipped.
import { PbfReader } from 'pbf';

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

/** Of all halves, once any are read: files hold millions. */
let numbersOfHalves: Float32Array | null = null;

function halvesToNumbers(halves: ArrayLike<number>): Float32Array {
  numbersOfHalves ??= Float32Array.from({ length: 2 ** 16 }, (_, half) => halfToNumber(half));
  const numbers = numbersOfHalves;
  const values = new Float32Array(halves.length);
  for (let i = 0; i < values.length; i++) values[i] = numbers[halves[i]! & 0xffff]!;
  return values;
}

function readAttribute(reader: PbfReader, end: number): { name: string; attribute: OnnxAttribute } {
  let name = '';
  const attribute = { int: 0, float: 0, ints: [] as number[], text: '', tensor: null as OnnxAttribute['tensor'] };
  reader.readFields(
    (field) => {
      if (field === 1) name = reader.readString();
      else if (field === 2) attribute.float = reader.readFloat();
      else if (field === 5) attribute.tensor = readTensor(reader, endOfMessage(reader)).tensor;
      else if (field === 3) attribute.int = reader.readVarint(true);
      else if (field === 4) attribute.text = reader.readString();
      else if (field === 8) reader.readPackedVarint(attribute.ints, true);
    },
    null,
    end,
  );
  return { name, attribute };
}

function readNode(reader: PbfReader, end: number): OnnxNode {
  const node = { op: '', domain: '', inputs: [] as string[], outputs: [] as string[] };
  const attributes = new Map<string, OnnxAttribute>();
  reader.readFields(
    (field) => {
      if (field === 1) node.inputs.push(reader.readString());
      else if (field === 2) node.outputs.push(reader.readString());
      else if (field === 4) node.op = reader.readString();
      else if (field === 7) node.domain = reader.readString();
      else if (field === 5) {
        const { name, attribute } = readAttribute(reader, endOfMessage(reader));
        attributes.set(name, attribute);
      }
    },
    null,
    end,
  );
  return { ...node, attributes };
}

function readTensor(reader: PbfReader, end: number): { name: string; tensor: OnnxTensor | OnnxIntegers | null } {
  let name = '';
  let type = 0;
  let raw: Uint8Array | null = null;
  const dims: number[] = [];
  const floats: number[] = [];
  const integers: number[] = [];
  reader.readFields(
    (field) => {
      if (field === 1) reader.readPackedVarint(dims);
      else if (field === 2) type = reader.readVarint();
      else if (field === 4) reader.readPackedFloat(floats);
      else if (field === 5 || field === 7) reader.readPackedVarint(integers, true);
      else if (field === 8) name = reader.readString();
      else if (field === 9) raw = reader.readBytes();
    },
    null,
    end,
  );
  // Copied: a view needs an aligned start.
  const bytes = raw && new Uint8Array(raw).buffer;
  if (type === float32Type) {
    return { name, tensor: { dims, values: bytes ? new Float32Array(bytes) : Float32Array.from(floats) } };
  }
  if (type === float16Type) {
    return { name, tensor: { dims, values: halvesToNumbers(bytes ? new Uint16Array(bytes) : integers) } };
  }
  if (type !== int32Type && type !== int64Type && type !== boolType) return { name, tensor: null };
  let numbers: ArrayLike<number> = integers;
  if (bytes && type === int32Type) numbers = new Int32Array(bytes);
  else if (bytes && type === boolType) numbers = new Uint8Array(bytes);
  else if (bytes) numbers = Array.from(new BigInt64Array(bytes), Number);
  return { name, tensor: { dims, values: Int32Array.from(numbers, within32Bits) } };
}

function within32Bits(value: number): number {
  return Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value));
}

function readInput(reader: PbfReader, end: number): OnnxInput {
  let name = '';
  let type = 0;
  const dims: number[] = [];
  // ValueInfoProto → TypeProto → its tensor_type → TensorShapeProto → Dimension.
  const within = (visit: (field: number) => void) => reader.readFields(visit, null, endOfMessage(reader));
  const readDimension = (field: number) => {
    if (field !== 1) return;
    dims.push(0);
    within((part) => {
      if (part === 1) dims[dims.length - 1] = reader.readVarint();
    });
  };
  const readTensorType = (field: number) => {
    if (field === 1) type = reader.readVarint();
    else if (field === 2) within(readDimension);
  };
  reader.readFields(
    (field) => {
      if (field === 1) name = reader.readString();
      else if (field === 2) {
        within((kind) => {
          if (kind === 1) within(readTensorType);
        });
      }
    },
    null,
    end,
  );
  const types: Record<number, OnnxInput['type']> = { [float32Type]: 'float', [int32Type]: 'integer' };
  return { name, type: types[type] ?? 'other', dims };
}

function endOfMessage(reader: PbfReader): number {
  return reader.readVarint() + reader.pos;
}

/** @throws Error if the bytes hold no ONNX graph */
export function readOnnxGraph(model: Uint8Array): OnnxGraph {
  const reader = new PbfReader(model);
  const nodes: OnnxNode[] = [];
  const constants = new Map<string, OnnxTensor>();
  const integers = new Map<string, OnnxIntegers>();
  const inputs: OnnxInput[] = [];
  const outputs: string[] = [];
  const readGraphField = (field: number) => {
    if (field === 1) nodes.push(readNode(reader, endOfMessage(reader)));
    else if (field === 5) {
      const { name, tensor } = readTensor(reader, endOfMessage(reader));
      if (tensor?.values instanceof Float32Array) constants.set(name, { ...tensor, values: tensor.values });
      else if (tensor) integers.set(name, { ...tensor, values: tensor.values });
    } else if (field === 11) {
      inputs.push(readInput(reader, endOfMessage(reader)));
    } else if (field === 12) {
      const readName = (part: number) => {
        if (part === 1) outputs.push(reader.readString());
      };
      reader.readFields(readName, null, endOfMessage(reader));
    }
  };
  reader.readFields((field) => {
    if (field === 7) reader.readFields(readGraphField, null, endOfMessage(reader));
  }, null);
  if (nodes.length === 0 || outputs.length === 0) throw new Error('This file holds no ONNX graph.');
  return { nodes, constants, integers, inputs, outputs };
}
