// What a keyboard shortcut is.
import type { StoreApi } from 'zustand/vanilla';
import type { TesseraActions, TesseraState } from '../../store/state.ts';
import type { DialogRequest } from '../dialogs/dialogs.tsx';

export const shortcutGroups = [
  'Tools',
  'Codes and brush',
  'View',
  'Edit',
  'Selection',
  'Prior',
  'Cell cursor',
  'Help',
] as const;
export type ShortcutGroup = (typeof shortcutGroups)[number];

export interface ShortcutContext {
  readonly store: StoreApi<TesseraState>;
  readonly actions: TesseraActions;
  readonly openDialog: (dialog: DialogRequest) => void;
}

/** Plain digits are recent codes over the token grid and the palette; elsewhere they choose the view. */
export type DigitZone = 'recents' | 'view';

export interface Shortcut {
  readonly id: string;
  readonly group: ShortcutGroup;
  readonly label: string;
  /** In tinykeys' notation; any of them will do, and the first is the one shown on buttons. */
  readonly keys: readonly string[];
  /** Other ways to type the same, not worth a person's attention. */
  readonly aliases?: readonly string[];
  /** Digits mean this only in one zone. */
  readonly zone?: DigitZone;
  /** Keys that many controls use themselves: the stage's only where no such control has the focus. */
  readonly navigates?: boolean;
  /** Whether there is something to do; otherwise it is the turn of the next shortcut with the same keys. */
  readonly when?: (state: TesseraState) => boolean;
  /** False for keys that the dialog lists together, as one line of gestures.ts. */
  readonly listed?: false;
  readonly run: (context: ShortcutContext) => void;
}
