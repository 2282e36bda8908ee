// What a prior is told of the picture that it shall write.

/** A choice that a prior was trained to follow, told to it as an index into `values`. */
export interface ConditionChoice {
  readonly name: string;
  readonly values: readonly string[];
  /** The index that means none of them in particular. */
  readonly any: number;
  /** Another condition of which this one tells more: an emoji's name, say, tells more than its class. */
  readonly refines?: string | undefined;
}

/** What is told once one value is chosen; of a condition and the one that it refines, only the last chosen is told. */
export function told(
  choices: readonly ConditionChoice[],
  condition: readonly number[],
  index: number,
  value: number,
): readonly number[] {
  const { name, refines, any } = choices[index]!;
  return choices.map((other, i) => {
    if (i === index) return value;
    const rival = other.name === refines || other.refines === name;
    return rival && value !== any ? other.any : (condition[i] ?? other.any);
  });
}
