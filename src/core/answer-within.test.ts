import { expect, test } from 'vitest';
import { answerWithin, NoAnswerError } from './answer-within.ts';

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
