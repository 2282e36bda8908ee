import { expect, test } from 'vitest';
import { type ConditionChoice, told } from './condition.ts';
import { defaultGuidance, guidanceAfter, usualGuidance } from './usual-guidance.ts';

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
  const [kind, name] = [
    [1, 2, 3],
    [2, 2, 0],
  ];
  expect(usualGuidance(choices, kind!)).toBe(defaultGuidance);
  expect(usualGuidance(choices, name!)).toBeLessThan(defaultGuidance);
  expect(guidanceAfter(choices, defaultGuidance, kind!, name!)).toBe(usualGuidance(choices, name!));
  expect(guidanceAfter(choices, usualGuidance(choices, name!), name!, kind!)).toBe(defaultGuidance);
  expect(guidanceAfter(choices, 4.5, kind!, name!)).toBe(4.5);
});
