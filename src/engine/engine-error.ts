// The engine's failures: what happened and what to do, whole on both sides of the worker's boundary.

export type EngineErrorKind =
  | 'pack-invalid'
  | 'download-failed'
  | 'checksum-mismatch'
  | 'model-failed'
  | 'out-of-memory'
  | 'gpu-unavailable'
  /** The worker is gone and another one on its way, which is told by itself. */
  | 'worker-died'
  /** No worker runs, and none is on its way. */
  | 'worker-failed'
  /** This worker can load a part of the app no more, as another one can: browsers remember what they could not load. */
  | 'worker-spoiled'
  /** The host has no longer what this page asks for. */
  | 'site-changed'
  /** This browser, as it is set up, cannot run models. */
  | 'unsupported'
  | 'not-ready'
  | 'aborted';

export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly kind: EngineErrorKind;
  /** What the person can do about it; empty if there is nothing. */
  readonly advice: string;

  constructor(kind: EngineErrorKind, message: string, advice = '', options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.advice = advice;
  }
}

/** Structured cloning drops an error's class and fields: this carries them. */
interface SerializedEngineError {
  readonly kind: EngineErrorKind;
  readonly message: string;
  readonly advice: string;
}

/** Memory exhaustion is recognised by the words that engines use for it. */
export function isOutOfMemory(error: unknown): boolean {
  const words = error instanceof Error ? error.message : String(error);
  return (
    error instanceof RangeError ||
    /out of memory|allocation failed|bad_alloc|failed to allocate|could not allocate/i.test(words)
  );
}

/** Any failure as an EngineError. The words of engines and browsers stay in its cause: they tell a person nothing. */
function toEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  if (isOutOfMemory(error)) {
    return new EngineError(
      'out-of-memory',
      'There was not enough memory for this picture.',
      'Choose a smaller size, or close other tabs.',
      { cause: error },
    );
  }
  return new EngineError(
    'model-failed',
    'The model failed at this, for a reason that the app does not know.',
    'Try again; if it stays, restart the engine in the settings.',
    { cause: error },
  );
}

export function isAborted(error: unknown): boolean {
  return error instanceof EngineError && error.kind === 'aborted';
}

/** comlink keeps only an Error's message: other thrown values cross whole. */
export async function plainFailure<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { kind, message, advice } = toEngineError(error);
    throw { kind, message, advice };
  }
}

/** On the page's side: what `plainFailure` threw, as an EngineError again. */
export function fromWorker(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  if (typeof error === 'object' && error !== null && 'kind' in error) {
    const { kind, message, advice } = error as SerializedEngineError;
    return new EngineError(kind, message, advice);
  }
  return toEngineError(error);
}
