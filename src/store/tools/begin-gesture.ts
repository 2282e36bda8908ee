// Which gesture a pointer begins: a pen's eraser comes first, then a floating patch under it, Alt's eyedropper, the tool.
import type { GestureOptions, GridPoint, Tool } from '../state.ts';
import { beginBucket, beginEyedropper, beginReplace } from './click-tools.ts';
import type { BeginGesture, Gesture, GestureContext } from './gesture.ts';
import { beginBlend, beginBrush, beginErase, beginLine, beginRectangle, beginStamp } from './paint-tools.ts';
import {
  beginSelectBrush,
  beginSelectLasso,
  beginSelectRectangle,
  dragFloating,
  floatingAt,
} from './selection-tools.ts';

const byTool: Record<Tool, BeginGesture> = {
  brush: beginBrush,
  stamp: beginStamp,
  blend: beginBlend,
  erase: beginErase,
  bucket: beginBucket,
  replace: beginReplace,
  eyedropper: beginEyedropper,
  line: beginLine,
  rectangle: beginRectangle,
  'select-rectangle': beginSelectRectangle,
  'select-lasso': beginSelectLasso,
  'select-brush': beginSelectBrush,
  // The stage pans by itself: no cell changes.
  pan: () => null,
};

export function beginToolGesture(context: GestureContext, point: GridPoint, options: GestureOptions): Gesture | null {
  const { floating, tool } = context.get();
  if (options.erase) return beginErase(context, point, options);
  if (floating && floatingAt(floating, point)) return dragFloating(context, point, { floating });
  if (options.pick) return beginEyedropper(context, point, options);
  return byTool[tool](context, point, options);
}
