// Pasting: Ctrl+V through the paste event, and a button that asks for the clipboard.
import { useEffect } from 'react';
import type { TesseraActions } from '../../store/state.ts';
import { useActions } from '../tessera-context.ts';
import { openText } from './open-text.ts';

const pastedName = 'Pasted picture';

/** An image or a link on the clipboard is opened; otherwise copied tokens are pasted. */
export function usePaste(): void {
  const actions = useActions();
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      if (isTextField(event.target)) return;
      event.preventDefault();
      const image = Array.from(event.clipboardData?.files ?? []).find((file) => file.type.startsWith('image/'));
      if (image) {
        void actions.openFile(image, pastedName);
        return;
      }
      if (!openText(event.clipboardData?.getData('text/plain') ?? '', actions)) actions.paste();
    };
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, [actions]);
}

/** What the Paste button does: reads the clipboard, where the browser allows it. */
export async function pasteFromClipboard(actions: TesseraActions): Promise<void> {
  try {
    for (const item of await navigator.clipboard.read()) {
      const imageType = item.types.find((type) => type.startsWith('image/'));
      if (imageType) {
        await actions.openFile(await item.getType(imageType), pastedName);
        return;
      }
      if (item.types.includes('text/plain') && openText(await (await item.getType('text/plain')).text(), actions))
        return;
    }
    actions.notify({
      kind: 'info',
      title: 'Nothing to open on the clipboard',
      detail: 'Copy a picture or a Tessera link first.',
    });
  } catch {
    actions.notify({
      kind: 'info',
      title: 'The browser keeps the clipboard closed',
      detail: 'Press Ctrl+V (⌘V) instead: that always works.',
    });
  }
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}
