// The picture in work, and the others that lie ready.
import { ChevronDown, Trash2 } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { ShelfEntry } from '../../store/state.ts';
import { Button } from '../controls/button.tsx';
import { PopoverFrame } from '../controls/popover-frame.tsx';
import { useActions, useTesseraState } from '../tessera-context.ts';
import styles from './shelf.module.css';

export function Shelf() {
  const shelf = useTesseraState((state) => state.shelf);
  const id = useTesseraState((state) => state.document?.id ?? null);
  const name = useTesseraState((state) => state.document?.name ?? 'No picture');
  const current = shelf.find((entry) => entry.id === id);
  return (
    <PopoverFrame
      label="Open pictures"
      align="start"
      trigger={
        <button type="button" className={styles.current} aria-label={`${name}: open pictures`}>
          {current ? (
            <img src={current.thumbnail} alt="" draggable={false} className={styles.thumbnail} />
          ) : (
            <span className={styles.thumbnail} />
          )}
          <span className={styles.name}>{name}</span>
          <ChevronDown size={14} aria-hidden="true" className={styles.chevron} />
        </button>
      }
    >
      <h2 className={styles.title}>Open pictures</h2>
      {shelf.length === 0 && <p className={styles.none}>None yet. Drop a photo anywhere on the page.</p>}
      <ul className={styles.list}>
        {shelf.map((entry) => (
          <ShelfRow key={entry.id} entry={entry} current={entry.id === id} />
        ))}
      </ul>
    </PopoverFrame>
  );
}

function ShelfRow({ entry, current }: { readonly entry: ShelfEntry; readonly current: boolean }) {
  const actions = useActions();
  return (
    <li className={styles.row}>
      <Popover.Close asChild>
        <button
          type="button"
          className={styles.entry}
          aria-current={current}
          onClick={() => void (current || actions.openShelf(entry.id))}
        >
          <img src={entry.thumbnail} alt="" draggable={false} className={styles.thumbnail} />
          <span className={styles.name}>{entry.name}</span>
        </button>
      </Popover.Close>
      <Button
        look="quiet"
        className={styles.delete}
        aria-label={`Delete ${entry.name}`}
        onClick={() => void actions.deletePicture(entry.id)}
      >
        <Trash2 size={15} aria-hidden="true" />
      </Button>
    </li>
  );
}
