import { describe, expect, test } from 'vitest';
import { EngineError } from '../engine-error.ts';
import { readOnnxGraph } from './onnx-graph.ts';
import { type TestConstant, type TestNode, writeOnnx } from './test-models.ts';

const sum: TestNode = { op: 'Add', inputs: ['w', 'w'], output: 'y' };

const modelOf = (w: TestConstant, nodes: readonly TestNode[] = [sum]) => writeOnnx({ nodes, constants: { w } });

const sound = modelOf({ dims: [2], values: Float32Array.of(1, 2) });

/** What is told of a file that cannot be read. */
function problemOf(model: Uint8Array): string {
  try {
    readOnnxGraph(model);
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'pack-invalid' && error.advice) return error.message;
    throw error;
  }
  throw new Error('The file was read.');
}

test('a sound file is read', () => {
  expect(readOnnxGraph(sound).constants.get('w')).toEqual({ dims: [2], values: Float32Array.of(1, 2) });
});

describe('a damaged file is told as such, never as a lack of memory', () => {
  test.each<[string, number, number]>([
    ['float32', 1, 7],
    ['float16', 10, 3],
    ['int64', 7, 9],
    ['int32', 6, 5],
  ])('%s numbers that end within one', (_, type, bytes) => {
    expect(problemOf(modelOf({ dims: [2], type, values: new Uint8Array(bytes) }))).toContain('cut short');
  });

  test('fewer or more numbers than the shape has', () => {
    for (const dims of [[3], [1], [], [0], [2, 2], [2 ** 40]]) {
      expect(problemOf(modelOf({ dims, values: Float32Array.of(1, 2) }))).toContain('2 numbers where');
    }
  });

  test('a file that is cut anywhere', () => {
    for (let length = 0; length < sound.length; length++) {
      // The operator set stands behind the graph: without it, the file is whole for a reader of graphs.
      if (length < sound.length - 4) expect(problemOf(sound.subarray(0, length)), `${length}`).toContain('damaged');
    }
  });

  test('values that are made twice, or read before they are made', () => {
    const w = { dims: [2], values: Float32Array.of(1, 2) };
    const next: TestNode = { op: 'Relu', inputs: ['y'], output: 'z' };
    expect(problemOf(modelOf(w, [sum, sum]))).toContain('two parts');
    expect(problemOf(modelOf(w, [next, sum]))).toContain('before it is made');
    expect(problemOf(modelOf(w, [{ ...next, output: 'y' }]))).toContain('before it is made');
  });
});
