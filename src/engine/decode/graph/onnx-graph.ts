// Reads an ONNX file's graph: nodes with their attributes, and the constants with their numbers. Format: onnx.proto3.
// What is not needed to recognise a plain convolutional decoder is skipped.
import { PbfReader } from 'pbf';

interface OnnxAttribute {
  readonly int: number;
  readonly ints: readonly number[];
  readonly text: string;
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

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  /** Constants of floating point, by name; those of other types are left out. */
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  /** What the graph computes. */
  readonly outputs: readonly string[];
}

/** TensorProto.DataType */
const float32Type = 1;
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

function halvesToNumbers(halves: ArrayLike<number>): Float32Array {
  const values = new Float32Array(halves.length);
  for (let i = 0; i < values.length; i++) values[i] = halfToNumber(halves[i]!);
  return values;
}

function readAttribute(reader: PbfReader, end: number): { name: string; attribute: OnnxAttribute } {
  let name = '';
  const attribute = { int: 0, ints: [] as number[], text: '' };
  reader.readFields(
    (field) => {
      if (field === 1) name = reader.readString();
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

function readTensor(reader: PbfReader, end: number): { name: string; tensor: OnnxTensor | null } {
  let name = '';
  let type = 0;
  let raw: Uint8Array | null = null;
  const dims: number[] = [];
  const floats: number[] = [];
  const halves: number[] = [];
  reader.readFields(
    (field) => {
      if (field === 1) reader.readPackedVarint(dims);
      else if (field === 2) type = reader.readVarint();
      else if (field === 4) reader.readPackedFloat(floats);
      else if (field === 5) reader.readPackedVarint(halves, true);
      else if (field === 8) name = reader.readString();
      else if (field === 9) raw = reader.readBytes();
    },
    null,
    end,
  );
  // Copied: a view needs an aligned start.
  const bytes = raw && new Uint8Array(raw).buffer;
  let values: Float32Array | null = null;
  if (type === float32Type) values = bytes ? new Float32Array(bytes) : Float32Array.from(floats);
  else if (type === float16Type) values = halvesToNumbers(bytes ? new Uint16Array(bytes) : halves);
  return { name, tensor: values && { dims, values } };
}

function endOfMessage(reader: PbfReader): number {
  return reader.readVarint() + reader.pos;
}

/** @throws Error if the bytes hold no ONNX graph */
export function readOnnxGraph(model: Uint8Array): OnnxGraph {
  const reader = new PbfReader(model);
  const nodes: OnnxNode[] = [];
  const constants = new Map<string, OnnxTensor>();
  const outputs: string[] = [];
  const readGraphField = (field: number) => {
    if (field === 1) nodes.push(readNode(reader, endOfMessage(reader)));
    else if (field === 5) {
      const { name, tensor } = readTensor(reader, endOfMessage(reader));
      if (tensor) constants.set(name, tensor);
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
  return { nodes, constants, outputs };
}
