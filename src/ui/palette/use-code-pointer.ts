// Pointing at codes: hover lights their cells, a press picks one, and a right, Shift or long press picks the background.
import { type MouseEvent, type PointerEvent, useRef } from 'react';
import { useActions } from '../tessera-context.ts';

const longPressMs = 450;

/** Handlers for an element that holds others with `data-code`. */
export function useCodePointer() {
  const actions = useActions();
  const press = useRef<{ timer: number; taken: boolean }>({ timer: 0, taken: false });

  const stopPress = () => clearTimeout(press.current.timer);

  return {
    /** A press leaves the focus where it is, so that the tools' keys go on working. */
    onMouseDown(event: MouseEvent) {
      if (codeAt(event) !== null) event.preventDefault();
    },
    onPointerOver(event: PointerEvent) {
      if (event.pointerType !== 'touch') actions.hoverCode(codeAt(event));
    },
    onPointerLeave() {
      stopPress();
      actions.hoverCode(null);
    },
    onPointerDown(event: PointerEvent) {
      const code = codeAt(event);
      press.current.taken = false;
      if (code === null || event.pointerType === 'mouse') return;
      press.current.timer = window.setTimeout(() => {
        press.current.taken = true;
        actions.pickBackground(code);
      }, longPressMs);
    },
    onPointerUp: stopPress,
    onPointerCancel: stopPress,
    onClick(event: MouseEvent) {
      const code = codeAt(event);
      if (code === null || press.current.taken) return;
      if (event.shiftKey) actions.pickBackground(code);
      else actions.pickCode(code);
    },
    onContextMenu(event: MouseEvent) {
      const code = codeAt(event);
      if (code === null) return;
      event.preventDefault();
      actions.pickBackground(code);
    },
  };
}

function codeAt(event: { readonly target: EventTarget }): number | null {
  const element = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-code]') : null;
  return element?.dataset.code === undefined ? null : Number(element.dataset.code);
}
