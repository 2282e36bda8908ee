// How far a long piece of work is: a bar, and words under it.
import type { ReactNode } from 'react';
import styles from './work-progress.module.css';

interface WorkProgressProps {
  /** Names the bar. */
  readonly label: string;
  readonly value: number;
  readonly max: number;
  /** For eyes: the bar tells the rest its share. */
  readonly children: ReactNode;
}

export function WorkProgress({ label, value, max, children }: WorkProgressProps) {
  return (
    <span className={styles.progress}>
      <progress aria-label={label} value={value} max={max} />
      <span aria-hidden="true">{children}</span>
    </span>
  );
}
