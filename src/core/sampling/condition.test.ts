import { expect, test } from 'vitest';
import { type ConditionChoice, told } from './condition.ts';
import { defaultGuidance, retold } from './usual-guidance.ts';

const choices: readonly ConditionChoice[] = [
  { name: 'class', values: ['food', 'roses'], any: 2 },
  { name: 'style', values: ['photo', 'Noto'], any: 2 },
  { name: 'emoji', values: ['pizza', 'pear', 'rose'], any: 3, refines: 'class' },
];

test('a name takes the place of a class, and a class that of a name; the style stays', () => {
  expect(told(choices, [1, 1, 3], 2, 0)).toEqual([2, 1, 0]);
  expect(told(choices, [2, 1, 0], 0, 1)).toEqual([1, 1, 3]);
  expect(told(choices, [1, 2, 3], 1, 0)).toEqual([1, 0, 3]);
});

test('"any" takes the place of nothing', () => {
  expect(told(choices, [1, 1, 3], 2, 3)).toEqual([1, 1, 3]);
  expect(told(choices, [2, 1, 0], 0, 2)).toEqual([2, 1, 0]);
});

test('what was never told of is any', () => {
  expect(told(choices, [1], 1, 0)).toEqual([1, 0, 3]);
});

test('guidance follows what is told, until somebody chooses their own', () => {
  const begun = { condition: [1, 2, 3], guidance: defaultGuidance };
  const named = retold(choices, begun, 2, 0);
  expect(named.condition).toEqual([2, 2, 0]);
  expect(named.guidance).toBeLessThan(defaultGuidance);
  expect(retold(choices, named, 0, 1)).toEqual(begun);
  expect(retold(choices, { ...begun, guidance: 4.5 }, 2, 0)).toEqual({ ...named, guidance: 4.5 });
});
