// Records that are no documents of ours (damaged, or of a later version of the page): kept under other keys, and given back
// as a file (set-aside-file.ts).

export const setAsidePrefix = 'set-aside/';

/** Two records of one id, set aside on different days, are both kept. */
export function keyOfSetAside(id: string): string {
  return `${setAsidePrefix}${Date.now().toString(36)}/${id}`;
}

export function setAsideKeys(keys: readonly IDBValidKey[]): string[] {
  return keys.filter((key): key is string => typeof key === 'string' && key.startsWith(setAsidePrefix));
}
