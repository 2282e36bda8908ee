// The benchmark's judgement on a real device: what is wrong, refused or too slow is told apart, and never timed.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GpuMeter } from '../../bench/measure/gpu-meter.ts';
import type { Contender, OpenContender } from '../../bench/measure/nearest-code/contender.ts';
import { measureNearestCode, Pace } from '../../bench/measure/nearest-code/measure.ts';
import { oursAsChosen } from '../../bench/measure/nearest-code/ours.ts';
import type { Problem } from '../../bench/measure/nearest-code/problem.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { openGpu } from './adapter.ts';

const shape = { rows: 100, size: 64, dim: 8 };

let gpu: Gpu;
let meter: GpuMeter;
beforeAll(async () => {
  gpu = await openGpu();
  meter = new GpuMeter(gpu.device);
});
afterAll(() => gpu?.destroy());

function measure(contenders: readonly Contender[], pace = new Pace()) {
  return measureNearestCode(shape, contenders, {
    device: gpu.device,
    meter,
    patience: { budgetMs: 200, signal: new AbortController().signal },
    pace,
    onActivity: () => undefined,
  });
}

/** Ours under another name, spoilt in one way. */
function spoilt(name: string, spoil: (open: OpenContender, problem: Problem) => Partial<OpenContender>): Contender {
  const honest = oursAsChosen(gpu);
  return {
    ...honest,
    name,
    open: async (problem) => {
      const open = await honest.open(problem);
      return { ...open, ...spoil(open, problem) };
    },
  };
}

test('right codes are timed, by the GPU’s clock where there is one, and what they take is counted', async () => {
  const [row] = await measure([oursAsChosen(gpu)]);
  if (row?.outcome.type !== 'measured') throw new Error(JSON.stringify(row));
  const { wall, gpu: onGpu } = row.outcome.timing;
  expect(wall.median).toBeGreaterThan(0);
  expect(onGpu !== null).toBe(meter.timesPasses);
  if (onGpu) expect(onGpu.median).toBeLessThanOrEqual(wall.median);
  const codebookBytes = 4 * shape.size * shape.dim;
  expect(row.workingBytes).toBeGreaterThan(codebookBytes);
  expect(row.workingBytes).toBeLessThan(4 * shape.rows * shape.size);
});

test('wrong, failing, refused and unfit contenders are not timed, and harm nobody beside them', async () => {
  let calls = 0;
  const count = () => {
    calls++;
  };
  const liar = spoilt('liar', (open) => ({
    call: count,
    tokens: async () => (await open.tokens()).map((token) => (token + 1) % shape.size),
  }));
  const thrower = spoilt('thrower', () => ({
    call: count,
    tokens: () => Promise.reject(new Error('no such operator')),
  }));
  const refused = spoilt('refused', (open) => ({
    call: count,
    tokens: () => {
      gpu.device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE }).destroy();
      return open.tokens();
    },
  }));
  const unfit: Contender = { ...oursAsChosen(gpu), name: 'unfit', unfit: () => 'too large' };
  const rows = await measure([liar, thrower, unfit, oursAsChosen(gpu)]);
  expect(rows.map(({ outcome }) => outcome.type)).toEqual(['wrong', 'failed', 'unfit', 'measured']);
  expect(rows[0]!.outcome).toMatchObject({ why: expect.stringContaining('Row 0') });
  expect(rows[1]!.outcome).toMatchObject({ why: 'no such operator' });
  expect(calls).toBe(0);
  const [late] = await measure([refused]);
  expect(late!.outcome.type).toBe('failed');
});

test('what an earlier shape showed to be too slow is not begun', async () => {
  const pace = new Pace();
  const contender = oursAsChosen(gpu);
  pace.note(contender.name, { ...shape, rows: 1 }, 100);
  let opened = false;
  const watched: Contender = {
    ...contender,
    open: (problem) => {
      opened = true;
      return contender.open(problem);
    },
  };
  const [row] = await measure([watched], pace);
  expect(row!.outcome).toMatchObject({ type: 'not-run', why: expect.stringContaining('10 s') });
  expect(opened).toBe(false);
});
