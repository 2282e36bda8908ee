// Saving a blob through the browser.

export function downloadBlob(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has started by then; Safari needs the URL a moment longer than the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The picture's name with its extension replaced, without what file systems refuse. */
export function fileName(name: string, extension: string): string {
  const stem = name
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .replace(/[^\p{L}\p{N} ._-]+/gu, '')
    .trim();
  return `${stem || 'tessera'}.${extension}`;
}
