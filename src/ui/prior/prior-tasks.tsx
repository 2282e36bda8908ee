// What the prior can be asked to write: a whole picture, the rest of one, or the selected cells anew.

import { Copy, Sparkles } from 'lucide-react';
import { useId, useState } from 'react';
import { sizeOnLevel } from '../../core/levels.ts';
import type { Size } from '../../core/rect.ts';
import type { PriorInfo, PriorKind, Until } from '../../store/prior/prior-state.ts';
import { gridInHand, levelInHand } from '../../store/selectors.ts';
import type { DocumentLevel } from '../../store/state.ts';
import { Button } from '../controls/button.tsx';
import { formatCount, plural } from '../controls/format.ts';
import { Segmented } from '../controls/segmented.tsx';
import { Slider } from '../controls/slider.tsx';
import { useActions, useTesseraState } from '../tessera-context.ts';
import styles from './prior-tasks.module.css';

const tasks = [
  { value: 'generate', label: 'Generate' },
  { value: 'complete', label: 'Complete' },
  { value: 'regenerate', label: 'Regenerate' },
] as const;

const variations = 4;

/** New pictures, as multiples of the prior's own size. */
const sizeFactors = [1, 2, 3, 4];
const largestSide = 64;

export function PriorTasks({ info }: { readonly info: PriorInfo }) {
  const { setTask } = useActions().prior;
  const task = useTesseraState((state) => state.prior.task);
  return (
    <div className={styles.tasks}>
      <Segmented label="What to write" value={task} options={tasks} onChange={setTask} stretch />
      {task === 'generate' && <Generate info={info} />}
      {task === 'complete' && <Complete kind={info.kind} />}
      {task === 'regenerate' && <Regenerate kind={info.kind} />}
    </div>
  );
}

function Generate({ info }: { readonly info: PriorInfo }) {
  const { generate } = useActions().prior;
  const levels = useTesseraState((state) => state.document?.levels ?? null);
  const level = useTesseraState(levelInHand);
  const [chosen, setChosen] = useState('1');
  const id = useId();
  if (!levels || !level) return <p className={styles.note}>Open a picture first.</p>;
  const finest = levels.at(-1)!.downsample;
  const sizes = sizeFactors
    .map((factor) => factor * level.downsample)
    .map((side) => ({ width: side * info.width, height: side * info.height }))
    .filter(({ width, height }) => Math.max(width, height) <= largestSide * finest);
  const pixels: Size | null = sizes[Number(chosen) - 1] ?? null;
  const gridsOf = (size: Size) =>
    levels
      .map(({ downsample }) => sizeOnLevel(size, downsample))
      .map(({ width, height }) => `${width} × ${height}`)
      .join(' + ')
      .concat(levels.length > 1 ? '' : ' tokens');
  const all = levels.reduce((count, { own }) => count + own.width * own.height, 0);
  return (
    <>
      <div className={styles.row}>
        <label htmlFor={id}>Picture</label>
        <select id={id} className={styles.select} value={chosen} onChange={(event) => setChosen(event.target.value)}>
          {sizes.map((size, i) => (
            <option key={size.width} value={i + 1}>
              New, {size.width} px: {gridsOf(size)}
            </option>
          ))}
          <option value="open">This one, all {formatCount(all)} tokens</option>
        </select>
      </div>
      {levels.length > 1 && (
        <p className={styles.note}>
          Level by level: first the {levels[0]!.name}, then the {namesOf(levels.slice(1))}, by a prior that is told what
          lies above.
        </p>
      )}
      <Starts name="Generate" onStart={(count) => generate(pixels, count)} />
    </>
  );
}

interface OfKind {
  readonly kind: PriorKind;
}

function Complete({ kind }: OfKind) {
  const { complete } = useActions().prior;
  const height = useTesseraState((state) => gridInHand(state)?.height ?? 0);
  const [chosen, setChosen] = useState<number | null>(null);
  const kept = Math.min(chosen ?? Math.floor(height / 2), Math.max(0, height - 1));
  const start = (until: Until) => void complete(kept, until);
  if (height === 0) return <p className={styles.note}>Open a picture first.</p>;
  return (
    <>
      <Slider
        label="Rows to keep"
        value={kept}
        min={0}
        max={height - 1}
        format={(rows) => `${rows} of ${height}`}
        onChange={setChosen}
      />
      <Beneath />
      <div className={styles.buttons}>
        <Button onClick={() => start('token')}>{kind === 'masked' ? 'One step' : 'One token'}</Button>
        {kind !== 'masked' && <Button onClick={() => start('row')}>One row</Button>}
        <Button look="filled" onClick={() => start('end')}>
          To the end
        </Button>
      </div>
    </>
  );
}

/** What a person should know of how each kind fills a hole. */
const looksAt: Readonly<Record<PriorKind, string>> = {
  autoregressive: 'row by row. This prior looks at what is above and to the left.',
  masked: 'in steps. This prior looks at everything around them.',
  pixelcnn: 'row by row. This prior looks at a few rows above and at what is left.',
};

function Regenerate({ kind }: OfKind) {
  const { regenerate } = useActions().prior;
  const cells = useTesseraState((state) =>
    state.selection ? state.selection.cells.reduce((count, cell) => count + cell, 0) : 0,
  );
  return (
    <>
      <p className={styles.note}>
        {cells > 0
          ? `${plural(cells, 'cell')} will be written anew, ${looksAt[kind]} The dotted line holds all pixels that can change.`
          : 'Select the cells to write anew, with the rectangle (M), the lasso (Q) or the selection brush (W). All others stay.'}
      </p>
      {cells > 0 && <Beneath />}
      {cells > 0 && <Starts name="Regenerate" onStart={regenerate} />}
    </>
  );
}

/** On a coarser level: whether what lies beneath follows. */
function Beneath() {
  const { setSettings } = useActions().prior;
  const beneath = useTesseraState((state) => state.prior.settings.beneath);
  const available = useTesseraState((state) => state.prior.available);
  const levels = useTesseraState((state) => state.document?.levels ?? null);
  const inHand = useTesseraState((state) => state.level);
  const finer = levels?.filter((_, i) => i > inHand && available.some(({ level }) => level === i)) ?? [];
  if (!levels || finer.length === 0) return null;
  const names = namesOf(finer);
  return (
    <>
      <label className={styles.check}>
        <input type="checkbox" checked={beneath} onChange={(event) => setSettings({ beneath: event.target.checked })} />
        Then write the {names} beneath it anew
      </label>
      {!beneath && (
        <p className={styles.note}>
          The {names} keeps its codes, which were chosen under another {levels[inHand]!.name}.
        </p>
      )}
    </>
  );
}

function namesOf(levels: readonly DocumentLevel[]): string {
  return levels.map(({ name }) => name).join(' and the ');
}

interface StartsProps {
  readonly name: string;
  readonly onStart: (variations: number) => Promise<void>;
}

function Starts({ name, onStart }: StartsProps) {
  return (
    <div className={styles.buttons}>
      <Button look="filled" icon={Sparkles} onClick={() => void onStart(1)}>
        {name}
      </Button>
      <Button icon={Copy} onClick={() => void onStart(variations)}>
        {variations} variations
      </Button>
    </div>
  );
}
