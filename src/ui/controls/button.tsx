// The one button, with words or with an icon alone, and its pressed form.
import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import styles from './button.module.css';
import { classes } from './classes.ts';
import { Hint, type HintProps } from './hint.tsx';

interface ButtonProps extends ComponentProps<'button'> {
  /** Quiet has no frame until the pointer is over it. */
  readonly look?: 'quiet' | 'outlined' | 'filled';
  readonly icon?: LucideIcon;
}

export function Button({ look = 'outlined', icon: Icon, className, children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={classes(styles.button, styles[look], className)} {...rest}>
      {Icon && <Icon size={16} strokeWidth={1.75} aria-hidden="true" />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  readonly icon: LucideIcon;
  /** The button's name, also shown as its hint. */
  readonly label: string;
  readonly shortcut?: string | undefined;
  readonly hintSide?: HintProps['side'];
  /** Makes it a toggle. */
  readonly pressed?: boolean;
}

export function IconButton({ icon: Icon, label, shortcut, hintSide, pressed, className, ...rest }: IconButtonProps) {
  return (
    <Hint label={label} shortcut={shortcut} side={hintSide}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        className={classes(styles.button, styles.quiet, styles.iconOnly, className)}
        {...rest}
      >
        <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
      </button>
    </Hint>
  );
}
