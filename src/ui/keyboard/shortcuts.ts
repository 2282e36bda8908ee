// Every keyboard shortcut: one table for the keys, the hints on buttons and the dialog that lists them.
import { largestBrush } from '../../core/brush.ts';
import { inspectedCell, visibleGrid } from '../../store/selectors.ts';
import type { TesseraState, View } from '../../store/state.ts';
import { priorShortcuts } from '../prior/prior-shortcuts.ts';
import { zoomBy, zoomStep } from '../stage/stage-zoom.ts';
import { cursorShortcuts } from './cursor-shortcuts.ts';
import { keyLabel } from './key-label.ts';
import type { Shortcut } from './shortcut.ts';
import { toolShortcuts } from './tool-shortcuts.ts';

const isFloating: Shortcut['when'] = ({ floating }) => floating !== null;
const isSelected: Shortcut['when'] = ({ selection }) => selection !== null;
/** What cutting and the like are about. */
const isChosen: Shortcut['when'] = ({ selection, floating }) => selection !== null || floating !== null;
const hasGrid: Shortcut['when'] = ({ grids }) => grids.length > 0;

const hasLevels: Shortcut['when'] = ({ document }) => (document?.levels.length ?? 0) > 1;

/** Plain digits pick them over the token grid and the palette, Shift and digits everywhere. */
const recentShortcuts = Array.from({ length: 9 }, (_, index): Shortcut[] => [
  recentCode(index, { id: `recent${index + 1}`, keys: [`Shift+Digit${index + 1}`] }),
  recentCode(index, { id: `plainRecent${index + 1}`, keys: [`Digit${index + 1}`], zone: 'recents' }),
]).flat();

const codeShortcuts: readonly Shortcut[] = [
  {
    id: 'swapCodes',
    group: 'Codes and brush',
    label: 'Swap foreground and background',
    keys: ['x'],
    run: ({ actions }) => actions.swapCodes(),
  },
  resizeBrush('brushSmaller', 'Smaller brush', '[', -1),
  resizeBrush('brushLarger', 'Larger brush', ']', 1),
  {
    id: 'brushShape',
    group: 'Codes and brush',
    label: 'Round or square brush',
    keys: ['Shift+b'],
    run: ({ store, actions }) =>
      actions.setBrush({ shape: store.getState().brush.shape === 'round' ? 'square' : 'round' }),
  },
  {
    id: 'atlas',
    group: 'Codes and brush',
    label: 'Where the cell’s code occurs, in context',
    keys: ['o'],
    when: ({ packs }) => packs.current !== '',
    run: ({ store, openDialog }) => openDialog({ atlasOf: codeInQuestion(store.getState()) }),
  },
  ...recentShortcuts,
];

const viewShortcuts: readonly Shortcut[] = [
  viewMode('original', 'Original', 'Digit1'),
  viewMode('split', 'Original and reconstruction, split', 'Digit2'),
  viewMode('reconstruction', 'Reconstruction', 'Digit3'),
  viewMode('error', 'Error map', 'Digit4'),
  { ...viewMode('opinion', 'What the critic thinks', 'Digit5'), when: ({ critic }) => critic.scale !== null },
  {
    id: 'fit',
    group: 'View',
    label: 'Fit the picture',
    keys: ['Digit0'],
    aliases: ['Numpad0'],
    run: ({ actions }) => actions.setViewport(null),
  },
  {
    id: 'zoomIn',
    group: 'View',
    label: 'Zoom in',
    keys: ['+'],
    aliases: ['=', 'NumpadAdd'],
    run: ({ store, actions }) => zoomBy(store, actions, zoomStep),
  },
  {
    id: 'zoomOut',
    group: 'View',
    label: 'Zoom out',
    keys: ['-'],
    aliases: ['NumpadSubtract'],
    run: ({ store, actions }) => zoomBy(store, actions, 1 / zoomStep),
  },
  {
    id: 'tokens',
    group: 'View',
    label: 'Tokens beside, over, hidden',
    keys: ['t'],
    run: ({ store, actions }) => actions.setView({ tokens: tokensAfter[store.getState().view.tokens] }),
  },
  {
    id: 'tokenFill',
    group: 'View',
    label: 'Cells by similarity or as swatches',
    keys: ['f'],
    run: ({ store, actions }) =>
      actions.setView({ tokenFill: store.getState().view.tokenFill === 'similarity' ? 'swatch' : 'similarity' }),
  },
  {
    id: 'nextLevel',
    group: 'View',
    label: 'Take the next level in hand',
    keys: ['v'],
    when: hasLevels,
    run: ({ store, actions }) => {
      const { document, level } = store.getState();
      actions.takeLevel((level + 1) % (document?.levels.length ?? 1));
    },
  },
  {
    id: 'alone',
    group: 'View',
    label: 'What the level in hand shows alone',
    keys: ['a'],
    when: hasLevels,
    run: ({ store, actions }) => actions.showAlone(!store.getState().alone),
  },
  toggleView('gridLines', 'Grid lines', 'Shift+g'),
  toggleView('smoothing', 'Smooth pixels', 'Shift+s'),
  toggleView('changedPixels', 'Pixels that the last edit changed', 'Shift+c'),
];

const editShortcuts: readonly Shortcut[] = [
  { id: 'undo', group: 'Edit', label: 'Undo', keys: ['$mod+z'], run: ({ actions }) => actions.undo() },
  { id: 'redo', group: 'Edit', label: 'Redo', keys: ['$mod+Shift+z', '$mod+y'], run: ({ actions }) => actions.redo() },
  { id: 'copy', group: 'Edit', label: 'Copy', keys: ['$mod+c'], when: hasGrid, run: ({ actions }) => actions.copy() },
  { id: 'cut', group: 'Edit', label: 'Cut', keys: ['$mod+x'], when: isChosen, run: ({ actions }) => actions.cut() },
  {
    id: 'restoreOwn',
    group: 'Edit',
    label: 'Back to the photo’s own codes',
    keys: ['Delete'],
    aliases: ['Backspace'],
    when: hasGrid,
    run: ({ actions }) => actions.restoreOwn(),
  },
  {
    id: 'fill',
    group: 'Edit',
    label: 'Fill the selection with the foreground code',
    keys: ['Shift+f'],
    when: isSelected,
    run: ({ store, actions }) => actions.fill(store.getState().foreground),
  },
  {
    id: 'flipHorizontal',
    group: 'Edit',
    label: 'Flip left and right',
    keys: ['Shift+h'],
    run: ({ actions }) => actions.flip('horizontal'),
  },
  {
    id: 'flipVertical',
    group: 'Edit',
    label: 'Flip top and bottom',
    keys: ['Shift+v'],
    run: ({ actions }) => actions.flip('vertical'),
  },
];

const selectionShortcuts: readonly Shortcut[] = [
  {
    id: 'placeFloating',
    group: 'Selection',
    label: 'Set a floating patch down',
    keys: ['Enter'],
    navigates: true,
    when: isFloating,
    run: ({ actions }) => actions.placeFloating(),
  },
  {
    id: 'discardFloating',
    group: 'Selection',
    label: 'Discard a floating patch',
    keys: ['Escape'],
    aliases: ['Delete', 'Backspace'],
    when: isFloating,
    run: ({ actions }) => actions.discardFloating(),
  },
  {
    id: 'selectAll',
    group: 'Selection',
    label: 'Select all',
    keys: ['$mod+a'],
    when: hasGrid,
    run: ({ actions }) => actions.selectAll(),
  },
  {
    id: 'selectNone',
    group: 'Selection',
    label: 'Deselect',
    keys: ['$mod+d', 'Escape'],
    when: isSelected,
    run: ({ actions }) => actions.selectNone(),
  },
  {
    id: 'invertSelection',
    group: 'Selection',
    label: 'Invert the selection',
    keys: ['Shift+i'],
    when: hasGrid,
    run: ({ actions }) => actions.invertSelection(),
  },
];

const helpShortcuts: readonly Shortcut[] = [
  {
    id: 'shortcuts',
    group: 'Help',
    label: 'This list',
    keys: ['?'],
    run: ({ openDialog }) => openDialog('shortcuts'),
  },
];

/** In order of precedence among shortcuts with the same keys. */
export const shortcuts: readonly Shortcut[] = [
  ...priorShortcuts,
  ...toolShortcuts,
  ...codeShortcuts,
  ...viewShortcuts,
  ...selectionShortcuts,
  ...editShortcuts,
  ...cursorShortcuts,
  ...helpShortcuts,
];

/** The key to show beside a button, as written on this machine's keyboard; ids of tools are the tools' names. */
export function shortcutFor(id: string): string | undefined {
  const key = shortcuts.find((shortcut) => shortcut.id === id)?.keys[0];
  return key && keyLabel(key);
}

const tokensAfter: Record<View['tokens'], View['tokens']> = { beside: 'over', over: 'hidden', hidden: 'beside' };

function recentCode(index: number, binding: Pick<Shortcut, 'id' | 'keys' | 'zone'>): Shortcut {
  return {
    ...binding,
    group: 'Codes and brush',
    label: `Recent code ${index + 1}`,
    // While there are no recent codes, digits choose the view everywhere.
    when: ({ recentCodes }) => recentCodes.length > 0,
    listed: false,
    run: ({ store, actions }) => {
      const code = store.getState().recentCodes[index];
      if (code !== undefined) actions.pickCode(code);
    },
  };
}

function viewMode(mode: View['mode'], label: string, key: string): Shortcut {
  return { id: mode, group: 'View', label, keys: [key], run: ({ actions }) => actions.setView({ mode }) };
}

function toggleView(option: 'gridLines' | 'smoothing' | 'changedPixels', label: string, key: string): Shortcut {
  return {
    id: option,
    group: 'View',
    label,
    keys: [key],
    run: ({ store, actions }) => actions.setView({ [option]: !store.getState().view[option] }),
  };
}

/** That of the cell under pointer or cursor, else the one in hand. */
function codeInQuestion(state: TesseraState): number {
  const cell = inspectedCell(state);
  return (cell === null ? undefined : visibleGrid(state)?.tokens[cell]) ?? state.foreground;
}

function resizeBrush(id: string, label: string, key: string, by: number): Shortcut {
  return {
    id,
    group: 'Codes and brush',
    label,
    keys: [key],
    run: ({ store, actions }) => {
      const size = store.getState().brush.size + by;
      actions.setBrush({ size: Math.max(1, Math.min(largestBrush, size)) });
    },
  };
}
