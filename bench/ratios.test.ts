import { describe, expect, test } from 'vitest';
import type { LimitRow, NearestCodeRow, Timing } from './measure/protocol.ts';
import { chosen, limitShare, naive, nearestCodeRatios, timesAsLong } from './ratios.mjs';
import { spreadOf } from './statistics.mjs';

const timing = (wall: number, gpu: number | null): Timing => ({
  wall: spreadOf([wall]),
  gpu: gpu === null ? null : spreadOf([gpu]),
});

const shape = { rows: 1000, size: 1000, dim: 10 };

function row(contender: string, of: Timing | null, ours = contender.startsWith('Tessera')): NearestCodeRow {
  const outcome = of ? ({ type: 'measured', timing: of } as const) : ({ type: 'unfit', why: 'too large' } as const);
  return { kind: 'nearest-code', shape, contender, ours, detail: null, outcome, workingBytes: null, nearTies: null };
}

/** 10 ms for these multiply-adds would be all of it. */
const limit = (of: Timing): LimitRow => ({
  kind: 'limit',
  name: 'fused multiply-add',
  unit: 'multiply-adds/s',
  perSecond: 1e9,
  detail: '',
  timing: of,
});

describe('timesAsLong', () => {
  test('compares GPU time with GPU time, and wall time where one side has no other', () => {
    expect(timesAsLong(timing(30, 20), timing(20, 5))).toBe(4);
    expect(timesAsLong(timing(30, null), timing(20, 5))).toBe(1.5);
  });
});

describe('limitShare', () => {
  test('is what a contender reaches of the limit, by the clock of the limit', () => {
    expect(limitShare(row(chosen, timing(40, 20)), [limit(timing(2, 1))])).toBeCloseTo(0.5);
    expect(limitShare(row(chosen, timing(40, null)), [limit(timing(2, null))])).toBeCloseTo(0.25);
  });

  test('there is none for what does not run on the GPU, and none without a limit', () => {
    expect(limitShare(row('ONNX Runtime, WebAssembly', timing(40, null)), [limit(timing(2, 1))])).toBeNull();
    expect(limitShare(row(chosen, timing(40, 20)), [])).toBeNull();
    expect(limitShare(row(chosen, null), [limit(timing(2, 1))])).toBeNull();
  });
});

describe('nearestCodeRatios', () => {
  test('peers and the naive kernel over the chosen one; no other variant, nothing that was not measured', () => {
    const rows = [
      row(chosen, timing(10, 10)),
      row('Tessera, tiled', timing(99, 99)),
      row(naive, timing(50, 50)),
      row('ONNX Runtime, WebGPU', timing(200, 200)),
      row('TensorFlow.js, WebGPU', null),
    ];
    expect(nearestCodeRatios(rows).map(({ name, value }) => [name.split(': ')[1], value])).toEqual([
      [`${naive} over ${chosen}`, 5],
      [`ONNX Runtime, WebGPU over ${chosen}`, 20],
    ]);
  });

  test('a shape at which the chosen one was not measured has no ratios', () => {
    expect(nearestCodeRatios([row(chosen, null), row(naive, timing(50, 50))])).toEqual([]);
  });
});
