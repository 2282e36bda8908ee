// The levels of a pack that has several: each one's grid in small, which one is in hand, and what it shows alone.
import { Layers2, RotateCcw } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { useCallback, useRef } from 'react';
import type { TokenGrid } from '../../core/token-grid.ts';
import type { DocumentLevel } from '../../store/state.ts';
import { useDrawing } from '../canvas-events.ts';
import { Button } from '../controls/button.tsx';
import { classes } from '../controls/classes.ts';
import { Hint } from '../controls/hint.tsx';
import { shortcutFor } from '../keyboard/shortcuts.ts';
import { paintMosaicCells } from '../stage/mosaic-pixels.ts';
import { useActions, useTesseraState } from '../tessera-context.ts';
import { useSettledGrids } from '../usage.ts';
import styles from './level-bar.module.css';
import { levelTitle } from './level-name.ts';

export function LevelBar() {
  const actions = useActions();
  const levels = useTesseraState((state) => state.document?.levels ?? null);
  const inHand = useTesseraState((state) => state.level);
  const alone = useTesseraState((state) => state.alone);
  const grids = useSettledGrids();
  const level = levels?.[inHand];
  if (!levels || !level) return null;
  const others = levels.filter((other) => other !== level).map(({ name }) => name);
  return (
    <div className={styles.bar} role="toolbar" aria-label="Levels">
      <ToggleGroup.Root
        type="single"
        className={styles.levels}
        aria-label="Level in hand"
        value={String(inHand)}
        onValueChange={(value) => value !== '' && actions.takeLevel(Number(value))}
      >
        {levels.map((other, i) => (
          <Hint key={other.name} label={`Paint on the ${other.name}`} shortcut={shortcutFor('nextLevel')}>
            <ToggleGroup.Item value={String(i)} className={styles.level} aria-label={nameOf(other)}>
              {grids[i] && <Thumb grid={grids[i]} level={i} />}
              <span className={styles.name}>{levelTitle(other.name)}</span>
              <span className={classes(styles.size, styles.wide)}>{sizeOf(other)}</span>
            </ToggleGroup.Item>
          </Hint>
        ))}
      </ToggleGroup.Root>
      <div className={styles.commands}>
        {levels.every(({ meanCode }) => meanCode !== null) && (
          <Hint
            label={`A view: the ${others.join(' and ')} is decoded as its mean code; no token changes`}
            shortcut={shortcutFor('alone')}
          >
            <Button look="quiet" icon={Layers2} aria-pressed={alone} onClick={() => actions.showAlone(!alone)}>
              {levelTitle(level.name)} only
            </Button>
          </Hint>
        )}
        <Hint label={`All of the ${level.name} back to its own codes`}>
          <Button
            look="quiet"
            icon={RotateCcw}
            aria-label={`Reset ${level.name}`}
            onClick={() => actions.restoreOwn('level')}
          >
            <span className={styles.wide}>Reset {level.name}</span>
          </Button>
        </Hint>
      </div>
    </div>
  );
}

function sizeOf({ own: { width, height } }: DocumentLevel): string {
  return `${width} × ${height}`;
}

function nameOf(level: DocumentLevel): string {
  return `${levelTitle(level.name)}, ${sizeOf(level)} tokens`;
}

interface ThumbProps {
  readonly grid: TokenGrid;
  readonly level: number;
}

/** A pixel for each cell. */
function Thumb({ grid, level }: ThumbProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = useTesseraState((state) => state.codeColours?.ofLevels[level] ?? null);
  const { width, height } = grid;
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      if (!colours) return;
      const image = new ImageData(width, height);
      paintMosaicCells(image, grid, grid.tokens.keys(), { kind: 'similarity', side: 1, colours });
      context.putImageData(image, 0, 0);
    },
    [grid, width, height, colours],
  );
  useDrawing(canvas, draw);
  return <canvas ref={canvas} width={width} height={height} className={styles.thumb} />;
}
