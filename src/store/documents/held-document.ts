// Two tabs on one document would each overwrite what the other painted: the first one holds it, as long as it lives.

/** Milliseconds: a page that is reloaded lets go of its locks only a moment later. */
const patience = 500;

/** @returns false where another tab holds it; true, too, in browsers that cannot tell */
export function holdDocument(id: string): Promise<boolean> {
  const { locks } = globalThis.navigator ?? {};
  if (!locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const forLife = new Promise<never>(() => undefined);
    const hold = () => {
      resolve(true);
      return forLife;
    };
    locks
      .request(`tessera-document-${id}`, { signal: AbortSignal.timeout(patience) }, hold)
      .catch(({ name }: DOMException) => resolve(name !== 'TimeoutError'));
  });
}
