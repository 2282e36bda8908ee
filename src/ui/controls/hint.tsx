// What a control is called and its key, shown beside it on hover and keyboard focus.
import { Tooltip } from 'radix-ui';
import type { FocusEvent, ReactNode } from 'react';
import styles from './hint.module.css';

export interface HintProps {
  readonly label: ReactNode;
  readonly shortcut?: string | undefined;
  readonly side?: 'top' | 'right' | 'bottom' | 'left' | undefined;
  readonly children: ReactNode;
}

/** Fingers do not hover: there a hint would only come up, and stay, when a menu gives the focus back. */
const fingers = matchMedia('(pointer: coarse)').matches;

export function Hint({ label, shortcut, side = 'bottom', children }: HintProps) {
  if (fingers) return children;
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild onFocus={keepClosedUnlessByKeyboard}>
        {children}
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className={styles.hint} side={side} sideOffset={6} collisionPadding={8}>
          {label}
          {shortcut && <kbd className={styles.key}>{shortcut}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

/** A closed menu gives the focus back to its button, which is no question for the button's name. */
function keepClosedUnlessByKeyboard(event: FocusEvent): void {
  if (!event.target.matches(':focus-visible')) event.preventDefault();
}
