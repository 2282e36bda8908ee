// What the journeys need of a browser, whichever engine it has and however it is driven.

export type PointerStep = { readonly to: readonly [number, number] } | 'down' | 'up';

export interface Browser {
  /** Name and version, as it calls itself. */
  readonly name: string;
  /** Whether it, or what drives it, has died. */
  readonly gone: boolean;
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Runs in the page; what goes in and what comes out is JSON. */
  evaluate<Given extends unknown[], Result>(
    work: (...given: Given) => Result | Promise<Result>,
    ...given: Given
  ): Promise<Result>;
  /** In CSS pixels of the page. */
  point(...steps: readonly PointerStep[]): Promise<void>;
  /** Makes the page about as large; no smaller than the window manager allows. */
  resize(width: number, height: number): Promise<void>;
  close(): Promise<void>;
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** @returns the first answer that is neither false nor nothing */
export async function until<T>(what: string, ask: () => Promise<T>, timeout = 60_000): Promise<NonNullable<T>> {
  const end = performance.now() + timeout;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() > end) throw new Error(`Waited ${timeout / 1000} s in vain for ${what}.`);
    await pause(100);
  }
}
