// What others wrote and what a browser kept is read, or refused with a sentence: a sample of `npm run fuzz`.
import { expect, test } from 'vitest';
import { fuzz, readers } from './fuzz.ts';

test.each(Object.entries(readers))('%s', { timeout: 60_000 }, async (_, reader) => {
  const { failures } = await fuzz(reader, 2000);
  expect(failures.slice(0, 3)).toEqual([]);
});
