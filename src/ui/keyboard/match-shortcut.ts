// Which shortcut a key press means.
import { matchKeyBindingPress, parseKeybinding } from 'tinykeys';
import type { TesseraState } from '../../store/state.ts';
import type { DigitZone, Shortcut } from './shortcut.ts';

type Press = ReturnType<typeof parseKeybinding>[number];

/** Keys of the US layout by what they print, for keyboards that print other scripts. */
const codesOfKeys: Record<string, string> = { '[': 'BracketLeft', ']': 'BracketRight' };

interface Situation {
  readonly state: TesseraState;
  readonly zone: DigitZone;
  /** Whether arrows, Enter and the like are the stage's now. */
  readonly navigates: boolean;
}

/** The first shortcut of the table with this key that holds now. */
export function matchShortcut(
  table: readonly Shortcut[],
  event: KeyboardEvent,
  { state, zone, navigates }: Situation,
): Shortcut | undefined {
  return table.find(
    (shortcut) =>
      [...shortcut.keys, ...(shortcut.aliases ?? [])].some((key) =>
        pressesOf(key).some((press) => matches(event, press)),
      ) &&
      (!shortcut.zone || shortcut.zone === zone) &&
      (!shortcut.navigates || navigates) &&
      (shortcut.when?.(state) ?? true),
  );
}

function matches(event: KeyboardEvent, press: Press): boolean {
  if (matchKeyBindingPress(event, press)) return true;
  // Where the key prints no ASCII (Cyrillic, Greek, ü for a bracket), its place on the keyboard decides.
  const [modifiers, key] = press;
  if (event.key.length !== 1 || event.key <= '~' || typeof key !== 'string' || key.length !== 1) return false;
  const code = codesOfKeys[key] ?? `Key${key.toUpperCase()}`;
  return matchKeyBindingPress(event, [modifiers, code]);
}

const parsed = new Map<string, Press[]>();

function pressesOf(key: string): Press[] {
  const known = parsed.get(key);
  if (known) return known;
  const presses = parseKeybinding(key);
  parsed.set(key, presses);
  return presses;
}
