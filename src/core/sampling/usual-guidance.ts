import type { ConditionChoice } from './condition.ts';

/** Of 1, 3 and 6 the guidance at which samples of the shipped priors, taken together, had their class seen most often. */
export const defaultGuidance = 6;

/** A name says so much that more than this makes posters of its pictures. */
const namedGuidance = 3;

/** The guidance to begin with for what a prior is told. */
export function usualGuidance(choices: readonly ConditionChoice[], condition: readonly number[]): number {
  const named = choices.some(({ refines, any }, i) => refines !== undefined && (condition[i] ?? any) !== any);
  return named ? namedGuidance : defaultGuidance;
}

/** What it becomes when something else is told: the usual one, unless somebody chose another. */
export function guidanceAfter(
  choices: readonly ConditionChoice[],
  guidance: number,
  before: readonly number[],
  after: readonly number[],
): number {
  return guidance === usualGuidance(choices, before) ? usualGuidance(choices, after) : guidance;
}
