// A drawn grid: one cell about to be written, and the cells that it can depend on.
import type { Size } from '../../core/rect.ts';
import { cellStep } from './cell-step.ts';
import styles from './reach-drawing.module.css';

interface ReachDrawingProps {
  readonly size: Size;
  readonly cell: number;
  /** 1 for each cell that is seen. */
  readonly reach: Uint8Array;
  readonly onPick: (cell: number) => void;
}

/** Units a cell. */
const unit = 10;

export function ReachDrawing({ size: { width, height }, cell, reach, onPick }: ReachDrawingProps) {
  return (
    <svg
      viewBox={`-1 -1 ${width * unit + 2} ${height * unit + 2}`}
      className={styles.drawing}
      role="application"
      aria-roledescription="drawn grid"
      aria-label={`Row ${Math.floor(cell / width) + 1}, column ${(cell % width) + 1} of ${width} by ${height} cells. Arrow keys pick another.`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes keys and pointers itself
      tabIndex={0}
      onKeyDown={(event) => {
        const next = cellStep(event, cell, { width, height });
        if (next === null) return;
        event.preventDefault();
        onPick(next);
      }}
      onPointerDown={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const at = (share: number, count: number) => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
        const x = at((event.clientX - box.left) / box.width, width);
        onPick(at((event.clientY - box.top) / box.height, height) * width + x);
      }}
    >
      {Array.from(reach, (seen, index) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
          key={index}
          x={(index % width) * unit + 0.6}
          y={Math.floor(index / width) * unit + 0.6}
          width={unit - 1.2}
          height={unit - 1.2}
          rx="1.2"
          className={styles.cell}
          data-kind={index === cell ? 'cell' : seen ? 'seen' : index < cell ? 'blind' : 'later'}
        />
      ))}
    </svg>
  );
}
