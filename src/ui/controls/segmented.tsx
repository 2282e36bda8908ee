// One choice of a few, all in sight, laid like tiles in a row.
import type { LucideIcon } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { classes } from './classes.ts';
import { Hint } from './hint.tsx';
import styles from './segmented.module.css';

interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly {
    readonly value: T;
    readonly label: string;
    readonly icon?: LucideIcon;
    readonly shortcut?: string | undefined;
  }[];
  readonly onChange: (value: T) => void;
  /** Shows icons alone; the labels stay as names. */
  readonly iconsOnly?: boolean;
  readonly stretch?: boolean;
}

export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
  iconsOnly = false,
  stretch = false,
}: SegmentedProps<T>) {
  const choose = (next: string) => {
    const option = options.find((candidate) => candidate.value === next);
    if (option) onChange(option.value);
  };
  return (
    <ToggleGroup.Root
      type="single"
      className={classes(styles.track, stretch && styles.stretch)}
      aria-label={label}
      value={value}
      onValueChange={choose}
    >
      {options.map(({ value: option, label: name, icon: Icon, shortcut }) => {
        const tile = (
          <ToggleGroup.Item
            key={option}
            value={option}
            className={styles.tile}
            aria-label={iconsOnly ? name : undefined}
          >
            {Icon && <Icon size={15} strokeWidth={1.75} aria-hidden="true" />}
            {!iconsOnly && name}
          </ToggleGroup.Item>
        );
        // Words explain themselves; a hint tells what an icon means, or the key.
        return iconsOnly || shortcut ? (
          <Hint key={option} label={name} shortcut={shortcut}>
            {tile}
          </Hint>
        ) : (
          tile
        );
      })}
    </ToggleGroup.Root>
  );
}
