// A word that explains itself: on hover, on focus and on a tap.
import { Tooltip } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import hintStyles from './hint.module.css';
import styles from './term.module.css';

interface TermProps {
  readonly explanation: string;
  readonly children: ReactNode;
}

export function Term({ explanation, children }: TermProps) {
  const [open, setOpen] = useState(false);
  return (
    <Tooltip.Root open={open} onOpenChange={setOpen}>
      <Tooltip.Trigger
        type="button"
        className={styles.term}
        // A tooltip closes on a press by itself; here a press (a tap) opens it.
        onPointerDown={(event) => event.preventDefault()}
        onClick={(event) => {
          event.preventDefault();
          setOpen(true);
        }}
      >
        {children}
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className={hintStyles.hint} side="top" sideOffset={6} collisionPadding={8}>
          {explanation}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
