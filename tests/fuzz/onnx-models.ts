// Small ONNX files of every kind that our own kernels read: what the fuzzed ones begin as.
import { readFileSync } from 'node:fs';
import { noise, residualModel, wideModel } from '../../src/engine/decode/test-decoders.ts';
import { type OnnxNode, readOnnxGraph } from '../../src/engine/graph/onnx-graph.ts';
import { type TestConstant, type TestNode, writeOnnx } from '../../src/engine/graph/test-models.ts';
import type { AutoregressiveManifest, PixelCnnManifest } from '../../src/engine/prior/prior-manifest.ts';
import { examples, modelOf } from '../../src/engine/prior/step/program.cases.ts';

const floats = (dims: readonly number[], seed = 1): TestConstant => ({
  dims,
  values: noise(
    dims.reduce((product, side) => product * side, 1),
    seed,
  ),
});

const integers = (...values: number[]): TestConstant => ({
  dims: [values.length],
  type: 7,
  values: new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
});

/** Of 4 numbers a code; 4 and 3 pixels a token. */
export const decoders = [residualModel(), wideModel()].map(writeOnnx);

export const codebook = {
  entry: { input: 'tokens', output: 'vectors', size: 16, dim: 4 },
  models: [
    writeOnnx({
      constants: { matrix: floats([16, 4]) },
      nodes: [{ op: 'Gather', inputs: ['matrix', 'tokens'], output: 'vectors' }],
    }),
    writeOnnx({
      constants: { matrix: { dims: [16, 4], type: 10, values: new Uint8Array(128).fill(0x3c) } },
      nodes: [
        { op: 'Cast', inputs: ['matrix'], output: 'wide', int: { to: 1 } },
        { op: 'Gather', inputs: ['wide', 'tokens'], output: 'vectors', int: { axis: 0 } },
      ],
    }),
  ],
};

export const programs = Object.values(examples).map((example) => writeOnnx(modelOf(example)));

/** A transformer of one layer and one head, over 4 tokens of 8 codes. */
export const step = {
  codebookSize: 8,
  manifest: {
    startToken: 8,
    conditions: [{ name: 'kind', values: ['one'], any: 1 }],
    inputs: { token: 'token', position: 'position', condition: 'condition', pastKey: 'keys', pastValue: 'values' },
    outputs: { logits: 'logits', key: 'key', value: 'value' },
    layers: 1,
    heads: 1,
    headDim: 8,
    context: 4,
  } as Partial<AutoregressiveManifest> as AutoregressiveManifest,
  model: writeOnnx({
    inputs: {
      token: { dims: [1], type: 'integer' },
      position: { dims: [1], type: 'integer' },
      condition: { dims: [1], type: 'integer' },
      keys: { dims: [1, 1, 4, 8], type: 'float' },
      values: { dims: [1, 1, 4, 8], type: 'float' },
    },
    constants: {
      codes: floats([9, 8], 1),
      places: floats([4, 8], 2),
      kinds: floats([2, 8], 3),
      scale: floats([8], 4),
      wq: floats([8, 8], 5),
      wk: floats([8, 8], 6),
      wv: floats([8, 8], 7),
      bias: floats([8], 8),
      head: floats([8, 8], 9),
      row: integers(1, 1, 1, 8),
      flat: integers(1, 8),
    },
    nodes: [
      { op: 'Gather', inputs: ['codes', 'token'], output: 'code' },
      { op: 'Gather', inputs: ['places', 'position'], output: 'place' },
      { op: 'Gather', inputs: ['kinds', 'condition'], output: 'kind' },
      { op: 'Add', inputs: ['code', 'place'], output: 'placed' },
      { op: 'Add', inputs: ['placed', 'kind'], output: 'x' },
      { op: 'LayerNormalization', inputs: ['x', 'scale'], output: 'n', int: { axis: -1 }, float: { epsilon: 1e-5 } },
      { op: 'MatMul', inputs: ['n', 'wq'], output: 'q' },
      { op: 'MatMul', inputs: ['n', 'wk'], output: 'k' },
      { op: 'MatMul', inputs: ['n', 'wv'], output: 'v' },
      { op: 'Reshape', inputs: ['q', 'row'], output: 'query' },
      { op: 'Reshape', inputs: ['k', 'row'], output: 'key' },
      { op: 'Reshape', inputs: ['v', 'row'], output: 'value' },
      { op: 'Transpose', inputs: ['keys'], output: 'turned', ints: { perm: [0, 1, 3, 2] } },
      { op: 'MatMul', inputs: ['query', 'turned'], output: 'scores' },
      { op: 'Softmax', inputs: ['scores'], output: 'shares', int: { axis: -1 } },
      { op: 'MatMul', inputs: ['shares', 'values'], output: 'mixed' },
      { op: 'Reshape', inputs: ['mixed', 'flat'], output: 'heard' },
      { op: 'Add', inputs: ['x', 'heard'], output: 'sum' },
      { op: 'Relu', inputs: ['sum'], output: 'hidden' },
      { op: 'Gemm', inputs: ['hidden', 'head', 'bias'], output: 'logits', int: { transB: 1 } },
    ],
    outputs: ['logits', 'key', 'value'],
  }),
};

const packs = new URL('../../models/packs/', import.meta.url);

/** The shipped PixelCNN's graph with 8 channels, 8 codes and short names. */
export const pixelCnn = (() => {
  const pack = new URL('photo-vqgan-f8/', packs);
  const { priors } = JSON.parse(readFileSync(new URL('manifest.json', pack), 'utf8'));
  const shipped = priors.find(({ type }: { type: string }) => type === 'pixelcnn') as PixelCnnManifest;
  const graph = readOnnxGraph(readFileSync(new URL(shipped.file, pack)));
  const sides: Record<number, number> = { 192: 8, 384: 16, 768: 32, 4096: 8, 4097: 9, 20: 3, 11: 3 };
  const short = (side: number) => sides[side] ?? side;
  const names = new Map(['tokens', 'condition', 'logits', ''].map((name) => [name, name]));
  const named = (name: string) => {
    const known = names.get(name) ?? `v${names.size}`;
    names.set(name, known);
    return known;
  };
  const constants: Record<string, TestConstant> = {};
  /** By their numbers: the exporter writes the same ones many times over. */
  const kept = new Map<string, string>();
  const keep = (name: string, dims: readonly number[], values: Float32Array | Int32Array) => {
    if (values instanceof Float32Array) {
      constants[named(name)] = floats(dims.map(short));
      return;
    }
    const key = `${dims}: ${values}`;
    const same = kept.get(key);
    if (same) names.set(name, same);
    else {
      kept.set(key, named(name));
      constants[named(name)] = { ...integers(...Array.from(values, short)), dims };
    }
  };
  for (const [name, { dims, values }] of [...graph.constants, ...graph.integers]) keep(name, dims, values);
  const nodes: TestNode[] = [];
  for (const node of graph.nodes) {
    const [output, ...others] = node.outputs.map(named) as [string, ...string[]];
    const told = node.attributes.get('value')?.tensor;
    if (node.op === 'Constant' && told) keep(node.outputs[0]!, told.dims, told.values);
    else nodes.push({ op: node.op, inputs: node.inputs.map(named), output, others, ...attributesOf(node) });
  }
  const conditions = shipped.conditions.map((condition) => ({ ...condition, values: ['one', 'two'], any: 2 }));
  return {
    manifest: { ...shipped, maskToken: 8, conditions },
    model: writeOnnx({
      inputs: { tokens: { dims: [shipped.rows, 16], type: 'integer' }, condition: { dims: [2], type: 'integer' } },
      constants,
      nodes,
      outputs: ['logits'],
    }),
  };
})();

function attributesOf({ attributes }: OnnxNode): Pick<TestNode, 'int' | 'ints' | 'text' | 'float'> {
  const int: Record<string, number> = {};
  const ints: Record<string, readonly number[]> = {};
  const float: Record<string, number> = {};
  const text: Record<string, string> = {};
  for (const [name, attribute] of attributes) {
    if (attribute.text) text[name] = attribute.text;
    else if (attribute.ints.length > 0) ints[name] = attribute.ints;
    else if (attribute.float) float[name] = attribute.float;
    else int[name] = attribute.int;
  }
  return { int, ints, float, text };
}
