// Binds the table of shortcuts to the page's keyboard.
import { useEffect } from 'react';
import { useActions, useTesseraStore } from '../tessera-context.ts';
import { digitZone } from './digit-zone.ts';
import { isNavigationForStage, isTakenKey, watchFocusOrigin } from './key-target.ts';
import { matchShortcut } from './match-shortcut.ts';
import type { Shortcut, ShortcutContext } from './shortcut.ts';
import { shortcuts } from './shortcuts.ts';

/** @param openDialog must stay the same function */
export function useShortcuts(openDialog: ShortcutContext['openDialog']): void {
  const store = useTesseraStore();
  const actions = useActions();
  useEffect(() => {
    const context = { store, actions, openDialog };
    const onKeyDown = (event: KeyboardEvent) => {
      if (isTakenKey(event)) return;
      const shortcut = matchShortcut(shortcuts, event, {
        state: store.getState(),
        zone: digitZone(),
        navigates: isNavigationForStage(event),
      });
      if (!shortcut || (takesCopy(shortcut) && hasSelectedText())) return;
      event.preventDefault();
      shortcut.run(context);
    };
    const endWatch = watchFocusOrigin();
    window.addEventListener('keydown', onKeyDown);
    return () => {
      endWatch();
      window.removeEventListener('keydown', onKeyDown);
    };
  }, [store, actions, openDialog]);
}

/** Text that someone marked, say in an error message, is what they want to copy. */
function hasSelectedText(): boolean {
  return document.getSelection()?.isCollapsed === false;
}

function takesCopy({ id }: Shortcut): boolean {
  return id === 'copy' || id === 'cut';
}
