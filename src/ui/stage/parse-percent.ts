// A percentage as people type it.

/** "150", "150 %", "12,5": a positive number of percent, or null. */
export function parsePercent(text: string): number | null {
  const number = Number(text.replace('%', '').replace(',', '.').trim() || Number.NaN);
  return Number.isFinite(number) && number > 0 ? number : null;
}
