// User Timing entries that the benchmark and the browser's own profiler read. They are cleared at once: observers have
// them by then, and a long session must not pile them up.

export type TimedSpan =
  /** Navigation to the first picture on screen. */
  | 'tessera:first-picture'
  /** A file brought to its reconstruction on screen. */
  | 'tessera:photo'
  /** A changed grid to its pixels; with what the decode took (DecodeWork). */
  | 'tessera:edit'
  /** A grid of which nothing was decoded to all of its pixels; likewise. */
  | 'tessera:whole'
  /** A search for better codes, to its end; with the PSNR before and now, in dB. */
  | 'tessera:better-codes'
  /** A run of the prior, from its start to the pixels of its last token. */
  | 'tessera:written';

/**
 * @param start of performance.now(); the span ends now
 * @param detail what it consisted of, for the benchmark
 */
export function recordSpan(name: TimedSpan, start: number, detail: unknown = null): void {
  performance.measure(name, { start, detail });
  performance.clearMeasures(name);
}
