// Which shortcut a key press means.
import { matchKeyBindingPress, parseKeybinding } from 'tinykeys';
import type { TesseraState } from '../../store/state.ts';
import type { DigitZone, Shortcut } from './shortcut.ts';

type Press = ReturnType<typeof parseKeybinding>[number];

/** Keys whose place counts as well as what they print: elsewhere it is an umlaut, an accent or another mark that sits there. */
const placesOfMarks: Readonly<Record<string, string>> = { '[': 'BracketLeft', ']': 'BracketRight' };

interface Situation {
  readonly state: TesseraState;
  readonly zone: DigitZone;
  /** Whether arrows, Enter and the like are the stage's now. */
  readonly navigates: boolean;
}

/** The first shortcut of the table with this key that holds now: by what the key prints, else by where it lies. */
export function matchShortcut(
  table: readonly Shortcut[],
  event: KeyboardEvent,
  { state, zone, navigates }: Situation,
): Shortcut | undefined {
  const find = (matches: (event: KeyboardEvent, press: Press) => boolean) =>
    table.find(
      (shortcut) =>
        [...shortcut.keys, ...(shortcut.aliases ?? [])].some((key) =>
          pressesOf(key).some((press) => matches(event, press)),
        ) &&
        (!shortcut.zone || shortcut.zone === zone) &&
        (!shortcut.navigates || navigates) &&
        (shortcut.when?.(state) ?? true),
    );
  return find(matchesPrint) ?? find(matchesPlace);
}

/** A mark counts however a layout has it typed: with Shift, AltGr (on Windows Ctrl and Alt) or Option. */
function matchesPrint(event: KeyboardEvent, press: Press): boolean {
  if (matchKeyBindingPress(event, press)) return true;
  const [modifiers, key] = press;
  if (modifiers.length > 0 || key !== event.key || !isMark(event.key)) return false;
  const held = (modifier: string) => event.getModifierState(modifier);
  return !held('Meta') && (!held('Control') || held('Alt') || held('AltGraph'));
}

/** Where a key prints no ASCII (Cyrillic, ü, a dead accent) or goes to an input method, its place on a US keyboard decides. */
function matchesPlace(event: KeyboardEvent, [modifiers, key]: Press): boolean {
  if (typeof key !== 'string' || key.length !== 1) return false;
  const place = placesOfMarks[key];
  const printsAscii = event.key.length === 1 && event.key <= '~';
  if (printsAscii && !(place && isMark(event.key))) return false;
  if (!printsAscii && event.key.length > 1 && !keysWithoutPrint.has(event.key)) return false;
  return matchKeyBindingPress(event, [modifiers, place ?? `Key${key.toUpperCase()}`]);
}

/** What `KeyboardEvent.key` says of an accent that waits for its letter, and of a key that an input method takes. */
const keysWithoutPrint = new Set(['Dead', 'Process', 'Unidentified']);

function isMark(key: string): boolean {
  return /^[!-/:-@[-`{-~]$/.test(key);
}

const parsed = new Map<string, Press[]>();

function pressesOf(key: string): Press[] {
  const known = parsed.get(key);
  if (known) return known;
  const presses = parseKeybinding(key);
  parsed.set(key, presses);
  return presses;
}
