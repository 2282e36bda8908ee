// The choices of the view bar, with their names and icons.
import { Columns2, EyeOff, Layers, Palette, Shapes } from 'lucide-react';
import { shortcutFor } from '../keyboard/shortcuts.ts';

export const modes = [
  { value: 'original', label: 'Original', shortcut: shortcutFor('original') },
  { value: 'split', label: 'Split', shortcut: shortcutFor('split') },
  { value: 'reconstruction', label: 'Reconstruction', shortcut: shortcutFor('reconstruction') },
  { value: 'error', label: 'Error', shortcut: shortcutFor('error') },
] as const;

/** Where the pack has a critic, what that thinks too. */
export const modesWithCritic = [
  ...modes,
  { value: 'opinion', label: 'Critic', shortcut: shortcutFor('opinion') },
] as const;

export const tokenPlaces = [
  { value: 'beside', label: 'Tokens beside the picture', icon: Columns2 },
  { value: 'over', label: 'Tokens over the picture', icon: Layers },
  { value: 'hidden', label: 'Tokens hidden', icon: EyeOff },
] as const;

export const tokenFills = [
  { value: 'similarity', label: 'Colour tokens by similarity', icon: Palette },
  { value: 'swatch', label: 'Show what each token looks like', icon: Shapes },
] as const;
