// How a masked prior shares its cells out over its steps: few at first, when little is known, many in the end. The cosine
// schedule of MaskGIT (H. Chang et al., 2022, arXiv 2202.04200, §3.3).

/** How many of `total` cells are written once `step` of `steps` are done; each step writes at least one. */
export function writtenAfter(step: number, steps: number, total: number): number {
  if (step >= steps) return total;
  const open = Math.floor(total * Math.cos((Math.PI / 2) * (step / steps)));
  return Math.min(total, Math.max(step, total - open));
}

/** The step that writes the next cells when so many are written: where a run that was stopped goes on. */
export function stepAfter(written: number, steps: number, total: number): number {
  let step = 0;
  while (step < steps - 1 && writtenAfter(step + 1, steps, total) <= written) step++;
  return step;
}
