// Text that was pasted or dropped: a Tessera link, a .tokens.json, an SVG or a picture in a data: address.
import type { TesseraActions } from '../../store/state.ts';

type OpenActions = Pick<TesseraActions, 'openFile' | 'openFragment'>;

/**
 * Starts opening the text; false where it is nothing that Tessera reads.
 *
 * @param way begins the name of what has none
 */
export function openText(text: string, actions: OpenActions, way: 'Pasted' | 'Dropped' = 'Pasted'): boolean {
  const trimmed = text.trim();
  if (trimmed.startsWith('{')) {
    void actions.openFile(new Blob([trimmed], { type: 'application/json' }), `${way} tokens`);
    return true;
  }
  if (/^(<\?xml[^>]*>\s*)?<svg[\s>]/.test(trimmed)) {
    void actions.openFile(new Blob([trimmed], { type: 'image/svg+xml' }), `${way} drawing`);
    return true;
  }
  const picture = pictureInAddress(trimmed);
  if (picture) {
    void actions.openFile(picture, `${way} picture`);
    return true;
  }
  return openLinkIn(trimmed, actions);
}

/** Opens the first Tessera link in a text, whatever stands around it. */
export function openLinkIn(text: string, actions: OpenActions): boolean {
  // Marks that a link never ends with belong to the sentence or the Markdown around it.
  const link = /#t\d{1,4}=[\w%~.-]*[\w%~-]/.exec(text);
  if (link) void actions.openFragment(link[0]);
  return link !== null;
}

/** The picture that a data: address holds, or null. */
function pictureInAddress(address: string): Blob | null {
  const [, type, options, content] = /^data:(image\/[\w.+-]+)((?:;[^;,]*)*),(.*)$/is.exec(address) ?? [];
  if (type === undefined || options === undefined || content === undefined) return null;
  try {
    const plain = decodeURIComponent(content);
    return new Blob([/;base64$/i.test(options) ? Uint8Array.from(atob(plain), (byte) => byte.charCodeAt(0)) : plain], {
      type,
    });
  } catch {
    return null;
  }
}
