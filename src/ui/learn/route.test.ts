import { expect, test } from 'vitest';
import { parseRoute, stepHref } from './route.ts';

const at = (hash: string, search = '') => parseRoute({ hash, search });

test('steps by number, by name and by query; the fragment goes before the query', () => {
  expect(at('#3')).toEqual({ page: 'step', index: 2 });
  expect(at('#nearest-code')).toEqual({ page: 'step', index: 2 });
  expect(at('', '?step=nearest-code')).toEqual({ page: 'step', index: 2 });
  expect(at('#text-to-image', '?step=codebook')).toEqual({ page: 'step', index: 9 });
  expect(at(stepHref(4))).toEqual({ page: 'step', index: 4 });
});

test('what names no step is the nearest that there is', () => {
  for (const hash of ['', '#', '#nowhere', '#0', '#%E0%A4%A']) expect(at(hash)).toEqual({ page: 'step', index: 0 });
  expect(at('#99')).toEqual({ page: 'step', index: 9 });
});

test('the glossary, and one of its words', () => {
  expect(at('#glossary')).toEqual({ page: 'glossary', word: null });
  expect(at('#glossary-stop-gradient')).toEqual({ page: 'glossary', word: 'stop-gradient' });
});
