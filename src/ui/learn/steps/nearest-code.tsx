// Step 3: one cell's z_e among the codes, in a plane in which all distances are exact; moved about, until another wins.
import { RotateCcw } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { cropImage } from '../../../core/crop-image.ts';
import { nearestAt, planeAlong, planeThrough, sliceCodes } from '../../../core/plane-slice.ts';
import { principalAxes } from '../../../core/principal-axes.ts';
import { dilate, scale } from '../../../core/rect.ts';
import { applyChanges } from '../../../core/token-grid.ts';
import { Button } from '../../controls/button.tsx';
import { formatDistance } from '../../controls/format.ts';
import { Segmented } from '../../controls/segmented.tsx';
import { Swatch } from '../../controls/swatch.tsx';
import {
  e,
  Formula,
  name,
  number,
  row,
  sign,
  squaredNorm,
  sub,
  sup,
  thinSpace,
  ZE,
  zE as zEName,
} from '../formula.tsx';
import { Word } from '../glossary.tsx';
import { CellPicker, Picture } from '../picture.tsx';
import { PlaneView } from '../plane-view.tsx';
import { Controls, Figure, Note, StepLayout, type StepProps } from '../step-layout.tsx';
import { useLive, useTourActions } from '../tour-context.ts';
import { vectorOfCell, vectorOfCode } from '../vectors.ts';
import styles from './nearest-code.module.css';

const planes = [
  { value: 'two', label: 'Its two nearest codes' },
  { value: 'spread', label: 'Widest spread' },
] as const;
type PlaneKind = (typeof planes)[number]['value'];

/** So many codes around z_e say in which directions they spread. */
const neighbourhood = 64;
const listed = 6;
/** Cells each way around the picked one, in the decoded patch: as far as it can reach, and a little more. */
const around = 6;

export function NearestCodeStep({ picture, model }: StepProps) {
  const [cell, setCell] = useState(() => Math.floor(picture.grid.tokens.length * 0.42));
  const { grid, photo } = picture;
  return (
    <StepLayout
      papers={['vqvae']}
      text={
        <>
          <p>
            For each cell the encoder says{' '}
            <Word id="z-e">
              a vector, <ZE />
            </Word>
            . It is almost never a code exactly, so it is <Word id="quantize">quantized</Word>: the code nearest to it
            takes its place.
          </p>
          <Formula block>
            {row(
              name('token'),
              sign('='),
              sub(name('argmin'), name('k')),
              thinSpace,
              squaredNorm(zEName, sign('−'), sub(e, name('k'))),
            )}
          </Formula>
          <p>
            That is all: compute the squared distance to each of the {model.codebook.size} codes, keep the number of the
            smallest (of equal ones, the lowest). <strong>Pick a cell</strong>, then{' '}
            <strong>
              drag its <ZE />
            </strong>
            : cross a border and another code wins. The patch below shows what the decoder makes of it.
          </p>
          <p>
            A vector of {model.codebook.dim} numbers cannot be drawn. So the drawing shows one flat cut through that
            space. You move within the cut, and everything on it is exact: the regions, the borders, the distances. What
            you do not see is how far above or below the cut a code floats; the list counts that too:
          </p>
          <Formula block>
            {row(
              sup(name('distance'), number('2')),
              sign('='),
              sup(name('across'), number('2')),
              sign('+'),
              sup(name('height'), number('2')),
            )}
          </Formula>
          <p>
            The nearest code is quick to find, and not always the best one: neighbouring codes make a pixel together, so
            a picture may come closer to the photo with the second or third nearest here and there. To try that out is{' '}
            <Word id="analysis-by-synthesis">analysis by synthesis</Word>; the app does it when you choose{' '}
            <em>Find better codes</em> in its Edit menu.
          </p>
        </>
      }
      figure={
        <>
          <Figure title="A cell of your photo" kind="live">
            <div className={styles.photo}>
              <CellPicker
                image={photo.image}
                grid={grid}
                cell={cell}
                label="Your photo"
                description={`Row ${Math.floor(cell / grid.width) + 1}, column ${(cell % grid.width) + 1}: code ${grid.tokens[cell]}, squared distance ${formatDistance(picture.distances[cell]!)}.`}
                onPick={setCell}
              />
            </div>
          </Figure>
          <Moving key={cell} cell={cell} picture={picture} model={model} />
        </>
      }
    />
  );
}

function Moving({ cell, picture, model }: StepProps & { readonly cell: number }) {
  const actions = useTourActions();
  const { codebook, pack } = model;
  const { grid, reconstruction, zE } = picture;
  const [kind, setKind] = useState<PlaneKind>('two');
  const [point, setPoint] = useState({ x: 0, y: 0 });

  const { sliced, reach } = useMemo(() => {
    const origin = vectorOfCell(zE, cell);
    const axes = new Float64Array(2 * codebook.dim);
    axes[0] = 1;
    axes[codebook.dim + 1] = 1;
    const around = nearestAt(sliceCodes(codebook.vectors, planeAlong(origin, axes)), 0, 0, neighbourhood);
    const vectors = around.map(({ code }) => vectorOfCode(codebook, code));
    const plane =
      kind === 'two'
        ? planeThrough(origin, vectors[0]!, vectors[1]!)
        : planeAlong(origin, spreadAxes(vectors, codebook.dim));
    return {
      sliced: sliceCodes(codebook.vectors, plane),
      // So that a good many of the neighbours have room.
      reach: 1.5 * Math.sqrt(around[Math.min(8, around.length - 1)]!.distance),
    };
  }, [codebook, zE, cell, kind]);

  const nearest = useMemo(() => nearestAt(sliced, point.x, point.y, listed), [sliced, point]);
  const winner = nearest[0]!.code;
  const own = grid.tokens[cell]!;
  const longest = nearest.at(-1)!.distance;
  const moved = Math.hypot(point.x, point.y);

  const patch = useMemo(() => {
    const at = { x: cell % grid.width, y: Math.floor(cell / grid.width), width: 1, height: 1 };
    return scale(dilate(at, around, grid), pack.downsample);
  }, [cell, grid, pack]);
  const decoded = useLive(
    useCallback(
      async (signal: AbortSignal) =>
        winner === own
          ? reconstruction
          : actions.decodeChanges(applyChanges(grid, [{ index: cell, code: winner }]), [cell], reconstruction, signal),
      [actions, grid, cell, winner, own, reconstruction],
    ),
  );
  const shown = useMemo(() => decoded.value && cropImage(decoded.value, patch), [decoded.value, patch]);

  return (
    <Figure title="Its z_e among the codes" kind="live">
      <div className={styles.plane}>
        <PlaneView
          codes={sliced}
          colours={pack.levels[0]!.similarityColours}
          reach={reach}
          point={point}
          winner={winner}
          onMove={setPoint}
        />
        <div>
          <p className={styles.won} aria-live="polite">
            <Swatch code={winner} className={styles.large} />
            <span>
              Code <strong>{winner}</strong> wins
              {winner === own ? ', the cell’s own.' : `; the cell’s own is ${own}.`}
            </span>
          </p>
          <ol className={styles.list} aria-label="Nearest codes and squared distances">
            {nearest.map(({ code, distance }) => (
              <li key={code} className={styles.line}>
                <Swatch code={code} className={styles.swatch} />
                <span className={styles.code}>{code}</span>
                <span className={styles.track}>
                  <span className={styles.bar} style={{ width: `${(100 * distance) / longest}%` }} />
                </span>
                <span className={styles.distance}>{formatDistance(distance)}</span>
              </li>
            ))}
          </ol>
          <Picture
            image={shown}
            size={patch}
            pending={decoded.pending}
            label={`The decoded patch around the cell with code ${winner}`}
            caption="Decoded around the cell"
          />
        </div>
      </div>
      <Controls>
        <Segmented
          label="The cut"
          value={kind}
          options={planes}
          onChange={(next) => {
            setKind(next);
            setPoint({ x: 0, y: 0 });
          }}
        />
        <Button icon={RotateCcw} disabled={moved === 0} onClick={() => setPoint({ x: 0, y: 0 })}>
          Back to z_e
        </Button>
      </Controls>
      <Note>
        {moved === 0
          ? 'The cross is z_e as the encoder gave it. Drag it, or focus the drawing and use the arrow keys; Home goes back.'
          : `z_e was moved by ${formatDistance(moved)} within the cut.`}{' '}
        Each region belongs to the code that wins there; squares are codes, the fainter the farther above or below the
        cut.
      </Note>
    </Figure>
  );
}

/** The two directions in which some vectors spread most, one after another. */
function spreadAxes(vectors: readonly Float32Array[], dim: number): Float64Array {
  const all = new Float32Array(vectors.length * dim);
  vectors.forEach((vector, i) => {
    all.set(vector, i * dim);
  });
  return principalAxes(all, { size: vectors.length, dim }).axes.subarray(0, 2 * dim);
}
