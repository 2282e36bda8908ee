import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readOnnxGraph } from './graph/onnx-graph.ts';
import { type TestNode, writeOnnx } from './graph/test-models.ts';
import type { PackLevel } from './packs/manifest.ts';
import { gathered } from './read-codebook.ts';

const packs = new URL('../../models/packs/', import.meta.url);
const codebooks = readdirSync(packs).flatMap((pack) => {
  const { levels } = JSON.parse(readFileSync(new URL(`${pack}/manifest.json`, packs), 'utf8')) as {
    levels: Partial<PackLevel>[];
  };
  return levels.flatMap(({ codebook }) => (codebook ? [{ pack, codebook }] : []));
});

test.each(codebooks)('$pack, $codebook.file: read without ONNX Runtime', ({ pack, codebook }) => {
  const graph = readOnnxGraph(readFileSync(new URL(`${pack}/${codebook.file}`, packs)));
  expect(gathered(graph, codebook)).toHaveLength(codebook.size * codebook.dim);
});

describe('another graph is left to ONNX Runtime', () => {
  const entry = { input: 'tokens', output: 'vectors' } as PackLevel['codebook'];
  const numbers = { dims: [2, 2], values: Float32Array.of(1, 2, 3, 4) };
  const read = (...nodes: TestNode[]) => gathered(readOnnxGraph(writeOnnx({ nodes, constants: { numbers } })), entry);
  const gather: TestNode = { op: 'Gather', inputs: ['numbers', 'tokens'], output: 'vectors' };

  test('but not this one', () => {
    expect(read(gather)).toEqual(numbers.values);
    expect(
      read({ op: 'Cast', inputs: ['numbers'], output: 'cast' }, { ...gather, inputs: ['cast', 'tokens'] }),
    ).toEqual(numbers.values);
  });

  test.each<[string, TestNode[]]>([
    ['columns instead of rows', [{ ...gather, int: { axis: 1 } }]],
    [
      'numbers that are computed',
      [
        { op: 'Neg', inputs: ['numbers'], output: 'm' },
        { ...gather, inputs: ['m', 'tokens'] },
      ],
    ],
    [
      'codes that are computed',
      [
        { op: 'Neg', inputs: ['tokens'], output: 't' },
        { ...gather, inputs: ['numbers', 't'] },
      ],
    ],
    [
      'vectors that are changed',
      [
        { ...gather, output: 'v' },
        { op: 'Neg', inputs: ['v'], output: 'vectors' },
      ],
    ],
  ])('%s', (_, nodes) => {
    expect(read(...nodes)).toBe(null);
  });
});
