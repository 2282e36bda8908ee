// The two grids of the photo, a strange code put into either, and the picture from both or from one alone.
import { RotateCcw } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { bitsPerPixel, gridBytes } from '../../core/metrics/codebook-usage.ts';
import { psnr } from '../../core/metrics/psnr.ts';
import { applyChanges, createGrid, type TokenGrid } from '../../core/token-grid.ts';
import type { DecodedLevels, LevelOfPhoto, TourPhoto, TwoLevels } from '../../store/learn/tour-state.ts';
import { Button } from '../controls/button.tsx';
import { formatBytes, formatCount } from '../controls/format.ts';
import { Segmented } from '../controls/segmented.tsx';
import { levelTitle } from '../levels/level-name.ts';
import { farthestCode } from './farthest-code.ts';
import { Word } from './glossary.tsx';
import { levelMosaic } from './level-mosaic.ts';
import styles from './levels-of-photo.module.css';
import { CellPicker, Picture } from './picture.tsx';
import { Controls, Figure, Note, Pair, Reading, Readings } from './step-layout.tsx';
import { useLive } from './tour-context.ts';

interface LevelsOfPhotoProps {
  readonly pack: TwoLevels;
  readonly photo: TourPhoto;
}

const all = 'all';

export function LevelsOfPhoto({ pack, photo }: LevelsOfPhotoProps) {
  const { levels, decoded, decode } = pack;
  const [grids, setGrids] = useState<readonly TokenGrid[]>(decoded.grids);
  const [shown, setShown] = useState(all);
  const touched = grids !== decoded.grids;
  const seen = useMemo(
    () =>
      grids.map((grid, i) => {
        const { name, meanCode } = levels[i]!;
        return shown === all || shown === name ? grid : createGrid(grid, meanCode);
      }),
    [grids, levels, shown],
  );
  /** What was decoded last: the next picture is made from it. */
  const last = useRef<DecodedLevels>(decoded);
  const picture = useLive(
    useCallback(
      async (signal: AbortSignal) => {
        last.current = await decode(seen, last.current, signal);
        return last.current.image;
      },
      [decode, seen],
    ),
  );
  const image = picture.value ?? decoded.image;
  const closeness = useMemo(() => psnr(photo.image, image), [photo, image]);
  const bits = levels.map(({ grid, codebook }) => ({ cells: grid.tokens.length, codebookSize: codebook.size }));

  return (
    <Figure title="Your photo on two levels" kind="live">
      <Pair>
        {levels.map((level, i) => (
          <LevelGrid
            key={level.name}
            level={level}
            grid={grids[i]!}
            onChange={(grid) => setGrids(grids.map((other, n) => (n === i ? grid : other)))}
          />
        ))}
      </Pair>
      <Controls>
        <Segmented
          label="Decoded from"
          value={shown}
          options={[
            { value: all, label: 'Both levels' },
            ...levels.map(({ name }) => ({ value: name, label: `${levelTitle(name)} only` })),
          ]}
          onChange={setShown}
          stretch
        />
        <Button icon={RotateCcw} disabled={!touched} onClick={() => setGrids(decoded.grids)}>
          The photo’s codes back
        </Button>
      </Controls>
      <div className={styles.decoded}>
        <Picture
          image={image}
          pending={picture.pending}
          label={shown === all ? 'Decoded from both levels' : `Decoded from the ${shown} alone`}
          caption={
            shown === all
              ? 'From both levels'
              : `From the ${shown} alone: every other code is the one that says nothing of its level`
          }
        />
      </div>
      <Readings>
        {levels.map(({ name }, i) => (
          <Reading key={name} name={`${levelTitle(name)} codes`}>
            {formatBytes(gridBytes([bits[i]!]))}
          </Reading>
        ))}
        <Reading name="Bits for each pixel">{bitsPerPixel(bits, photo.image).toFixed(3)}</Reading>
        <Reading name={<Word id="psnr">PSNR</Word>}>{closeness.toFixed(1)} dB</Reading>
      </Readings>
      <Note>
        {pack.packTitle}, another pack that ships with Tessera; it runs in an engine of its own while you are here. In
        the app you paint on both of its grids.
      </Note>
    </Figure>
  );
}

interface LevelGridProps {
  readonly level: LevelOfPhoto;
  readonly grid: TokenGrid;
  readonly onChange: (grid: TokenGrid) => void;
}

function LevelGrid({ level, grid, onChange }: LevelGridProps) {
  const { name, grid: own, codebook, colours } = level;
  const [cell, setCell] = useState(() => Math.floor(own.height / 3) * own.width + Math.floor(own.width / 3));
  const mosaic = useMemo(() => levelMosaic(grid, colours), [grid, colours]);
  const title = levelTitle(name);
  const place = `Row ${Math.floor(cell / own.width) + 1}, column ${(cell % own.width) + 1}`;
  const changed = grid.tokens[cell] !== own.tokens[cell];
  return (
    <CellPicker
      image={mosaic}
      pixelated
      grid={own}
      cell={cell}
      label={`${title} codes`}
      description={`${title}: ${own.width} × ${own.height} cells, ${formatCount(codebook.size)} codes. ${place}: code ${grid.tokens[cell]}${changed ? ` in place of ${own.tokens[cell]}` : ''}.`}
      onPick={(picked) => {
        setCell(picked);
        onChange(applyChanges(own, [{ index: picked, code: farthestCode(codebook, own, picked) }]));
      }}
    />
  );
}
