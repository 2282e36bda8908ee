// For tests: small models as ONNX files. Imported by tests only.
import { PbfWriter } from 'pbf';

export interface TestNode {
  readonly op: string;
  readonly inputs: readonly string[];
  /** The first of its outputs. */
  readonly output: string;
  readonly others?: readonly string[];
  readonly int?: Readonly<Record<string, number>>;
  readonly ints?: Readonly<Record<string, readonly number[]>>;
  readonly float?: Readonly<Record<string, number>>;
  readonly text?: Readonly<Record<string, string>>;
}

export interface TestConstant {
  readonly dims: readonly number[];
  /** TensorProto.DataType; 1, float32, if left out. */
  readonly type?: number;
  readonly values: Float32Array | Uint8Array;
}

export interface TestModel {
  /** Those that are told with their shapes: float32 or int32. */
  readonly inputs?: Readonly<Record<string, { readonly dims: readonly number[]; readonly type: 'float' | 'integer' }>>;
  readonly nodes: readonly TestNode[];
  readonly constants: Readonly<Record<string, TestConstant>>;
  /** The last node's, if left out. */
  readonly outputs?: readonly string[];
}

/** The model as an ONNX file. */
export function writeOnnx({ inputs = {}, nodes, constants, outputs = [nodes.at(-1)!.output] }: TestModel): Uint8Array {
  // AttributeProto.AttributeType and the field that holds each.
  const [float32, integer, string, integers] = [1, 2, 3, 7];
  const writeNode = ({ op, inputs, output, others, int, ints, float, text }: TestNode, pbf: PbfWriter) => {
    for (const input of inputs) pbf.writeStringField(1, input);
    for (const name of [output, ...(others ?? [])]) pbf.writeStringField(2, name);
    pbf.writeStringField(4, op);
    const attribute = (name: string, type: number, write: () => void) =>
      pbf.writeMessage(
        5,
        () => {
          pbf.writeStringField(1, name);
          write();
          pbf.writeVarintField(20, type);
        },
        null,
      );
    for (const [name, value] of Object.entries(int ?? {})) {
      attribute(name, integer, () => pbf.writeVarintField(3, value));
    }
    for (const [name, value] of Object.entries(float ?? {})) {
      attribute(name, float32, () => pbf.writeFloatField(2, value));
    }
    for (const [name, value] of Object.entries(text ?? {})) {
      attribute(name, string, () => pbf.writeStringField(4, value));
    }
    for (const [name, values] of Object.entries(ints ?? {})) {
      attribute(name, integers, () => {
        for (const value of values) pbf.writeVarintField(8, value);
      });
    }
  };
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, 8);
  pbf.writeMessage(
    7,
    () => {
      for (const node of nodes) pbf.writeMessage(1, writeNode, node);
      for (const [name, { dims, type = 1, values }] of Object.entries(constants)) {
        pbf.writeMessage(
          5,
          () => {
            for (const dim of dims) pbf.writeVarintField(1, dim);
            pbf.writeVarintField(2, type);
            pbf.writeStringField(8, name);
            pbf.writeBytesField(9, new Uint8Array(values.buffer));
          },
          null,
        );
      }
      for (const [name, { dims, type }] of Object.entries(inputs)) {
        pbf.writeMessage(11, writeInput, { name, dims, type: type === 'float' ? 1 : 6 });
      }
      for (const output of outputs) pbf.writeMessage(12, () => pbf.writeStringField(1, output), null);
    },
    null,
  );
  // What the operators' names mean.
  pbf.writeMessage(8, () => pbf.writeVarintField(2, 17), null);
  return pbf.finish();
}

/** ValueInfoProto → TypeProto → its tensor_type → TensorShapeProto → Dimension. */
function writeInput(
  { name, dims, type }: { readonly name: string; readonly dims: readonly number[]; readonly type: number },
  pbf: PbfWriter,
): void {
  const within = (field: number, write: () => void) => pbf.writeMessage(field, write, null);
  pbf.writeStringField(1, name);
  within(2, () =>
    within(1, () => {
      pbf.writeVarintField(1, type);
      within(2, () => {
        for (const dim of dims) within(1, () => pbf.writeVarintField(1, dim));
      });
    }),
  );
}
