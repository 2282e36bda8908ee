// The choices of the view bar, with their names and icons.
import { Columns2, EyeOff, Layers, Palette, Shapes } from 'lucide-react';

export const modes = [
  { value: 'original', label: 'Original' },
  { value: 'split', label: 'Split' },
  { value: 'reconstruction', label: 'Reconstruction' },
  { value: 'error', label: 'Error' },
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
