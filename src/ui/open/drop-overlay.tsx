// Takes files and links that are dropped anywhere on the page, and shows that it will.
import { ImageDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Notice } from '../../store/state.ts';
import { isTextField } from '../keyboard/key-target.ts';
import { useActions } from '../tessera-context.ts';
import { carriedBy, explainCarried, openCarried } from './carried.ts';
import styles from './drop-overlay.module.css';

const carriedTypes = new Set(['Files', 'text/uri-list', 'text/html', 'text/plain']);

const nothingToOpen: Omit<Notice, 'id'> = {
  kind: 'info',
  title: 'There is nothing to open in this',
  detail: 'Drop a photo, a Tessera PNG, a .tokens.json or a Tessera link.',
};

export function DropOverlay() {
  const actions = useActions();
  const [dragging, setDragging] = useState(false);

  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    /** What was entered last: the drag has left the page once that is left, whatever went from under it meanwhile. */
    let entered: EventTarget | null = null;
    /** The drag began in this page, which has nothing to bring. */
    let ownDrag = false;
    const takes = (event: DragEvent) =>
      !ownDrag &&
      !(event.target instanceof Element && isTextField(event.target)) &&
      (event.dataTransfer?.types.some((type) => carriedTypes.has(type)) ?? false);
    const end = () => {
      entered = null;
      ownDrag = false;
      setDragging(false);
    };
    const onEnter = (event: DragEvent) => {
      entered = event.target;
      setDragging(takes(event));
    };
    const onOver = (event: DragEvent) => {
      if (!takes(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    };
    const onLeave = (event: DragEvent) => {
      if (event.target !== entered) return;
      entered = null;
      setDragging(false);
    };
    const onDrop = (event: DragEvent) => {
      const taken = takes(event);
      end();
      if (!taken) return;
      event.preventDefault();
      const carried = carriedBy(event.dataTransfer);
      if (!openCarried(carried, actions, 'Dropped')) actions.notify(explainCarried(carried) ?? nothingToOpen);
    };
    const onStart = () => {
      ownDrag = true;
    };
    window.addEventListener('dragstart', onStart, { signal });
    window.addEventListener('dragend', end, { signal });
    window.addEventListener('dragenter', onEnter, { signal });
    window.addEventListener('dragover', onOver, { signal });
    window.addEventListener('dragleave', onLeave, { signal });
    window.addEventListener('drop', onDrop, { signal });
    // While something is dragged no pointer moves: the end of that drag was never told.
    window.addEventListener('pointermove', end, { signal });
    return () => listening.abort();
  }, [actions]);

  if (!dragging) return null;
  return (
    <div className={styles.overlay}>
      <div className={styles.card}>
        <ImageDown size={28} strokeWidth={1.5} aria-hidden="true" />
        <p className={styles.title}>Drop it to see its tokens</p>
        <p className={styles.note}>A photo, a Tessera PNG or a .tokens.json. It stays on this device.</p>
      </div>
    </div>
  );
}
