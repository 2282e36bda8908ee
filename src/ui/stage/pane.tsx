// One pane of the stage: its canvases, its pointers, and the keyboard's way in.

import { type ReactNode, useEffect, useRef } from 'react';
import type { Size } from '../../core/rect.ts';
import { gridInHand } from '../../store/selectors.ts';
import { useActions, useTesseraState, useTesseraStore } from '../tessera-context.ts';
import { cursorStart } from './cell-cursor.ts';
import styles from './pane.module.css';
import type { PaneCanvases } from './pane-canvases.ts';
import { listenToPane } from './pane-input.ts';
import { useStageParts } from './stage-context.ts';

interface PaneProps {
  readonly kind: PaneCanvases['kind'];
  /** Takes the keyboard's focus: one pane of a stage does. */
  readonly focusable: boolean;
  readonly label: string;
  readonly children?: ReactNode;
}

export function Pane({ kind, focusable, label, children }: PaneProps) {
  const store = useTesseraStore();
  const actions = useActions();
  const { renderer, spaceBar, hands } = useStageParts();
  const tool = useTesseraState((state) => state.tool);
  const size = useTesseraState((state) => sizeWords(gridInHand(state)));
  const elementRef = useRef<HTMLDivElement>(null);
  const baseRef = useRef<HTMLCanvasElement>(null);
  const overlayRef = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const element = elementRef.current;
    const base = baseRef.current;
    const overlay = overlayRef.current;
    if (!element || !base || !overlay) return;
    const detach = renderer.attach({ kind, element, base, overlay, size: { width: 0, height: 0 }, density: 1 });
    const endInput = listenToPane({ element, store, actions, renderer, spaceBar, hands });
    return () => {
      endInput();
      detach();
    };
  }, [kind, store, actions, renderer, spaceBar, hands]);

  useEffect(() => {
    const element = elementRef.current;
    if (!element) return;
    const listening = new AbortController();
    const { signal } = listening;
    const leaveKeyboard = () => element.removeAttribute('data-keyboard');
    const onBlur = () => {
      leaveKeyboard();
      renderer.refreshOverlay();
    };
    const onFocus = () => {
      const { cursor, hoveredCell } = store.getState();
      const grid = gridInHand(store.getState());
      const byKeyboard = element.matches(':focus-visible');
      element.toggleAttribute('data-keyboard', byKeyboard);
      renderer.refreshOverlay();
      if (byKeyboard && cursor === null && grid) actions.setCursor(cursorStart(grid, hoveredCell));
    };
    element.addEventListener('focus', onFocus, { signal });
    element.addEventListener('blur', onBlur, { signal });
    element.addEventListener('pointerdown', leaveKeyboard, { signal });
    return () => listening.abort();
  }, [store, actions, renderer]);

  const keyboardProps = focusable
    ? ({
        role: 'application',
        tabIndex: 0,
        'aria-roledescription': 'token grid',
        'aria-label': `${label}, ${size}`,
        'aria-description': 'Arrow keys move the cell cursor, Space uses the tool there.',
      } as const)
    : ({ role: 'group', 'aria-label': label } as const);

  return (
    <div
      ref={elementRef}
      className={styles.pane}
      data-kind={kind}
      data-tool={tool}
      data-digit-keys={kind === 'tokens' ? 'recents' : 'view'}
      {...keyboardProps}
    >
      <div aria-hidden="true">
        <canvas ref={baseRef} className={styles.canvas} />
        <canvas ref={overlayRef} className={styles.canvas} />
      </div>
      {children}
    </div>
  );
}

function sizeWords(grid: Size | null): string {
  return grid ? `${grid.width} columns, ${grid.height} rows` : '';
}
