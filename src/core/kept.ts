// A value that takes time to make: made once, when it is first asked for, and again after a failure.
export function keptUnlessItFails<T>(make: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | null = null;
  return () => {
    if (!kept) {
      const making = make();
      kept = making;
      making.catch(() => {
        if (kept === making) kept = null;
      });
    }
    return kept;
  };
}
