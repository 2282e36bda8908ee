// Each operator as ONNX Runtime computes it, and what a program is for: runs that disturb nothing and take no memory.
import * as ort from 'onnxruntime-web/wasm';
import { describe, expect, test } from 'vitest';
import { writeOnnx } from '../../graph/test-models.ts';
import { type Example, examples, floats, integers, modelOf, node, numbers } from './program.cases.ts';
import { Program } from './program.ts';

ort.env.wasm.numThreads = 1;

/** The program's result, with everything that it is told somewhere else in each run. */
function runProgram(program: Program, { told, tokens = {} }: Example): Float32Array {
  const values = [
    ...Object.entries(told).map(([name, dims], i) => [name, numbers(dims, i + 1)] as const),
    ...Object.entries(tokens).map(([name, list]) => [name, Int32Array.from(list)] as const),
  ];
  for (const [name, list] of values) {
    const given = program.given(name)!;
    program.put(given, program.heap.take(list.length));
    (list instanceof Float32Array ? program.heap.floats : program.heap.integers).set(list, given.at);
  }
  program.run();
  const { at, size } = program.output('y')!;
  return program.heap.floats.slice(at, at + size);
}

describe('a program computes what ONNX Runtime computes', () => {
  test.each(Object.entries(examples))('%s', async (_, example) => {
    const bytes = writeOnnx(modelOf(example));
    const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
    const feeds = Object.fromEntries([
      ...Object.entries(example.told).map(([name, dims], i) => [
        name,
        new ort.Tensor('float32', numbers(dims, i + 1), dims),
      ]),
      ...Object.entries(example.tokens ?? {}).map(([name, list]) => [
        name,
        new ort.Tensor('int32', Int32Array.from(list), [list.length]),
      ]),
    ]);
    const expected = (await session.run(feeds)).y!;
    const program = Program.create(bytes)!;
    expect(program.output('y')!.dims).toEqual(expected.dims);
    for (let run = 0; run < 2; run++) {
      const result = runProgram(program, example);
      const largest = result.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - (expected.data as Float32Array)[i]!)),
        0,
      );
      expect(largest).toBeLessThan(2e-6);
    }
    await session.release();
  });
});

test.each<[string, Example]>([
  ['another operator', { told: { a: [4] }, nodes: [node('Gelu', ['a'])] }],
  ['a side that a run decides', { told: { a: [0, 4] }, nodes: [node('Relu', ['a'])] }],
  ['sums along another axis', { told: { a: [4, 4] }, nodes: [node('Softmax', ['a'], { int: { axis: 0 } })] }],
  [
    'a product of numbers that fill no register',
    { told: { a: [1, 6] }, constants: { w: floats([6, 8]) }, nodes: [node('MatMul', ['a', 'w'])] },
  ],
  ['an operator of an object’s', { told: { a: [4] }, nodes: [node('constructor', ['a'])] }],
  ['a sum of nothing', { told: { a: [4] }, nodes: [node('Add', ['a', ''])] }],
  ['an axis that is none', { told: { a: [4, 4] }, nodes: [node('Flatten', ['a'], { int: { axis: 7 } })] }],
  [
    'a row that a table does not have',
    { told: { a: [4, 8] }, constants: { rows: integers(1, 4) }, nodes: [node('Gather', ['a', 'rows'])] },
  ],
  [
    'what is far larger than its file',
    { told: { a: [4] }, constants: { sides: integers(2 ** 20, 2 ** 20) }, nodes: [node('ConstantOfShape', ['sides'])] },
  ],
  [
    'a list of tables that do not fit each other',
    { told: { a: [4, 2], b: [3, 3] }, nodes: [node('Concat', ['a', 'b'], { int: { axis: 0 } })] },
  ],
])('%s is left to ONNX Runtime', (_, example) => {
  expect(Program.create(writeOnnx(modelOf(example)))).toBe(null);
});

test('runs take no memory', () => {
  const example = examples['MatMul with what was turned']!;
  const program = Program.create(writeOnnx(modelOf(example)))!;
  runProgram(program, example);
  const { buffer } = program.heap.memory;
  const next = program.heap.take(0);
  for (let run = 0; run < 100; run++) program.run();
  expect(program.heap.memory.buffer).toBe(buffer);
  // One place further than the last one: nothing was taken in between.
  expect(program.heap.take(0)).toBe(next + 16);
});
