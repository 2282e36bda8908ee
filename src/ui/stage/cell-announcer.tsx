// Says where the keyboard's cell cursor is, for screen readers.
import { visibleGrid } from '../../store/selectors.ts';
import { useTesseraState } from '../tessera-context.ts';
import { describeCell } from './cell-cursor.ts';
import styles from './stage.module.css';

export function CellAnnouncer() {
  const words = useTesseraState((state) => {
    const grid = visibleGrid(state);
    return grid && state.cursor !== null ? describeCell(grid, state.cursor) : '';
  });
  return (
    <p className={styles.spoken} aria-live="polite">
      {words}
    </p>
  );
}
