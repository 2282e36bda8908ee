import { expect, it } from 'vitest';
import { parsePercent } from './parse-percent.ts';

it('reads what people type', () => {
  expect(parsePercent('150')).toBe(150);
  expect(parsePercent(' 150 % ')).toBe(150);
  expect(parsePercent('12,5%')).toBe(12.5);
});

it('takes nothing else', () => {
  for (const text of ['', '%', 'big', '-20', '0', 'Infinity']) expect(parsePercent(text)).toBeNull();
});
