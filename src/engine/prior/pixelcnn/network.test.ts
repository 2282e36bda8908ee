// Reading a PixelCNN out of the graph that the recipe exports, and telling it from graphs that compute something else.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type OnnxGraph, type OnnxNode, readOnnxGraph } from '../../graph/onnx-graph.ts';
import { UnsupportedGraph } from '../../graph/unsupported.ts';
import type { PixelCnnManifest } from '../prior-manifest.ts';
import { readNetwork } from './network.ts';

const pack = new URL('../../../../models/packs/photo-vqgan-f8/', import.meta.url);
const { priors } = JSON.parse(readFileSync(new URL('manifest.json', pack), 'utf8'));
const manifest = priors.find(({ type }: { type: string }) => type === 'pixelcnn') as PixelCnnManifest;
const graph = readOnnxGraph(readFileSync(new URL(manifest.file, pack)));

test('the shipped graph is known: sizes, and a table for each condition', () => {
  const { dim, layers, logits, entries } = readNetwork(graph, manifest);
  expect([dim, layers.length, logits.outputs, entries.dims[0]]).toEqual([192, 5, 4096, 4097]);
  for (const { vertical, across, horizontal, output, told } of layers) {
    const sizes = [vertical, across, horizontal, output].map(({ outputs, inputs, cells }) => [outputs, inputs, cells]);
    expect(sizes).toEqual([
      [384, 192, 6],
      [384, 384, 1],
      [384, 192, 4],
      [192, 192, 1],
    ]);
    expect(told.map(({ dims }) => dims)).toEqual([
      [20, 768],
      [11, 768],
    ]);
  }
  expect(layers[0]!.vertical.weights).not.toEqual(layers[1]!.vertical.weights);
});

/** The graph with some of its nodes changed. */
const changed = (change: (node: OnnxNode) => OnnxNode): OnnxGraph => ({ ...graph, nodes: graph.nodes.map(change) });

const anotherOp = (from: string, to: string) => changed((node) => (node.op === from ? { ...node, op: to } : node));

const swapped = (op: string, output: string) =>
  changed((node) =>
    node.op === op && node.outputs[0] === output ? { ...node, inputs: node.inputs.toReversed() } : node,
  );

const maker = (op: string, reads: RegExp) =>
  graph.nodes.find((node) => node.op === op && node.inputs.some((input) => reads.test(input)))!;

test.each<[string, OnnxGraph]>([
  ['another activation', anotherOp('Tanh', 'Relu')],
  ['another norm', anotherOp('LayerNormalization', 'RMSNormalization')],
  ['another sum', swapped('Add', maker('Add', /output_2\/Conv/).outputs[0]!)],
  [
    'gates whose halves are changed over',
    changed((node) =>
      node.op === 'Tanh' ? { ...node, op: 'Sigmoid' } : node.op === 'Sigmoid' ? { ...node, op: 'Tanh' } : node,
    ),
  ],
  [
    'a layer that hears of another one',
    changed((node) =>
      node === maker('Conv', /layers\.3\.across/)
        ? { ...node, inputs: [maker('Conv', /layers\.2\.across/).inputs[0]!, ...node.inputs.slice(1)] }
        : node,
    ),
  ],
  [
    'a padding of other cells',
    changed((node) =>
      node.op === 'Pad'
        ? { ...node, attributes: new Map(), inputs: [node.inputs[0]!, maker('Pad', /Add_31/).inputs[1]!] }
        : node,
    ),
  ],
])('%s is left to ONNX Runtime', (_, other) => {
  expect(() => readNetwork(other, manifest)).toThrow(UnsupportedGraph);
});

test('a graph of fewer rows than its layers read is left to ONNX Runtime', () => {
  const rows = manifest.rows - 1;
  const inputs = graph.inputs.map((input) => (input.name === 'tokens' ? { ...input, dims: [rows, 16] } : input));
  expect(() => readNetwork({ ...graph, inputs }, { ...manifest, rows })).toThrow('fewer rows');
});
