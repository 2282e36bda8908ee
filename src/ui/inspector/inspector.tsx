// Everything about one cell: its code, how well it fits, and what else would.
import { useState } from 'react';
import { inspectedCell, levelInHand, visibleGrid } from '../../store/selectors.ts';
import type { DocumentLevel } from '../../store/state.ts';
import { Button } from '../controls/button.tsx';
import { plural } from '../controls/format.ts';
import { Hint } from '../controls/hint.tsx';
import { Swatch } from '../controls/swatch.tsx';
import { Term } from '../controls/term.tsx';
import { useOpenDialog } from '../dialogs/dialogs.tsx';
import { shortcutFor } from '../keyboard/shortcuts.ts';
import { ExpectedHere } from '../prior/expected-here.tsx';
import { useActions, useTesseraState } from '../tessera-context.ts';
import { useCodebookUsage } from '../usage.ts';
import { Alternatives } from './alternatives.tsx';
import { CellContext } from './cell-context.tsx';
import { fitWords } from './fit-words.ts';
import styles from './inspector.module.css';

export function Inspector() {
  const document = useTesseraState((state) => state.document);
  const level = useTesseraState(levelInHand);
  const cell = useTesseraState(inspectedCell);
  // The last cell stays when the pointer leaves the mosaic, so that its alternatives can be reached.
  const [last, setLast] = useState<{ cell: number; level: string } | null>(null);
  const place = `${document?.id} ${level?.name}`;
  if (level && cell !== null && (last?.cell !== cell || last.level !== place)) setLast({ cell, level: place });
  if (!document || !level || last?.level !== place || last.cell >= level.own.tokens.length) {
    return (
      <p className={styles.empty}>
        Point at a cell of the mosaic, or touch it, to see which code it holds, what that code looks like alone and in
        its place, and which codes would fit nearly as well.
      </p>
    );
  }
  return <Cell level={level} cell={last.cell} hasPhoto={document.photo !== null} />;
}

interface CellProps {
  readonly level: DocumentLevel;
  readonly cell: number;
  readonly hasPhoto: boolean;
}

function Cell({ level, cell, hasPhoto }: CellProps) {
  const code = useTesseraState((state) => visibleGrid(state)?.tokens[cell] ?? 0);
  const latest = useTesseraState((state) => state.inspection);
  const [inspection, setInspection] = useState(latest);
  if (latest && latest !== inspection) setInspection(latest);
  const { width } = level.own;
  const column = cell % width;
  const row = Math.floor(cell / width);
  const words = fitWords[inspection?.measure ?? 'squared-distance'];
  const distance = inspection?.cell === cell && inspection.code === code ? inspection.distance : null;

  return (
    <div className={styles.inspector}>
      <div className={styles.looks}>
        <figure>
          <Swatch code={code} className={styles.alone} />
          <figcaption className={styles.caption}>Alone</figcaption>
        </figure>
        <figure>
          <CellContext column={column} row={row} downsample={level.downsample} />
          <figcaption className={styles.caption}>In its place</figcaption>
        </figure>
        <dl className={styles.facts}>
          <div>
            <dt className={styles.hidden}>Code</dt>
            <dd className={styles.code}>{code}</dd>
          </div>
          <div>
            <dt className={styles.hidden}>Position</dt>
            <dd>
              Column {column + 1}, row {row + 1}
            </dd>
          </div>
          <div>
            <dt className={styles.inline}>
              <Term explanation={words.explanation}>{words.term}</Term>
            </dt>
            <dd className={styles.inline}>{distance === null ? '–' : words.format(distance)}</dd>
          </div>
          <div>
            <dt className={styles.hidden}>Uses</dt>
            <dd>
              <Elsewhere code={code} />
            </dd>
          </div>
        </dl>
      </div>
      <Own level={level} hasPhoto={hasPhoto} cell={cell} code={code} />
      <div>
        <h3 className={styles.subheading}>{hasPhoto ? words.alternatives : 'Nearest to this code'}</h3>
        <Alternatives inspection={inspection} cell={cell} code={code} />
      </div>
      <ExpectedHere cell={cell} code={code} />
    </div>
  );
}

function Elsewhere({ code }: { readonly code: number }) {
  const actions = useActions();
  const usage = useCodebookUsage();
  const openDialog = useOpenDialog();
  const others = Math.max(0, (usage?.counts[code] ?? 0) - 1);
  const light = () => actions.hoverCode(code);
  const unlight = () => actions.hoverCode(null);
  return (
    <Hint label="Where this code occurs, here and in the samples" shortcut={shortcutFor('atlas')}>
      <button
        type="button"
        className={styles.elsewhere}
        aria-haspopup="dialog"
        onPointerEnter={light}
        onPointerLeave={unlight}
        onFocus={light}
        onBlur={unlight}
        onClick={() => openDialog({ atlasOf: code })}
      >
        {others === 0 ? 'Nowhere else here' : `In ${plural(others, 'other cell')}`}
      </button>
    </Hint>
  );
}

function Own({ level, cell, hasPhoto, code }: CellProps & { readonly code: number }) {
  const actions = useActions();
  const own = level.own.tokens[cell] ?? 0;
  if (own === code) return <p className={styles.own}>{hasPhoto ? 'The photo’s own code' : 'As it was opened'}</p>;
  return (
    <p className={styles.own}>
      <span className={styles.edited}>Edited</span>, {hasPhoto ? 'its own code is' : 'opened as'}
      <Swatch code={own} className={styles.ownSwatch} />
      {own}
      <Button
        look="quiet"
        className={styles.restore}
        onClick={() => {
          actions.setCursor(cell);
          actions.setCell(cell, own);
        }}
      >
        Put back
      </Button>
    </p>
  );
}
