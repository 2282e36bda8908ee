// Asks what may throw at once, refuse later, or never answer (storage, locks, a device): one promise stands for all three.

export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** @throws NoAnswerError after `ms` milliseconds without an answer; else whatever `ask` throws or rejects with */
export function answerWithin<T>(ms: number, ask: () => T | PromiseLike<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NoAnswerError(`No answer came within ${ms} ms.`)), ms);
    new Promise<T>((answer) => answer(ask())).then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
