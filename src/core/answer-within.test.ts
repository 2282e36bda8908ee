import { expect, test, vi } from 'vitest';
import { answerWithin, helper, NoAnswerError } from './answer-within.ts';

test('what answers in time is passed on', async () => {
  expect(await answerWithin(1000, () => 7)).toBe(7);
  expect(await answerWithin(1000, async () => 8)).toBe(8);
});

test('a refusal rejects, whether it is thrown at once or comes later', async () => {
  const refusal = new Error('refused');
  const throws = () => {
    throw refusal;
  };
  await expect(answerWithin(1000, throws)).rejects.toBe(refusal);
  await expect(answerWithin(1000, () => Promise.reject(refusal))).rejects.toBe(refusal);
});

test('silence ends', async () => {
  await expect(answerWithin(5, () => new Promise(() => undefined))).rejects.toBeInstanceOf(NoAnswerError);
});

test('a helper that refuses is asked again, one that was silent is not', async () => {
  const ask = helper(5);
  expect(await ask(() => Promise.reject(new Error('refused')))).toBeUndefined();
  expect(await ask(async () => 7)).toBe(7);
  expect(await ask(() => new Promise(() => undefined))).toBeUndefined();
  const again = vi.fn(() => 8);
  expect(await ask(again)).toBeUndefined();
  expect(again).not.toHaveBeenCalled();
});
