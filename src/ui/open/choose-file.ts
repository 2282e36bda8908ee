// The browser's own file chooser, and the phone's camera behind it.

/** @returns the chosen file, or null where the person changed their mind */
export function chooseFile(source: 'files' | 'camera' = 'files'): Promise<File | null> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = source === 'camera' ? 'image/*' : 'image/*,.json';
  if (source === 'camera') input.capture = 'environment';
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null), { once: true });
    input.addEventListener('cancel', () => resolve(null), { once: true });
    input.click();
  });
}
