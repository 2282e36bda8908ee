// Takes files and links that are dropped anywhere on the page, and shows that it will.
import { ImageDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useActions } from '../tessera-context.ts';
import styles from './drop-overlay.module.css';
import { openText } from './open-text.ts';

export function DropOverlay() {
  const actions = useActions();
  const [dragging, setDragging] = useState(false);

  useEffect(() => {
    // Enter and leave fire for every element on the way: the drag is over when as many left as entered.
    let depth = 0;
    const takes = (event: DragEvent) =>
      event.dataTransfer?.types.some((type) => type === 'Files' || type === 'text/uri-list') ?? false;
    const onEnter = (event: DragEvent) => {
      if (!takes(event)) return;
      depth++;
      setDragging(true);
    };
    const onOver = (event: DragEvent) => {
      if (!takes(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    };
    const onLeave = (event: DragEvent) => {
      if (!takes(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setDragging(false);
    };
    const onDrop = async (event: DragEvent) => {
      depth = 0;
      setDragging(false);
      if (!takes(event) || !event.dataTransfer) return;
      event.preventDefault();
      const files = Array.from(event.dataTransfer.files);
      if (files.length === 0) openText(event.dataTransfer.getData('text/plain'), actions);
      for (const file of files) await actions.openFile(file, file.name);
    };
    window.addEventListener('dragenter', onEnter);
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragenter', onEnter);
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
    };
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
