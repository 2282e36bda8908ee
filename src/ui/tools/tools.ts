// Every tool with what a person sees of it: name, icon, what it does.
import {
  Blend,
  Brush,
  Eraser,
  Hand,
  Lasso,
  type LucideIcon,
  PaintBucket,
  PaintbrushVertical,
  Pipette,
  Replace,
  Slash,
  Square,
  SquareDashed,
  Stamp,
} from 'lucide-react';
import type { Tool } from '../../store/state.ts';

interface ToolFace {
  readonly tool: Tool;
  readonly name: string;
  readonly icon: LucideIcon;
  readonly purpose: string;
  /** Whether the brush's shape and size change what it does. */
  readonly usesBrush: boolean;
}

export const toolFaces: readonly ToolFace[] = [
  { tool: 'brush', name: 'Brush', icon: Brush, purpose: 'Paints the foreground code.', usesBrush: true },
  { tool: 'erase', name: 'Erase', icon: Eraser, purpose: 'Brings the photo’s own codes back.', usesBrush: true },
  {
    tool: 'blend',
    name: 'Blend',
    icon: Blend,
    purpose: 'Steps each cell to its next-nearest code.',
    usesBrush: true,
  },
  {
    tool: 'stamp',
    name: 'Stamp',
    icon: Stamp,
    purpose: 'Paints the patch you copied, in this picture or another.',
    usesBrush: false,
  },
  {
    tool: 'bucket',
    name: 'Bucket',
    icon: PaintBucket,
    purpose: 'Fills a connected area of one code.',
    usesBrush: false,
  },
  { tool: 'replace', name: 'Replace all', icon: Replace, purpose: 'Replaces a code everywhere.', usesBrush: false },
  { tool: 'line', name: 'Line', icon: Slash, purpose: 'Draws a straight line of codes.', usesBrush: true },
  { tool: 'rectangle', name: 'Rectangle', icon: Square, purpose: 'Fills a rectangle.', usesBrush: false },
  {
    tool: 'select-rectangle',
    name: 'Select',
    icon: SquareDashed,
    purpose: 'Selects a rectangle of cells.',
    usesBrush: false,
  },
  { tool: 'select-lasso', name: 'Lasso', icon: Lasso, purpose: 'Selects cells by hand.', usesBrush: false },
  {
    tool: 'select-brush',
    name: 'Selection brush',
    icon: PaintbrushVertical,
    purpose: 'Selects the cells you brush over.',
    usesBrush: true,
  },
  {
    tool: 'eyedropper',
    name: 'Eyedropper',
    icon: Pipette,
    purpose: 'Picks a code from the picture.',
    usesBrush: false,
  },
  { tool: 'pan', name: 'Pan', icon: Hand, purpose: 'Moves the view.', usesBrush: false },
];

export function faceOf(tool: Tool): ToolFace {
  return toolFaces.find((face) => face.tool === tool)!;
}
