// The one frame of every dialog: title, what it is for, body, and a row of buttons at the bottom.
import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import { classes } from './classes.ts';
import styles from './dialog-frame.module.css';

interface DialogFrameProps {
  readonly title: string;
  readonly description: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  readonly wide?: boolean;
  /** What has the focus once it is closed, in place of what had it before. */
  readonly nextFocus?: () => HTMLElement | null;
}

export function DialogFrame({
  title,
  description,
  onClose,
  children,
  footer,
  wide = false,
  nextFocus,
}: DialogFrameProps) {
  // Radix gives the focus back to a trigger of its own alone, and these dialogs are opened from anywhere.
  const [opener] = useState(() => document.activeElement);
  const giveFocus = (event: Event) => {
    event.preventDefault();
    const next = nextFocus?.() ?? opener;
    if (next instanceof HTMLElement) next.focus();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.scrim} />
        <Dialog.Content className={classes(styles.frame, wide && styles.wide)} onCloseAutoFocus={giveFocus}>
          <header className={styles.header}>
            <Dialog.Title className={styles.title}>{title}</Dialog.Title>
            <Dialog.Description className={styles.description}>{description}</Dialog.Description>
            <Dialog.Close asChild>
              <Button look="quiet" className={styles.close} aria-label="Close">
                <X size={18} strokeWidth={1.75} aria-hidden="true" />
              </Button>
            </Dialog.Close>
          </header>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long texts are scrolled with the keyboard */}
          <div className={styles.body} tabIndex={0}>
            {children}
          </div>
          {footer && <footer className={styles.footer}>{footer}</footer>}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
