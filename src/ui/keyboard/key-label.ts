// Key bindings as they are written for people: "Ctrl+Z", or "⌘Z" on a Mac.

const isMac = typeof navigator === 'object' && /Mac|iPhone|iPad|iPod/.test(navigator.platform);

const macNames: Record<string, string> = { $mod: '⌘', Shift: '⇧', Alt: '⌥', Control: '⌃' };
const otherNames: Record<string, string> = { $mod: 'Ctrl', Control: 'Ctrl' };
const keyNames: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Delete: 'Del',
  PageUp: 'Page up',
  PageDown: 'Page down',
  '-': '−',
};

/** @param binding one press in tinykeys' notation, such as `$mod+Shift+z` */
export function keyLabel(binding: string, mac: boolean = isMac): string {
  // A plus sign is a key of its own after a modifier's plus sign, or alone.
  const parts = binding.split(/(?<=\w)\+/);
  const key = parts.pop() ?? '';
  const modifiers = parts.map((part) => (mac ? macNames[part] : otherNames[part]) ?? part);
  const name = keyNames[key] ?? key.replace(/^(Digit|Key)/, '');
  return [...modifiers, name.length === 1 ? name.toUpperCase() : name].join(mac ? '' : '+');
}
