// Saving a blob through the browser.

export function downloadBlob(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has started by then; Safari needs the URL a moment longer than the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
