// Figures as people read them.

const whole = new Intl.NumberFormat('en');

export function formatCount(value: number): string {
  return whole.format(value);
}

/** 950 B, 2.1 kB, 34 kB, 2.54 MB (powers of 1000). */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${significant(bytes / 1e3)} kB`;
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 1)} MB`;
}

/** 0.4 ms, 38 ms, 1.2 s. */
export function formatMilliseconds(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${significant(milliseconds)} ms`;
}

/** A distance in the codebook's space: three significant digits. */
export function formatDistance(distance: number): string {
  return distance === 0 ? '0' : distance.toPrecision(3);
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function significant(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Math.round(value));
}
