// One of the codes that could stand in the inspected cell, with a number below it; a press puts it there.
import { Swatch } from '../controls/swatch.tsx';
import { useActions } from '../tessera-context.ts';
import styles from './code-choice.module.css';

interface CodeChoiceProps {
  readonly cell: number;
  readonly code: number;
  /** It is what the cell holds now. */
  readonly held: boolean;
  /** It is about another cell, until this one's have been computed. */
  readonly stale: boolean;
  readonly label: string;
  readonly figure: string;
}

export function CodeChoice({ cell, code, held, stale, label, figure }: CodeChoiceProps) {
  const actions = useActions();
  return (
    <button
      type="button"
      className={styles.choice}
      disabled={stale}
      aria-pressed={held}
      aria-label={label}
      onPointerEnter={() => actions.hoverCode(code)}
      onPointerLeave={() => actions.hoverCode(null)}
      onClick={() => {
        // The cursor keeps the inspector at this cell.
        actions.setCursor(cell);
        actions.setCell(cell, code);
      }}
    >
      <Swatch code={code} className={styles.swatch} />
      <span className={styles.figure} aria-hidden="true">
        {figure}
      </span>
    </button>
  );
}
