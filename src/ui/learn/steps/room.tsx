// Step 4: what rounding to codes loses on this photo, and how many pictures the codes could still write.
import { Dices } from 'lucide-react';
import { useMemo, useState } from 'react';
import { bigPower } from '../../../core/big-power.ts';
import { bitsPerPixel, gridBytes } from '../../../core/metrics/codebook-usage.ts';
import { errorMap } from '../../../core/metrics/error-map.ts';
import { psnr } from '../../../core/metrics/psnr.ts';
import { PlacedRandom } from '../../../core/sampling/counter-random.ts';
import type { TokenGrid } from '../../../core/token-grid.ts';
import { Button } from '../../controls/button.tsx';
import { formatBytes, formatCount } from '../../controls/format.ts';
import { Slider } from '../../controls/slider.tsx';
import { dimmedExcept } from '../cell-overlay.ts';
import { Formula, name, number, row, sign, sup } from '../formula.tsx';
import { Word } from '../glossary.tsx';
import { Picture, Pixels } from '../picture.tsx';
import { Controls, Figure, Note, Pair, Reading, Readings, StepLayout, type StepProps } from '../step-layout.tsx';
import { useLive, useTourActions } from '../tour-context.ts';
import styles from './room.module.css';

/** An upper bound for the atoms that can be seen from here, about 10^80, rounded up generously. */
const atomsLog2 = 300;

export function RoomStep(props: StepProps) {
  const { picture, model } = props;
  const { grid } = picture;
  const size = model.codebook.size;
  const all = bigPower(size, grid.tokens.length);
  return (
    <StepLayout
      papers={['vqvae']}
      text={
        <>
          <p>
            Each <Word id="cell">cell</Word> of your photo now holds one of {formatCount(size)} codes, and nothing else.
            Is that enough? Look at both sides.
          </p>
          <p>
            <strong>What is lost.</strong> The decoder never saw your photo, only the codes. What it cannot tell from
            them it paints as it learned that such things mostly look: fur without its single hairs, signs without
            letters. The middle picture is all that is left; the right one shows where it errs.
          </p>
          <p>
            <strong>What is left.</strong> A grid of {grid.width} × {grid.height} cells with K = {formatCount(size)}{' '}
            codes can be filled in
          </p>
          <Formula block>
            {row(
              sup(name('K'), row(name('h'), sign('·'), name('w'))),
              sign('='),
              sup(number(String(size)), number(String(grid.tokens.length))),
              sign('='),
              sup(number('2'), number(String(all.bits))),
              sign('≈'),
              sup(number('10'), number(String(all.exponent))),
            )}
          </Formula>
          <p>
            ways. All atoms that can be seen from here, in every galaxy, are fewer than{' '}
            <Formula>{sup(number('2'), number('300'))}</Formula>: as many patterns fit into just{' '}
            {Math.ceil(atomsLog2 / Math.log2(size))} cells.
          </p>
          <p>
            So the room is far larger than all photos ever taken could fill. <strong>Draw one at random</strong> to see
            what most of it is like. Photos are a speck in it, and the art of the later steps is to find that speck.
          </p>
        </>
      }
      figure={
        <>
          <Loss {...props} />
          <Room {...props} />
        </>
      }
    />
  );
}

function Loss({ picture, model }: StepProps) {
  const { photo, reconstruction, grid } = picture;
  const errors = useMemo(() => errorMap(photo.image, reconstruction), [photo, reconstruction]);
  const closeness = useMemo(() => psnr(photo.image, reconstruction), [photo, reconstruction]);
  const coded = [{ cells: grid.tokens.length, codebookSize: model.codebook.size }];
  const bytes = gridBytes(coded);
  return (
    <Figure title="What is lost" kind="live">
      <div className={styles.three}>
        <Picture image={photo.image} label={`The photo: ${photo.name}`} caption="Photo" />
        <Picture image={reconstruction} label="Decoded from the codes" caption="From the codes" />
        <Picture image={errors} label="Where the two differ, bright for much" caption="Where they differ" />
      </div>
      <Readings>
        <Reading name="Pixels, as they are">{formatBytes(3 * photo.image.width * photo.image.height)}</Reading>
        <Reading name="The file you brought">{formatBytes(photo.bytes)}</Reading>
        <Reading name="The codes">{formatBytes(bytes)}</Reading>
        <Reading name="Bits for each pixel">{bitsPerPixel(coded, photo.image).toFixed(3)}</Reading>
        <Reading name={<Word id="psnr">PSNR</Word>}>{closeness.toFixed(1)} dB</Reading>
      </Readings>
      <Note>
        The file may hold more pixels than the {photo.image.width} × {photo.image.height} that the encoder was given.
        The model itself, a few megabytes, is shared by all pictures and not counted.
      </Note>
    </Figure>
  );
}

function Room({ picture: { grid, reconstruction }, model }: StepProps) {
  const actions = useTourActions();
  const size = model.codebook.size;
  const largest = Math.min(grid.width, grid.height);
  const [side, setSide] = useState(Math.min(5, largest));
  const [seed, setSeed] = useState<number | null>(null);
  const ways = bigPower(size, side * side);
  const left = Math.floor((grid.width - side) / 2);
  const top = Math.floor((grid.height - side) / 2);
  const within = useMemo(
    () =>
      Uint8Array.from(grid.tokens, (_, cell) => {
        const x = (cell % grid.width) - left;
        const y = Math.floor(cell / grid.width) - top;
        return Number(x >= 0 && y >= 0 && x < side && y < side);
      }),
    [grid, left, top, side],
  );
  const random = useLive(
    useMemo(
      () => (seed === null ? null : (signal: AbortSignal) => actions.decodeGrid(noise(grid, size, seed), signal)),
      [actions, grid, size, seed],
    ),
  );
  return (
    <Figure title="What is left" kind="live">
      <Pair>
        <div>
          <div className={styles.patch}>
            <Pixels image={reconstruction} label={`The picture, a patch of ${side} by ${side} cells bright`} />
            <Pixels image={dimmedExcept(grid, within)} pixelated className={styles.over} />
          </div>
          <Slider
            label="A square patch of cells"
            min={1}
            max={largest}
            value={side}
            format={(value) => `${value} × ${value}`}
            onChange={setSide}
          />
          <p className={styles.ways} aria-live="polite">
            {ways.exponent < 6 ? (
              formatCount(size ** (side * side))
            ) : (
              <Formula>
                {row(number(ways.mantissa.toFixed(1)), sign('×'), sup(number('10'), number(String(ways.exponent))))}
              </Formula>
            )}{' '}
            ways to fill it: <Formula>{sup(number('2'), number(String(ways.bits)))}</Formula>
            {ways.bits < atomsLog2 && ', fewer than that bound for the atoms.'}
            {ways.bits === atomsLog2 && ', that bound for the atoms, exactly.'}
            {ways.bits > atomsLog2 && ', more than there are atoms.'}
          </p>
        </div>
        <div>
          <Picture
            image={random.value}
            size={reconstruction}
            pending={random.pending}
            label="A picture of codes drawn at random"
            caption={seed === null ? 'Not drawn yet' : 'One of them, each code drawn by dice'}
          />
          <Controls>
            <Button icon={Dices} onClick={() => setSeed((before) => (before ?? 0) + 1)}>
              Draw one at random
            </Button>
          </Controls>
        </div>
      </Pair>
    </Figure>
  );
}

/** Every cell's code drawn with equal chances. */
function noise(grid: TokenGrid, codebookSize: number, seed: number): TokenGrid {
  const random = new PlacedRandom();
  random.moveTo(seed, 0);
  return { ...grid, tokens: Int32Array.from(grid.tokens, (_, cell) => Math.floor(random.at(cell) * codebookSize)) };
}
