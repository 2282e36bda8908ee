// Keys that move the cell cursor, a floating patch or the selection, and that use the tool at the cursor.
import { gridInHand } from '../../store/selectors.ts';
import { stepCursor } from '../stage/cell-cursor.ts';
import type { Shortcut, ShortcutContext } from './shortcut.ts';

const directions = [
  { name: 'Left', dx: -1, dy: 0 },
  { name: 'Right', dx: 1, dy: 0 },
  { name: 'Up', dx: 0, dy: -1 },
  { name: 'Down', dx: 0, dy: 1 },
] as const;
/** Rows that Page Up and Page Down move by. */
const pageRows = 8;

const arrows: readonly Shortcut[] = directions.flatMap(({ name, dx, dy }): Shortcut[] => [
  {
    id: `nudgeFloating${name}`,
    group: 'Selection',
    label: `Move a floating patch ${name.toLowerCase()}`,
    keys: [`Arrow${name}`],
    navigates: true,
    listed: false,
    when: ({ floating }) => floating !== null,
    run: ({ actions }) => actions.nudge(dx, dy),
  },
  {
    id: `cursor${name}`,
    group: 'Cell cursor',
    label: `Move ${name.toLowerCase()}`,
    keys: [`Arrow${name}`],
    navigates: true,
    listed: false,
    run: ({ store, actions }) => stepCursor(store.getState(), actions, dx, dy),
  },
  {
    id: `nudgeSelection${name}`,
    group: 'Selection',
    label: `Move the selection ${name.toLowerCase()}`,
    keys: [`Shift+Arrow${name}`],
    navigates: true,
    listed: false,
    when: ({ floating, selection }) => floating !== null || selection !== null,
    run: ({ actions }) => actions.nudge(dx, dy),
  },
]);

export const cursorShortcuts: readonly Shortcut[] = [
  ...arrows,
  jump('cursorPageUp', `${pageRows} rows up`, 'PageUp', (context) => step(context, 0, -pageRows)),
  jump('cursorPageDown', `${pageRows} rows down`, 'PageDown', (context) => step(context, 0, pageRows)),
  jump('cursorRowStart', 'Start of the row', 'Home', (context) => jumpTo(context, (width, row) => row * width)),
  jump('cursorRowEnd', 'End of the row', 'End', (context) => jumpTo(context, (width, row) => (row + 1) * width - 1)),
  jump('cursorFirst', 'First cell', '$mod+Home', (context) => jumpTo(context, () => 0)),
  jump('cursorLast', 'Last cell', '$mod+End', (context) => jumpTo(context, (width, _, height) => width * height - 1)),
  {
    id: 'applyAtCursor',
    group: 'Cell cursor',
    label: 'Use the tool at the cursor',
    keys: ['Enter'],
    navigates: true,
    listed: false,
    when: ({ cursor }) => cursor !== null,
    run: ({ actions }) => actions.applyAtCursor(),
  },
];

function jump(id: string, label: string, key: string, run: Shortcut['run']): Shortcut {
  return { id, group: 'Cell cursor', label, keys: [key], navigates: true, run };
}

function step({ store, actions }: ShortcutContext, dx: number, dy: number): void {
  stepCursor(store.getState(), actions, dx, dy);
}

function jumpTo(
  { store, actions }: ShortcutContext,
  target: (width: number, row: number, height: number) => number,
): void {
  const { cursor } = store.getState();
  const grid = gridInHand(store.getState());
  if (grid) actions.setCursor(target(grid.width, Math.floor((cursor ?? 0) / grid.width), grid.height));
}
