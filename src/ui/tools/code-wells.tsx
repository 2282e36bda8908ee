// Foreground and background code, and the button that swaps them.
import { ArrowLeftRight } from 'lucide-react';
import { IconButton } from '../controls/button.tsx';
import { classes } from '../controls/classes.ts';
import { Hint } from '../controls/hint.tsx';
import { Swatch } from '../controls/swatch.tsx';
import { shortcutFor } from '../keyboard/shortcuts.ts';
import { useActions, useTesseraState } from '../tessera-context.ts';
import styles from './code-wells.module.css';

interface CodeWellsProps {
  /** Called when a well is pressed, say to show the palette. */
  readonly onPress?: () => void;
  readonly compact?: boolean;
}

export function CodeWells({ onPress, compact = false }: CodeWellsProps) {
  const actions = useActions();
  const foreground = useTesseraState((state) => state.foreground);
  const background = useTesseraState((state) => state.background);

  const well = (code: number, role: 'Foreground' | 'Background') => (
    <Hint label={`${role} code ${code}`} side="right">
      <button
        type="button"
        className={classes(styles.well, styles[role.toLowerCase()])}
        aria-label={`${role} code ${code}`}
        onPointerEnter={() => actions.hoverCode(code)}
        onPointerLeave={() => actions.hoverCode(null)}
        onClick={onPress}
      >
        <Swatch code={code} className={styles.swatch} />
      </button>
    </Hint>
  );

  return (
    <div className={classes(styles.wells, compact && styles.compact)}>
      <div className={styles.pair}>
        {well(background, 'Background')}
        {well(foreground, 'Foreground')}
      </div>
      {!compact && (
        <div className={styles.caption}>
          <span className={styles.id}>{foreground}</span>
          <IconButton
            icon={ArrowLeftRight}
            label="Swap codes"
            shortcut={shortcutFor('swapCodes')}
            hintSide="right"
            onClick={actions.swapCodes}
          />
        </div>
      )}
      {compact && <IconButton icon={ArrowLeftRight} label="Swap codes" hintSide="top" onClick={actions.swapCodes} />}
    </div>
  );
}
