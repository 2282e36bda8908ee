// The codes that would fit a cell nearly as well; one press puts a code there.
import type { Inspection } from '../../store/state.ts';
import { classes } from '../controls/classes.ts';
import styles from './alternatives.module.css';
import { CodeChoice } from './code-choice.tsx';
import { fitWords } from './fit-words.ts';

const slots = [0, 1, 2, 3, 4, 5, 6, 7];

interface AlternativesProps {
  readonly inspection: Inspection | null;
  readonly cell: number;
  /** The code that the cell holds now. */
  readonly code: number;
}

export function Alternatives({ inspection, cell, code }: AlternativesProps) {
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
            <CodeChoice
              cell={cell}
              code={alternative.code}
              held={alternative.code === code}
              stale={stale}
              label={`Put code ${alternative.code} here, ${words.spoken(alternative.distance)}`}
              figure={words.short(alternative.distance)}
            />
          </li>
        );
      })}
    </ol>
  );
}
