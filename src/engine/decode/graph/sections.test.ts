import { describe, expect, test } from 'vitest';
import { readOnnxGraph } from '../../graph/onnx-graph.ts';
import { writeOnnx } from '../../graph/test-models.ts';
import { ModelBuilder, residualModel, shippedDecoder, wideModel } from '../test-decoders.ts';
import { readSections } from './sections.ts';

const sectionsOf = (model: ModelBuilder) => readSections(writeOnnx(model));

describe('readSections', () => {
  test.each(['photo-vqvae-f8', 'photo-vqgan-f8'])('%s: a section for each map whose neighbours are read', (pack) => {
    const sections = readSections(shippedDecoder(pack).model)!;
    expect(sections.map(({ reach }) => reach)).toEqual([0, 1, 1, 1, 1, 1, 1, 1]);
    expect(sections.map(({ shuffle }) => shuffle.block)).toEqual([1, 1, 2, 1, 2, 1, 1, 2]);
    expect(sections.map(({ convolutions }) => convolutions.map(({ kernel }) => kernel))).toEqual([
      [1],
      [3, 1, 1, 1],
      [3, 1, 1, 1, 1],
      [3, 1],
      [3, 1, 1],
      [3, 1],
      [3, 1],
      [3],
    ]);
    expect(sections[1]!.convolutions.map(({ source, residual, relu }) => [source, residual, relu])).toEqual([
      ['input', null, true],
      [0, 'input', false],
      [1, null, true],
      [2, 1, false],
    ]);
  });

  test('the first section may read the neighbours of its codes', () => {
    const sections = sectionsOf(wideModel())!;
    expect(sections.map(({ reach }) => reach)).toEqual([2, 1]);
    expect(sections[0]!.convolutions[0]).toMatchObject({ kernel: 5, inputs: 4 });
  });

  const others: Record<string, (model: ModelBuilder) => void> = {
    'a norm over space': (model) => model.node('GroupNormalization', [model.conv('zQ', 4, 3, 1)]),
    attention: (model) => model.node('MatMul', [model.conv('zQ', 4, 4, 1), 'zQ']),
    'a ReLU with nothing before it': (model) => model.conv(model.node('Relu', ['zQ']), 4, 3, 3),
    'another activation': (model) => model.conv(model.node('Sigmoid', [model.conv('zQ', 4, 4, 3)]), 4, 3, 1),
    'a residual after the ReLU': (model) => {
      const value = model.conv('zQ', 4, 4, 1);
      model.conv(model.node('Add', [value, model.node('Relu', [model.conv(value, 4, 4, 3)])]), 4, 3, 1);
    },
    'a connection over more than one section': (model) => {
      const value = model.conv('zQ', 4, 3, 1);
      const deep = model.conv(model.conv(value, 3, 3, 3), 3, 3, 3);
      model.node('Add', [value, model.conv(deep, 3, 3, 1)]);
    },
    'channels that do not fit': (model) => model.conv(model.conv('zQ', 4, 5, 1), 6, 3, 1),
  };

  test.each(Object.entries(others))('%s is left to ONNX Runtime', (_, build) => {
    const model = new ModelBuilder();
    build(model);
    expect(sectionsOf(model)).toBe(null);
  });

  test.each([
    ['stride', { ints: { strides: [2, 2] } }],
    ['dilation', { ints: { dilations: [2, 2] } }],
    ['other padding', { ints: { pads: [0, 0, 0, 0] } }],
    ['no padding given', { ints: { pads: [] } }],
    ['groups', { int: { group: 2 } }],
    ['padding by name', { text: { auto_pad: 'SAME_UPPER' } }],
  ])('a convolution with %s is left to ONNX Runtime', (_, change) => {
    const { nodes, constants } = residualModel();
    const changed = nodes.map((node) =>
      node.op === 'Conv' && constants[node.inputs[1]!]!.dims[2] === 3
        ? { ...node, ...change, ints: { ...node.ints, ...('ints' in change ? change.ints : {}) } }
        : node,
    );
    expect(readSections(writeOnnx({ nodes, constants }))).not.toBe(null);
    expect(readSections(writeOnnx({ nodes: changed, constants }))).toBe(null);
  });

  test('weights of another length than their shape are an error', () => {
    const { nodes, constants } = residualModel();
    const [name, weight] = Object.entries(constants)[0]!;
    for (const length of [0, 1, weight.values.length - 1]) {
      const cut = { ...constants, [name]: { ...weight, values: weight.values.slice(0, length) } };
      expect(() => readSections(writeOnnx({ nodes, constants: cut }))).toThrow(`${length} numbers where`);
    }
  });

  test('what is no ONNX file is an error', () => {
    expect(() => readSections(new Uint8Array([0, 1, 2, 3]))).toThrow();
    expect(() => readSections(new Uint8Array())).toThrow('no ONNX graph');
  });
});

test('halves become numbers, subnormal ones too', () => {
  const halves = Uint16Array.of(0x0000, 0x8000, 0x3c00, 0xc000, 0x3555, 0x0001, 0x03ff, 0x7bff, 0x7c00, 0x7e00);
  const { nodes, constants } = residualModel();
  const file = writeOnnx({
    nodes,
    constants: { ...constants, halves: { dims: [10], type: 10, values: new Uint8Array(halves.buffer) } },
  });
  expect([...readOnnxGraph(file).constants.get('halves')!.values]).toEqual([
    0,
    -0,
    1,
    -2,
    0.333251953125,
    2 ** -24,
    1023 * 2 ** -24,
    65_504,
    Number.POSITIVE_INFINITY,
    Number.NaN,
  ]);
});
