// What a control is called and its key, shown beside it on hover and keyboard focus.
import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './hint.module.css';

export interface HintProps {
  readonly label: ReactNode;
  readonly shortcut?: string | undefined;
  readonly side?: 'top' | 'right' | 'bottom' | 'left' | undefined;
  readonly children: ReactNode;
}

export function Hint({ label, shortcut, side = 'bottom', children }: HintProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className={styles.hint} side={side} sideOffset={6} collisionPadding={8}>
          {label}
          {shortcut && <kbd className={styles.key}>{shortcut}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
