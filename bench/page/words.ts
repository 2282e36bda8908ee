// Figures of the benchmark as people read them.
import type { Machine, Outcome } from '../measure/protocol.ts';

/** 0.042 ms, 3.1 ms, 12 ms, 1.2 s: three significant digits at most. */
export function formatTime(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
  return `${digits(milliseconds)} ms`;
}

const units = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** 5.7 G, 1.2 T. */
export function formatRate(perSecond: number): string {
  const [scale, letter] = units.find(([scale]) => perSecond >= scale) ?? [1, ''];
  return `${digits(perSecond / scale)} ${letter}`.trim();
}

export function formatTimes(ratio: number): string {
  return `${digits(ratio)} ×`;
}

export function formatShare(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function digits(value: number): string {
  if (value >= 100) return String(Math.round(value));
  if (value >= 10) return value.toFixed(1);
  return value >= 1 ? value.toFixed(2) : value.toPrecision(2);
}

export function machineWords({ adapter, software, browser, processors, timestamps, isolated }: Machine): string {
  return [
    software ? `${adapter} (the CPU plays GPU)` : adapter,
    browser,
    `${processors} processor threads`,
    timestamps ? 'GPU time from timestamp queries' : 'no timestamp queries: wall time',
    isolated ? null : 'WebAssembly on one thread (the page is not cross-origin isolated)',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** Why there is no time. */
export function outcomeWords(outcome: Exclude<Outcome, { type: 'measured' }>): string {
  switch (outcome.type) {
    case 'wrong':
      return `wrong: ${outcome.why}`;
    case 'unfit':
      return `does not fit: ${outcome.why}`;
    case 'not-run':
      return `not run: ${outcome.why}`;
    case 'failed':
      return `failed: ${outcome.why}`;
    default:
      return outcome satisfies never;
  }
}
