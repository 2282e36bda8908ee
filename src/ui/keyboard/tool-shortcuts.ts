// The keys of the tools.
import type { Tool } from '../../store/state.ts';
import type { Shortcut } from './shortcut.ts';

const keys: Record<Tool, { readonly key: string; readonly label: string }> = {
  brush: { key: 'b', label: 'Brush' },
  erase: { key: 'e', label: 'Erase' },
  blend: { key: 'n', label: 'Blend' },
  stamp: { key: 's', label: 'Stamp' },
  bucket: { key: 'g', label: 'Bucket' },
  replace: { key: 'r', label: 'Replace all' },
  line: { key: 'l', label: 'Line' },
  rectangle: { key: 'u', label: 'Rectangle' },
  'select-rectangle': { key: 'm', label: 'Select' },
  'select-lasso': { key: 'q', label: 'Lasso' },
  'select-brush': { key: 'w', label: 'Selection brush' },
  eyedropper: { key: 'i', label: 'Eyedropper' },
  pan: { key: 'h', label: 'Pan' },
};

export const toolShortcuts: readonly Shortcut[] = (Object.keys(keys) as Tool[]).map((tool) => ({
  id: tool,
  group: 'Tools',
  label: keys[tool].label,
  keys: [keys[tool].key],
  run: ({ actions }) => actions.setTool(tool),
}));
