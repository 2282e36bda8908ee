// Where the person is, as far as plain digits are concerned: what the pointer is over counts before what has the focus.
// Elements say it by data-digit-keys: the token pane and the palette are 'recents', the picture pane is 'view'.
import type { DigitZone } from './shortcut.ts';

const attribute = 'data-digit-keys';

export function digitZone(): DigitZone {
  const hovered = document.querySelector(`[${attribute}]:hover`);
  const element = hovered ?? document.activeElement?.closest(`[${attribute}]`);
  return element?.getAttribute(attribute) === 'recents' ? 'recents' : 'view';
}
