// Asks what may throw at once, refuse later, or never answer (storage, locks, a device): one promise stands for all three.

export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** A thread that was busy for all of the time hears in between what came meanwhile. */
const steps = 4;

/** @throws NoAnswerError after `ms` milliseconds without an answer; else whatever `ask` throws or rejects with */
export function answerWithin<T>(ms: number, ask: () => T | PromiseLike<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (step: number) => {
      timer = setTimeout(() => {
        if (step < steps) wait(step + 1);
        else reject(new NoAnswerError(`No answer came within ${ms} ms.`));
      }, ms / steps);
    };
    wait(1);
    new Promise<T>((answer) => answer(ask())).then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * Asks what is a help but no need, such as storage: undefined where it refuses or is silent. What was silent once is not
 * asked again.
 */
export function helper(ms: number): <T>(ask: () => T | PromiseLike<T>) => Promise<T | undefined> {
  let silent = false;
  return async (ask) => {
    if (silent) return undefined;
    try {
      return await answerWithin(ms, ask);
    } catch (error) {
      silent ||= error instanceof NoAnswerError;
      return undefined;
    }
  };
}
