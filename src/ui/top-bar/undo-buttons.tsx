// One stroke back, one stroke forth.
import { Redo2, Undo2 } from 'lucide-react';
import { IconButton } from '../controls/button.tsx';
import { shortcutFor } from '../keyboard/shortcuts.ts';
import { useActions, useHistory } from '../tessera-context.ts';

export function UndoButtons() {
  const actions = useActions();
  const { canUndo, canRedo } = useHistory();
  return (
    <>
      <IconButton icon={Undo2} label="Undo" shortcut={shortcutFor('undo')} disabled={!canUndo} onClick={actions.undo} />
      <IconButton icon={Redo2} label="Redo" shortcut={shortcutFor('redo')} disabled={!canRedo} onClick={actions.redo} />
    </>
  );
}
