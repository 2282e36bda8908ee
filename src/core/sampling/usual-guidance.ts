import { type ConditionChoice, told } from './condition.ts';

/** Of 1, 3 and 6 the guidance at which samples of the shipped priors, taken together, had their class seen most often. */
export const defaultGuidance = 6;

/** A name says so much that more than this makes posters of its pictures. */
const namedGuidance = 3;

/** The guidance to begin with for what a prior is told. */
function usualGuidance(choices: readonly ConditionChoice[], condition: readonly number[]): number {
  const named = choices.some(({ refines, any }, i) => refines !== undefined && (condition[i] ?? any) !== any);
  return named ? namedGuidance : defaultGuidance;
}

interface Telling {
  readonly condition: readonly number[];
  readonly guidance: number;
}

/** One value is chosen: what is told then, and how strongly. Guidance stays as it is where somebody chose their own. */
export function retold(
  choices: readonly ConditionChoice[],
  { condition, guidance }: Telling,
  index: number,
  value: number,
): Telling {
  const next = told(choices, condition, index, value);
  const untouched = guidance === usualGuidance(choices, condition);
  return { condition: next, guidance: untouched ? usualGuidance(choices, next) : guidance };
}
