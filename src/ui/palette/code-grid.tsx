// The codes as a wall of tiles. Only the rows in sight exist, so that 16384 codes scroll as smoothly as 16.
import { type KeyboardEvent, memo, useEffect, useMemo, useRef, useState } from 'react';
import { gridInHand } from '../../store/selectors.ts';
import { formatCount } from '../controls/format.ts';
import { Swatch } from '../controls/swatch.tsx';
import { useActions, useTesseraState } from '../tessera-context.ts';
import styles from './code-grid.module.css';
import { useCodePointer } from './use-code-pointer.ts';
import { useColumns } from './use-columns.ts';
import { useRowsInSight } from './use-rows-in-sight.ts';

const idealPitch = matchMedia('(pointer: coarse)').matches ? 46 : 31;

interface CodeGridProps {
  readonly listed: readonly number[];
  /** The same codes in an order for rows of so many; null leaves them as listed. */
  readonly arrange: ((listed: readonly number[], columns: number) => readonly number[]) | null;
  readonly counts: Uint32Array | null;
  /** Writes the counts on the tiles. */
  readonly showCounts: boolean;
  /** Does not go to the foreground code at once, only when another becomes it. */
  readonly startsAtTop: boolean;
}

export function CodeGrid({ listed, arrange, counts, showCounts, startsAtTop }: CodeGridProps) {
  const actions = useActions();
  const foreground = useTesseraState((state) => state.foreground);
  const background = useTesseraState((state) => state.background);
  const litCode = useTesseraState((state) =>
    state.hoveredCell === null ? null : (gridInHand(state)?.tokens[state.hoveredCell] ?? null),
  );
  const scroller = useRef<HTMLDivElement>(null);
  const { count: columns, pitch, measured } = useColumns(scroller, idealPitch);
  const codes = useMemo(
    () => (arrange && measured ? arrange(listed, columns) : listed),
    [arrange, measured, listed, columns],
  );
  const shownForeground = useRef(startsAtTop ? foreground : null);
  const [activeIndex, setActiveIndex] = useState(0);
  const pointer = useCodePointer();
  const rowCount = Math.ceil(codes.length / columns);
  const [rows, bringIntoSight] = useRowsInSight(scroller, { count: rowCount, height: pitch });

  // The foreground code comes into sight, above all one that was picked elsewhere (eyedropper, recents).
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another code moves the list
  useEffect(() => {
    const index = codes.indexOf(foreground);
    if (!measured || index < 0 || shownForeground.current === foreground) return;
    shownForeground.current = foreground;
    setActiveIndex(index);
    bringIntoSight(Math.floor(index / columns));
  }, [foreground, measured]);

  const active = Math.min(activeIndex, codes.length - 1);
  const activeCode = codes[active];

  const moveTo = (index: number) => {
    const next = Math.max(0, Math.min(codes.length - 1, index));
    setActiveIndex(next);
    bringIntoSight(Math.floor(next / columns));
    const code = codes[next];
    if (code !== undefined) actions.hoverCode(code);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = columns * Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / pitch));
    switch (event.key) {
      case 'ArrowRight':
        moveTo(active + 1);
        break;
      case 'ArrowLeft':
        moveTo(active - 1);
        break;
      case 'ArrowDown':
        moveTo(active + columns);
        break;
      case 'ArrowUp':
        moveTo(active - columns);
        break;
      case 'PageDown':
        moveTo(active + page);
        break;
      case 'PageUp':
        moveTo(active - page);
        break;
      case 'Home':
        moveTo(0);
        break;
      case 'End':
        moveTo(codes.length - 1);
        break;
      case 'Enter':
      case ' ':
        if (activeCode === undefined) return;
        if (event.shiftKey) actions.pickBackground(activeCode);
        else actions.pickCode(activeCode);
        break;
      default:
        return;
    }
    // The stage's own keys (arrows move its cursor) must not act too.
    event.preventDefault();
    event.stopPropagation();
  };
  // A tile out of sight does not exist: it cannot be pointed to.
  const activeRow = Math.floor(active / columns);
  const activeExists = rows.first <= activeRow && activeRow < rows.end;

  return (
    <div
      ref={scroller}
      className={styles.scroller}
      role="listbox"
      tabIndex={0}
      aria-label="Codes"
      aria-activedescendant={activeCode === undefined || !activeExists ? undefined : tileId(activeCode)}
      onKeyDown={onKeyDown}
      onBlur={() => actions.hoverCode(null)}
      {...pointer}
    >
      <div role="presentation" className={styles.wall} style={{ height: rowCount * pitch }}>
        {Array.from({ length: Math.max(0, rows.end - rows.first) }, (_, i) => rows.first + i).map((row) => (
          <div
            key={row}
            role="presentation"
            className={styles.row}
            style={{
              height: pitch,
              gridTemplateColumns: `repeat(${columns}, 1fr)`,
              transform: `translateY(${row * pitch}px)`,
            }}
          >
            {codes.slice(row * columns, (row + 1) * columns).map((code, column) => (
              <CodeTile
                key={code}
                code={code}
                position={row * columns + column + 1}
                total={codes.length}
                uses={counts?.[code] ?? 0}
                showUses={showCounts}
                mark={markOf(code, foreground, background)}
                active={code === activeCode}
                lit={code === litCode}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

interface CodeTileProps {
  readonly code: number;
  readonly position: number;
  readonly total: number;
  readonly uses: number;
  readonly showUses: boolean;
  readonly mark: 'foreground' | 'background' | undefined;
  readonly active: boolean;
  readonly lit: boolean;
}

const CodeTile = memo(function CodeTile({ code, position, total, uses, showUses, mark, active, lit }: CodeTileProps) {
  return (
    <div
      id={tileId(code)}
      role="option"
      aria-selected={mark === 'foreground'}
      aria-label={`Code ${code}${uses > 0 ? `, used ${formatCount(uses)}×` : ''}${mark ? `, ${mark}` : ''}`}
      aria-posinset={position}
      aria-setsize={total}
      tabIndex={-1}
      className={styles.tile}
      data-code={code}
      data-mark={mark}
      data-active={active || undefined}
      data-lit={lit || undefined}
    >
      <Swatch code={code} className={styles.swatch} />
      {showUses && uses > 0 && <span className={styles.uses}>{formatCount(uses)}</span>}
    </div>
  );
});

function tileId(code: number): string {
  return `palette-code-${code}`;
}

function markOf(code: number, foreground: number, background: number): CodeTileProps['mark'] {
  if (code === foreground) return 'foreground';
  return code === background ? 'background' : undefined;
}
