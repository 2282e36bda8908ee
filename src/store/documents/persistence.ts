// Browsers may clear away what pages keep when the disk runs full, or after days without a visit, unless they are asked not to.

let asked = false;

/** Asks once a visit; the browser decides, or asks the person. */
export function askToPersist(): void {
  if (asked) return;
  asked = true;
  const ask = async () => navigator.storage?.persist?.();
  // Refused, the pictures are kept as long as the browser likes: Settings says so.
  ask().catch(() => undefined);
}

/** Whether the browser keeps what is painted until the person clears it. */
export async function isPersistent(): Promise<boolean> {
  try {
    return (await navigator.storage?.persisted?.()) ?? false;
  } catch {
    return false;
  }
}
