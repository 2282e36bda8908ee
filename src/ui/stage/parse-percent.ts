// A percentage as people type it.

/** "150", "150 %" or "1,5e2"-like slips of a comma: a positive number of percent, or null. */
export function parsePercent(text: string): number | null {
  const number = Number(text.replace('%', '').replace(',', '.').trim() || Number.NaN);
  return Number.isFinite(number) && number > 0 ? number : null;
}
