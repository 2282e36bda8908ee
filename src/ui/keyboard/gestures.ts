// Lines of the shortcuts dialog that are no single key: mouse, touch, held keys, and ranges of keys.
import type { ShortcutGroup } from './shortcut.ts';

interface GestureLine {
  readonly group: ShortcutGroup;
  readonly label: string;
  /** Alternatives; key bindings are written as in the table, everything else stays as it is. */
  readonly ways: readonly string[];
}

export const gestureLines: readonly GestureLine[] = [
  { group: 'Tools', label: 'Pick a code with any tool', ways: ['Alt+click', 'Middle click'] },
  { group: 'Tools', label: 'Take a code as background', ways: ['Right-click'] },
  { group: 'Tools', label: 'Keep a line at 45°, a rectangle square', ways: ['Shift+drag'] },
  { group: 'Tools', label: 'Erase with any tool', ways: ['The pen’s other end'] },
  { group: 'Tools', label: 'Stop the stroke that is being drawn', ways: ['Escape'] },
  { group: 'Codes and brush', label: 'Recent codes', ways: ['Shift+1 … 9'] },
  { group: 'Codes and brush', label: 'Recent codes, over token grid or palette', ways: ['1 … 9'] },
  { group: 'View', label: 'Zoom around the pointer', ways: ['Wheel', 'Pinch'] },
  { group: 'View', label: 'Pan', ways: ['Space+drag', 'Middle drag', 'Two fingers'] },
  { group: 'View', label: 'Pan, once a pen has drawn', ways: ['One finger'] },
  { group: 'View', label: 'Pan sideways', ways: ['Shift+wheel'] },
  { group: 'View', label: 'Divider to the middle', ways: ['Double-click it'] },
  { group: 'Edit', label: 'Paste codes, a picture or a link', ways: ['$mod+v'] },
  { group: 'Selection', label: 'Add to the selection', ways: ['Shift+drag'] },
  { group: 'Selection', label: 'Take from the selection', ways: ['$mod+drag'] },
  { group: 'Selection', label: 'Move a floating patch', ways: ['← ↑ → ↓'] },
  { group: 'Selection', label: 'Move the selection', ways: ['Shift+← ↑ → ↓'] },
  { group: 'Cell cursor', label: 'Move', ways: ['← ↑ → ↓'] },
  { group: 'Cell cursor', label: 'Use the tool there', ways: ['Space', 'Enter'] },
];
