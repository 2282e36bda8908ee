// Names what a pane, or one side of it, shows.
import type { ReactNode } from 'react';
import styles from './pane-title.module.css';

interface PaneTitleProps {
  readonly side: 'left' | 'right';
  readonly children: ReactNode;
}

export function PaneTitle({ side, children }: PaneTitleProps) {
  return (
    <span className={styles.title} data-side={side}>
      {children}
    </span>
  );
}
