// Text that was pasted or dropped: a Tessera link, a .tokens.json or an SVG.
import type { TesseraActions } from '../../store/state.ts';

/** Starts opening the text; false where it is nothing that Tessera reads. */
export function openText(text: string, actions: Pick<TesseraActions, 'openFile' | 'openFragment'>): boolean {
  const trimmed = text.trim();
  const link = /#t1=\S+$/.exec(trimmed);
  if (link) {
    void actions.openFragment(link[0]);
    return true;
  }
  if (trimmed.startsWith('{')) {
    void actions.openFile(new Blob([trimmed], { type: 'application/json' }), 'Pasted tokens');
    return true;
  }
  if (/^(<\?xml[^>]*>\s*)?<svg[\s>]/.test(trimmed)) {
    void actions.openFile(new Blob([trimmed], { type: 'image/svg+xml' }), 'Pasted drawing');
    return true;
  }
  return false;
}
