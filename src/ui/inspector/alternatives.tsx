// The codes that would fit a cell nearly as well; one press puts a code there.
import type { Inspection } from '../../store/state.ts';
import { classes } from '../controls/classes.ts';
import { Swatch } from '../controls/swatch.tsx';
import { useActions } from '../tessera-context.ts';
import styles from './alternatives.module.css';
import { fitWords } from './fit-words.ts';

const slots = [0, 1, 2, 3, 4, 5, 6, 7];

interface AlternativesProps {
  readonly inspection: Inspection | null;
  readonly cell: number;
  /** The code that the cell holds now. */
  readonly code: number;
}

export function Alternatives({ inspection, cell, code }: AlternativesProps) {
  const actions = useActions();
  const words = fitWords[inspection?.measure ?? 'squared-distance'];
  // The last cell's alternatives stay, faded, until this one's have been computed: nothing flickers.
  const stale = inspection?.cell !== cell;
  return (
    <ol className={classes(styles.list, stale && styles.stale)} aria-label={words.list}>
      {slots.map((slot) => {
        const alternative = inspection?.alternatives[slot];
        if (!alternative) return <li key={slot} className={styles.empty} />;
        return (
          <li key={slot}>
            <button
              type="button"
              className={styles.alternative}
              disabled={stale}
              aria-pressed={alternative.code === code}
              aria-label={`Put code ${alternative.code} here, ${words.spoken(alternative.distance)}`}
              onPointerEnter={() => actions.hoverCode(alternative.code)}
              onPointerLeave={() => actions.hoverCode(null)}
              onClick={() => {
                // The cursor keeps the inspector at this cell.
                actions.setCursor(cell);
                actions.setCell(cell, alternative.code);
              }}
            >
              <Swatch code={alternative.code} className={styles.swatch} />
              <span className={styles.distance} aria-hidden="true">
                {words.short(alternative.distance)}
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
