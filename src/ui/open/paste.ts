// Pasting: Ctrl+V through the paste event, and a button that asks for the clipboard.
import { useEffect } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import type { TesseraActions, TesseraState } from '../../store/state.ts';
import { isTextField } from '../keyboard/key-target.ts';
import { useActions, useTesseraStore } from '../tessera-context.ts';
import { type Carried, carriedBy, explainCarried, openCarried } from './carried.ts';

const pastedName = 'Pasted picture';

/** A picture, a link or tokens on the clipboard are opened; otherwise copied cells are pasted. */
export function usePaste(): void {
  const store = useTesseraStore();
  const actions = useActions();
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      if (event.target instanceof Element && isTextField(event.target)) return;
      event.preventDefault();
      pasteCarried(carriedBy(event.clipboardData), store, actions);
    };
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, [store, actions]);
}

/** What the Paste button does: reads the clipboard, where the browser allows it. */
export async function pasteFromClipboard(store: StoreApi<TesseraState>, actions: TesseraActions): Promise<void> {
  let carried: Carried;
  try {
    carried = await readClipboard();
  } catch {
    actions.notify({
      kind: 'info',
      title: 'The browser keeps the clipboard closed',
      detail: 'Press Ctrl+V (⌘V) instead: that always works.',
    });
    return;
  }
  pasteCarried(carried, store, actions);
}

function pasteCarried(carried: Carried, store: StoreApi<TesseraState>, actions: TesseraActions): void {
  const [only, ...others] = carried.files;
  // What browsers call a picture that has no name of its own.
  if (only && others.length === 0 && /^(image\.\w+)?$/.test(only.name)) void actions.openFile(only, pastedName);
  else if (!openCarried(carried, actions, 'Pasted')) {
    const explained = store.getState().clipboard ? null : explainCarried(carried);
    if (explained) actions.notify(explained);
    else actions.paste();
  }
}

async function readClipboard(): Promise<Carried> {
  const items = await navigator.clipboard.read();
  const textOf = async (type: string) => (await items.find(({ types }) => types.includes(type))?.getType(type))?.text();
  for (const item of items) {
    const type = item.types.find((candidate) => candidate.startsWith('image/'));
    if (type) return { files: [new File([await item.getType(type)], '', { type })], folders: [], text: '', html: '' };
  }
  const [text = '', html = ''] = [await textOf('text/plain'), await textOf('text/html')];
  return { files: [], folders: [], text, html };
}
