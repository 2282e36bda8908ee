import { expect, test } from 'vitest';
import { keptUnlessItFails } from './kept.ts';

test('is made once, whoever asks and however often', async () => {
  let made = 0;
  const value = keptUnlessItFails(async () => ++made);
  expect(made).toBe(0);
  expect(await Promise.all([value(), value()])).toEqual([1, 1]);
  expect(await value()).toBe(1);
});

test('a failure reaches all who wait for it; the next one to ask tries again', async () => {
  let attempts = 0;
  const value = keptUnlessItFails(async () => {
    if (++attempts === 1) throw new Error('no network');
    return 'there';
  });
  const first = [value(), value()];
  for (const attempt of first) await expect(attempt).rejects.toThrow('no network');
  expect(await value()).toBe('there');
  expect(attempts).toBe(2);
});
