// What can be done with the selected cells or with a patch that is not set down yet; floats over the stage's lower edge.
import {
  Check,
  Copy,
  FlipHorizontal2,
  FlipVertical2,
  PaintBucket,
  RotateCcw,
  Scissors,
  Sparkles,
  SquareDashedMousePointer,
  X,
} from 'lucide-react';
import { useMemo } from 'react';
import { countCells } from '../../core/cell-mask.ts';
import { Button, IconButton } from '../controls/button.tsx';
import { classes } from '../controls/classes.ts';
import { plural } from '../controls/format.ts';
import { shortcutFor } from '../keyboard/shortcuts.ts';
import { useActions, useTesseraState } from '../tessera-context.ts';
import styles from './selection-bar.module.css';

export function SelectionBar() {
  const actions = useActions();
  const floating = useTesseraState((state) => state.floating !== null);
  const selection = useTesseraState((state) => state.selection);
  const cells = useMemo(() => (selection ? countCells(selection) : 0), [selection]);
  const othersSpeak = useTesseraState(
    ({ prior, codeSearch }) => prior.proposals.length > 0 || prior.run !== null || codeSearch !== null,
  );
  if (floating) {
    return (
      <div className={styles.bar} role="toolbar" aria-label="Floating patch">
        <span className={styles.count}>Drag it into place</span>
        <Flips />
        <IconButton
          icon={X}
          label="Discard"
          shortcut={shortcutFor('discardFloating')}
          hintSide="top"
          onClick={actions.discardFloating}
        />
        <Button look="filled" icon={Check} onClick={actions.placeFloating}>
          Place
        </Button>
      </div>
    );
  }
  // Their bars take this one's place.
  if (cells === 0 || othersSpeak) return null;
  return (
    <div className={styles.bar} role="toolbar" aria-label="Selection">
      <span className={classes(styles.count, styles.selected)}>{plural(cells, 'cell')}</span>
      <IconButton icon={Copy} label="Copy" shortcut={shortcutFor('copy')} hintSide="top" onClick={actions.copy} />
      <IconButton icon={Scissors} label="Cut" shortcut={shortcutFor('cut')} hintSide="top" onClick={actions.cut} />
      <Flips />
      <FillSelection />
      <IconButton
        icon={RotateCcw}
        label="Back to the photo’s own codes"
        hintSide="top"
        onClick={() => actions.restoreOwn()}
      />
      <Regenerate />
      <IconButton
        icon={SquareDashedMousePointer}
        label="Invert selection"
        shortcut={shortcutFor('invertSelection')}
        hintSide="top"
        onClick={actions.invertSelection}
      />
      <IconButton
        icon={X}
        label="Deselect"
        shortcut={shortcutFor('selectNone')}
        hintSide="top"
        onClick={actions.selectNone}
      />
    </div>
  );
}

function Flips() {
  const actions = useActions();
  return (
    <>
      <IconButton
        icon={FlipHorizontal2}
        label="Flip left to right"
        shortcut={shortcutFor('flipHorizontal')}
        hintSide="top"
        onClick={() => actions.flip('horizontal')}
      />
      <IconButton
        icon={FlipVertical2}
        label="Flip top to bottom"
        shortcut={shortcutFor('flipVertical')}
        hintSide="top"
        onClick={() => actions.flip('vertical')}
      />
    </>
  );
}

function Regenerate() {
  const actions = useActions();
  const available = useTesseraState((state) => state.prior.info !== null);
  return (
    <IconButton
      icon={Sparkles}
      label="Write anew with the prior"
      shortcut={shortcutFor('regenerate')}
      hintSide="top"
      disabled={!available}
      onClick={() => void actions.prior.regenerate(1)}
    />
  );
}

function FillSelection() {
  const actions = useActions();
  const foreground = useTesseraState((state) => state.foreground);
  return (
    <IconButton
      icon={PaintBucket}
      label={`Fill with code ${foreground}`}
      shortcut={shortcutFor('fill')}
      hintSide="top"
      onClick={() => actions.fill(foreground)}
    />
  );
}
