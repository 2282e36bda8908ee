// The code atlas: where one code occurs in the open picture and in the sample photos, each time with what lies around it.
import { ChevronLeft, ChevronRight, Paintbrush } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { neighboursOf } from '../../core/code-context.ts';
import { cellsOfCode } from '../../core/fill.ts';
import { levelInHand, visibleGrid } from '../../store/selectors.ts';
import { Button, IconButton } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { formatCount, plural } from '../controls/format.ts';
import { Swatch } from '../controls/swatch.tsx';
import { useActions, useSurfaces, useTesseraState } from '../tessera-context.ts';
import styles from './atlas-dialog.module.css';
import { type AtlasPage, AtlasPicture } from './atlas-picture.tsx';
import { useSamplePictures } from './use-sample-pictures.ts';

interface AtlasDialogProps {
  /** The code to begin with. */
  readonly code: number;
  readonly onClose: () => void;
}

const neighboursShown = 10;

export function AtlasDialog({ code: first, onClose }: AtlasDialogProps) {
  const actions = useActions();
  const [code, setCode] = useState(first);
  const pages = usePages();
  const { pictures, running } = pages;
  const found = useMemo(
    () => pictures.map((page) => ({ page, cells: cellsOfCode(page.grid, code) })),
    [pictures, code],
  );
  const neighbours = useMemo(
    () =>
      neighboursOf(
        pictures.map(({ grid }) => grid),
        code,
      ).slice(0, neighboursShown),
    [pictures, code],
  );
  const used = useMemo(() => usedCodes(pictures), [pictures]);
  const jumped = useRef(false);
  const jump = (cell: number) => {
    jumped.current = true;
    actions.setCursor(cell);
    onClose();
  };
  const without = found.filter(({ cells }) => cells.length === 0);
  return (
    <DialogFrame
      title={`Code ${code} in context`}
      description="What a code shows depends on the codes around it. Here is each place where it occurs, decoded, with the cell outlined."
      onClose={onClose}
      wide
      nextFocus={() => (jumped.current ? document.querySelector<HTMLElement>('[data-stage] [role=application]') : null)}
    >
      <div className={styles.head}>
        <figure className={styles.alone}>
          <Swatch code={code} className={styles.swatch} />
          <figcaption className={styles.note}>Alone</figcaption>
        </figure>
        <div className={styles.facts}>
          <p role="status" className={styles.count}>
            {countWords(found, running)}
          </p>
          <div className={styles.controls}>
            <CodeChooser code={code} used={used} onChange={setCode} />
            <Button
              icon={Paintbrush}
              onClick={() => {
                actions.pickCode(code);
                onClose();
              }}
            >
              Paint with it
            </Button>
          </div>
          {neighbours.length > 0 && (
            <div className={styles.beside}>
              <h3 className={styles.note}>Often beside it</h3>
              <ul className={styles.neighbours}>
                {neighbours.map((neighbour) => (
                  <li key={neighbour.code}>
                    <button
                      type="button"
                      className={styles.neighbour}
                      aria-label={`Code ${neighbour.code}, ${plural(neighbour.count, 'time')} beside it: show it`}
                      onClick={() => setCode(neighbour.code)}
                    >
                      <Swatch code={neighbour.code} className={styles.swatch} />
                    </button>
                  </li>
                ))}
              </ul>
            </div>
          )}
        </div>
      </div>
      {found.map(
        ({ page, cells }) =>
          cells.length > 0 && (
            <AtlasPicture
              key={`${page.id} ${code}`}
              page={page}
              code={code}
              cells={cells}
              {...(page.id === ownPage && { onJump: jump })}
            />
          ),
      )}
      {without.length > 0 && (
        <p className={styles.without}>Not in {without.map(({ page }) => `“${page.title}”`).join(', ')}.</p>
      )}
    </DialogFrame>
  );
}

const ownPage = 'own';

/** The open picture as it is now, then the samples, the open one left out. */
function usePages(): { readonly pictures: readonly AtlasPage[]; readonly running: boolean } {
  const document = useTesseraState((state) => state.document);
  const level = useTesseraState((state) => state.level);
  const grid = useTesseraState(visibleGrid);
  const image = useSurfaces().reconstruction.image;
  const { pictures, running } = useSamplePictures();
  return useMemo(() => {
    const downsample = document?.levels[level]?.downsample ?? 1;
    const own = document && grid && image ? [{ id: ownPage, title: document.name, grid, downsample, image }] : [];
    const others = pictures
      .filter(({ title }) => title !== document?.name)
      .map(({ grids, ...picture }) => ({ ...picture, grid: grids[level]!, downsample }));
    return { pictures: [...own, ...others], running };
  }, [document, level, grid, image, pictures, running]);
}

function countWords(found: readonly { page: AtlasPage; cells: readonly number[] }[], running: boolean): string {
  const sum = (own: boolean) =>
    found.reduce((total, { page, cells }) => total + ((page.id === ownPage) === own ? cells.length : 0), 0);
  const words = `${plural(sum(true), 'time')} in your picture, ${formatCount(sum(false))} in the samples`;
  if (!running && sum(true) + sum(false) === 0) return 'It occurs in none of these pictures.';
  return running ? `${words} so far: the samples are being encoded by this pack…` : `${words}.`;
}

/** Codes that occur in any of the pictures, rising. */
function usedCodes(pictures: readonly AtlasPage[]): Int32Array {
  const all = new Set<number>();
  for (const { grid } of pictures) for (const token of grid.tokens) all.add(token);
  return Int32Array.from(all).sort();
}

interface CodeChooserProps {
  readonly code: number;
  readonly used: Int32Array;
  readonly onChange: (code: number) => void;
}

/** To the next code that occurs, back to the one before, or to any by its id. */
function CodeChooser({ code, used, onChange }: CodeChooserProps) {
  const size = useTesseraState((state) => levelInHand(state)?.codebookSize ?? 1);
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => setTyped((text) => (text !== null && Number(text) !== code ? null : text)), [code]);
  const before = used.findLast((other) => other < code) ?? used.at(-1);
  const after = used.find((other) => other > code) ?? used[0];
  const go = (to: number | undefined) => to !== undefined && onChange(to);
  return (
    <div className={styles.chooser}>
      <IconButton icon={ChevronLeft} label="The code before that occurs" onClick={() => go(before)} />
      <input
        type="text"
        inputMode="numeric"
        className={styles.field}
        aria-label={`Code, 0 to ${size - 1}`}
        value={typed ?? String(code)}
        onChange={({ target }) => {
          const text = target.value.replace(/\D/g, '');
          setTyped(text);
          if (text !== '' && Number(text) < size) onChange(Number(text));
        }}
        onBlur={() => setTyped(null)}
      />
      <IconButton icon={ChevronRight} label="The next code that occurs" onClick={() => go(after)} />
    </div>
  );
}
