// Zoom out, a percentage to type, zoom in, fit.
import { Maximize, Minus, Plus } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { IconButton } from '../controls/button.tsx';
import { shortcutFor } from '../keyboard/shortcuts.ts';
import { useActions, useTesseraStore } from '../tessera-context.ts';
import { parsePercent } from './parse-percent.ts';
import { useStageParts } from './stage-context.ts';
import { zoomBy, zoomStep, zoomTo } from './stage-zoom.ts';
import styles from './zoom-control.module.css';

export function ZoomControl() {
  const store = useTesseraStore();
  const actions = useActions();
  const { renderer } = useStageParts();
  const inputRef = useRef<HTMLInputElement>(null);

  useEffect(
    () =>
      renderer.follow(({ viewport }) => {
        const input = inputRef.current;
        if (input && document.activeElement !== input) input.value = percentOf(viewport.scale);
      }),
    [renderer],
  );

  const showCurrent = () => {
    const geometry = renderer.geometry();
    if (inputRef.current && geometry) inputRef.current.value = percentOf(geometry.viewport.scale);
  };
  const commit = () => {
    const percent = parsePercent(inputRef.current?.value ?? '');
    if (percent !== null) zoomTo(store, actions, percent / 100);
    showCurrent();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') commit();
    if (event.key === 'Escape') showCurrent();
    if (event.key === 'Enter' || event.key === 'Escape') inputRef.current?.blur();
  };

  return (
    <fieldset className={styles.control} aria-label="Zoom">
      <IconButton
        className={styles.step}
        icon={Minus}
        label="Zoom out"
        shortcut={shortcutFor('zoomOut')}
        hintSide="top"
        onClick={() => zoomBy(store, actions, 1 / zoomStep)}
      />
      <input
        ref={inputRef}
        className={styles.percent}
        defaultValue="100%"
        inputMode="numeric"
        aria-label="Zoom in percent"
        autoComplete="off"
        onFocus={({ currentTarget }) => currentTarget.select()}
        onBlur={showCurrent}
        onKeyDown={onKeyDown}
      />
      <IconButton
        className={styles.step}
        icon={Plus}
        label="Zoom in"
        shortcut={shortcutFor('zoomIn')}
        hintSide="top"
        onClick={() => zoomBy(store, actions, zoomStep)}
      />
      <IconButton
        icon={Maximize}
        label="Fit"
        shortcut={shortcutFor('fit')}
        hintSide="top"
        onClick={() => actions.setViewport(null)}
      />
    </fieldset>
  );
}

function percentOf(scale: number): string {
  return `${Math.round(100 * scale)}%`;
}
