// Edits and proposals meet: who paints on a proposal accepts it, and undo takes the proposals away before anything else.
import type { TesseraActions } from '../state.ts';
import type { PriorActions } from './prior-state.ts';

type Edits = Pick<
  TesseraActions,
  | 'beginGesture'
  | 'applyAtCursor'
  | 'setCell'
  | 'cut'
  | 'paste'
  | 'flip'
  | 'nudge'
  | 'fill'
  | 'restoreOwn'
  | 'replaceCode'
  | 'undo'
  | 'redo'
>;

/** @param isOpen whether there are proposals */
export function settleFirst(
  edits: Edits,
  { accept, reject }: Pick<PriorActions, 'accept' | 'reject'>,
  isOpen: () => boolean,
): Edits {
  function accepting<A extends readonly unknown[]>(edit: (...given: A) => void): (...given: A) => void {
    return (...given) => {
      if (isOpen()) accept();
      edit(...given);
    };
  }
  return {
    beginGesture: accepting(edits.beginGesture),
    applyAtCursor: accepting(edits.applyAtCursor),
    setCell: accepting(edits.setCell),
    cut: accepting(edits.cut),
    paste: accepting(edits.paste),
    flip: accepting(edits.flip),
    nudge: accepting(edits.nudge),
    fill: accepting(edits.fill),
    restoreOwn: accepting(edits.restoreOwn),
    replaceCode: accepting(edits.replaceCode),
    undo: () => (isOpen() ? reject() : edits.undo()),
    redo: () => {
      if (isOpen()) reject();
      edits.redo();
    },
  };
}
