// The nearest code as an ONNX graph: ArgMin over K of ½‖e‖² − z·e. Written as the bytes of an ONNX file
// (onnx.proto3, field numbers from there), with N, K and D left open.
import { PbfWriter } from 'pbf';

const float = 1;
const int64 = 7;

interface Node {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number>>;
}

/** Inputs vectors [N, D], codebookT [D, K], halfNorms [K]; output tokens, int64 [N]. */
export function nearestCodeGraph(): Uint8Array {
  const nodes: readonly Node[] = [
    { type: 'MatMul', inputs: ['vectors', 'codebookT'], output: 'products' },
    { type: 'Sub', inputs: ['halfNorms', 'products'], output: 'scores' },
    { type: 'ArgMin', inputs: ['scores'], output: 'tokens', attributes: { axis: 1, keepdims: 0 } },
  ];
  const model = new PbfWriter();
  model.writeVarintField(1, 8);
  model.writeMessage(8, writeOpset, 17);
  model.writeMessage(7, writeGraph, nodes);
  return model.finish();
}

function writeOpset(version: number, pbf: PbfWriter): void {
  pbf.writeVarintField(2, version);
}

function writeGraph(nodes: readonly Node[], pbf: PbfWriter): void {
  for (const node of nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, 'nearest-code');
  pbf.writeMessage(11, writeValue, { name: 'vectors', element: float, dims: ['N', 'D'] });
  pbf.writeMessage(11, writeValue, { name: 'codebookT', element: float, dims: ['D', 'K'] });
  pbf.writeMessage(11, writeValue, { name: 'halfNorms', element: float, dims: ['K'] });
  pbf.writeMessage(12, writeValue, { name: 'tokens', element: int64, dims: ['N'] });
}

function writeNode({ type, inputs, output, attributes = {} }: Node, pbf: PbfWriter): void {
  for (const input of inputs) pbf.writeStringField(1, input);
  pbf.writeStringField(2, output);
  pbf.writeStringField(4, type);
  for (const attribute of Object.entries(attributes)) pbf.writeMessage(5, writeAttribute, attribute);
}

function writeAttribute([name, value]: [string, number], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeVarintField(3, value);
  // INT
  pbf.writeVarintField(20, 2);
}

interface Value {
  readonly name: string;
  readonly element: number;
  readonly dims: readonly string[];
}

function writeValue({ name, element, dims }: Value, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(2, writeType, { element, dims });
}

function writeType(type: Omit<Value, 'name'>, pbf: PbfWriter): void {
  pbf.writeMessage(1, writeTensorType, type);
}

function writeTensorType({ element, dims }: Omit<Value, 'name'>, pbf: PbfWriter): void {
  pbf.writeVarintField(1, element);
  pbf.writeMessage(2, writeShape, dims);
}

function writeShape(dims: readonly string[], pbf: PbfWriter): void {
  for (const dim of dims) pbf.writeMessage(1, writeDim, dim);
}

function writeDim(name: string, pbf: PbfWriter): void {
  pbf.writeStringField(2, name);
}
