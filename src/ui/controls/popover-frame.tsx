// A small floating panel that a button opens.
import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './popover-frame.module.css';

interface PopoverFrameProps {
  readonly label: string;
  readonly trigger: ReactNode;
  readonly children: ReactNode;
  readonly side?: 'top' | 'right' | 'bottom';
  readonly align?: 'start' | 'center' | 'end';
  /** For whoever closes it themselves. */
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
}

export function PopoverFrame(props: PopoverFrameProps) {
  const { label, trigger, children, side = 'bottom', align = 'center', ...control } = props;
  return (
    <Popover.Root {...control}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={styles.popover}
          side={side}
          align={align}
          sideOffset={8}
          collisionPadding={8}
          aria-label={label}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
