// Step 8: the same patch by a VQ-VAE and by a VQ-GAN: what a critic changes, in looks and in figures.
import { useCallback, useMemo, useState } from 'react';
import { bitsPerToken } from '../../../core/bit-packing.ts';
import { cropImage } from '../../../core/crop-image.ts';
import type { RgbaImage } from '../../../core/image.ts';
import { type OpinionScale, opinionMap } from '../../../core/metrics/opinion-map.ts';
import { psnr } from '../../../core/metrics/psnr.ts';
import { gradientMagnitude } from '../../../core/metrics/sharpness.ts';
import { dilate, type Rect, type Size, scale } from '../../../core/rect.ts';
import type { Judged, Opinion } from '../../../store/learn/tour-state.ts';
import { Slider } from '../../controls/slider.tsx';
import { Term } from '../../controls/term.tsx';
import { MapLegend } from '../../stage/map-legend.tsx';
import { opinionMarks, opinionStops } from '../../stage/opinion-stops.ts';
import { dimmedExcept, withOpacity } from '../cell-overlay.ts';
import { Word } from '../glossary.tsx';
import { CellPicker, Picture } from '../picture.tsx';
import { Controls, Figure, Note, StepLayout, type StepProps } from '../step-layout.tsx';
import { useLive, useTourActions } from '../tour-context.ts';
import styles from './critic.module.css';

export function CriticStep(props: StepProps) {
  const { model } = props;
  const f = model.pack.downsample;
  return (
    <StepLayout
      papers={['vqgan', 'perceptual']}
      text={
        <>
          <p>
            Ask for the smallest squared error, and an unsure decoder does the sensible thing: it paints the average of
            all that might be there. The average of many furs is a smooth brown. So VQ-VAEs blur.
          </p>
          <p>
            VQ-GAN changes what is asked for. A <Word id="perceptual">perceptual loss</Word> compares what a network
            notices, edges and textures, instead of pixels. And a <Word id="critic">critic</Word> looks at small patches
            and learns to tell decoded ones from photos, while the decoder learns to fool it. A smooth brown gives
            itself away at once; some fur, any fur, does not.
          </p>
          <p>
            Both packs here keep {bitsPerToken(model.codebook.size)} bits for {f} × {f} pixels.{' '}
            <strong>Pick a place</strong> with hair, leaves or grain, and compare. The VQ-GAN is crisper, and its pixels
            are often <em>farther</em> from the photo’s: its detail is plausible, not true. That is the bargain, and the
            figures show both sides of it.
          </p>
          <p>
            <strong>See as the critic sees.</strong> The maps below show what the VQ-GAN’s own critic thinks of every
            patch of the photo and of both decoded pictures: blue looks real to it, orange looks made.
          </p>
          <p>
            For what comes next it is a good one. If textures are the decoder’s business, a grid of codes can be small,
            and a small grid is what a Transformer can write.
          </p>
        </>
      }
      figure={<WithAndWithout {...props} />}
    />
  );
}

function WithAndWithout(props: StepProps) {
  const actions = useTourActions();
  const { photo, reconstruction } = props.picture;
  const judged = useLive(
    useCallback(
      (signal: AbortSignal) => actions.judged(photo.image, reconstruction, signal),
      [actions, photo, reconstruction],
    ),
  ).value;
  return (
    <>
      <SamePatch {...props} judged={judged} />
      <OpinionMaps {...props} judged={judged} />
    </>
  );
}

interface JudgedProps extends StepProps {
  readonly judged: Judged | null;
}

function SamePatch({ picture, model, judged }: JudgedProps) {
  const { photo, grid, reconstruction } = picture;
  const [cell, setCell] = useState(() => Math.floor(grid.height / 2) * grid.width + Math.floor(grid.width / 2));
  const [reach, setReach] = useState(5);
  const cells = useMemo(
    () => dilate({ x: cell % grid.width, y: Math.floor(cell / grid.width), width: 1, height: 1 }, reach, grid),
    [cell, grid, reach],
  );
  const rect = scale(cells, model.pack.downsample);
  const overlay = useMemo(() => {
    const inside = (index: number) => {
      const x = (index % grid.width) - cells.x;
      const y = Math.floor(index / grid.width) - cells.y;
      return x >= 0 && y >= 0 && x < cells.width && y < cells.height;
    };
    return dimmedExcept(
      grid,
      Uint8Array.from(grid.tokens, (_, index) => Number(inside(index))),
    );
  }, [grid, cells]);
  const original = cropImage(photo.image, rect);
  const rival = judged?.rival;
  const says = judged?.opinions;
  return (
    <Figure title="The same patch, twice" kind="live">
      <div className={styles.patches}>
        <Patch name="Photo" image={original} original={original} says={says?.photo} cells={cells} />
        {rival ? (
          <Patch name="VQ-VAE" image={cropImage(rival, rect)} original={original} says={says?.rival} cells={cells} />
        ) : (
          <Picture image={null} size={rect} pending label="The VQ-VAE’s patch" caption="The VQ-VAE is on its way." />
        )}
        <Patch
          name="VQ-GAN"
          image={cropImage(reconstruction, rect)}
          original={original}
          says={says?.own}
          cells={cells}
        />
      </div>
      <div className={styles.place}>
        <CellPicker
          image={photo.image}
          grid={grid}
          cell={cell}
          overlay={overlay}
          label="Your photo, the patch bright"
          description={`Around row ${Math.floor(cell / grid.width) + 1}, column ${(cell % grid.width) + 1}.`}
          onPick={setCell}
        />
        <Controls>
          <Slider
            label="Size of the patch"
            min={2}
            max={12}
            value={reach}
            format={(value) => `${2 * value + 1} cells`}
            onChange={setReach}
          />
        </Controls>
      </div>
      <Note>
        Two packs that ship with Tessera; the VQ-VAE decodes your photo in an engine of its own. The perceptual loss
        uses the activations of the VQ-VAE’s own encoder.
      </Note>
    </Figure>
  );
}

/** What the critic thinks of every patch, over all three pictures. */
function OpinionMaps({ picture: { photo, reconstruction }, judged }: JudgedProps) {
  const [strength, setStrength] = useState(70);
  const pictures = [
    { name: 'Photo', image: photo.image, says: judged?.opinions.photo },
    { name: 'VQ-VAE', image: judged?.rival ?? null, says: judged?.opinions.rival },
    { name: 'VQ-GAN', image: reconstruction, says: judged?.opinions.own },
  ];
  return (
    <Figure title="What the critic thinks of every patch" kind="live">
      <div className={styles.patches}>
        {pictures.map(({ name, image, says }) => (
          <OpinionMap
            key={name}
            name={name}
            image={image}
            size={photo.image}
            says={says}
            scale={judged?.scale}
            strength={strength}
          />
        ))}
      </div>
      <MapLegend
        title="The critic’s opinion of a patch"
        stops={opinionStops}
        marks={opinionMarks}
        className={styles.legend}
      />
      <Controls>
        <Slider
          label="How strongly the map covers the picture"
          min={0}
          max={100}
          step={10}
          value={strength}
          format={(value) => `${value}%`}
          onChange={setStrength}
        />
      </Controls>
      <Note>
        The scale’s middle is what the critic says of a typical photo that it never saw in training. It judges texture,
        not truth: a blurred background of the photo may look made to it, and invented fur real. In the app, the view
        “Critic” shows the same map while you paint.
      </Note>
    </Figure>
  );
}

interface OpinionMapProps {
  readonly name: string;
  readonly image: RgbaImage | null;
  readonly size: Size;
  readonly says: Opinion | undefined;
  readonly scale: OpinionScale | undefined;
  /** Percent. */
  readonly strength: number;
}

function OpinionMap({ name, image, size, says, scale, strength }: OpinionMapProps) {
  const overlay = useMemo(
    () => (says && scale ? withOpacity(opinionMap(says, scale), strength / 100) : undefined),
    [says, scale, strength],
  );
  const mean = says && signed(says.values.reduce((sum, value) => sum + value, 0) / says.values.length);
  return (
    <Picture
      image={image}
      size={size}
      pending={!says}
      {...(overlay ? { overlay } : {})}
      label={`${name} under the critic’s map${mean ? `, on average ${mean}` : ''}`}
      caption={
        <>
          <strong>{name}</strong> {mean ? `on average ${mean}` : ''}
        </>
      }
    />
  );
}

interface PatchProps {
  readonly name: string;
  readonly image: RgbaImage;
  readonly original: RgbaImage;
  /** The critic's opinion of the whole picture; missing until it was asked. */
  readonly says: Opinion | undefined;
  /** The patch, in cells. */
  readonly cells: Rect;
}

function Patch({ name, image, original, says, cells }: PatchProps) {
  const same = image === original;
  return (
    <div>
      <Picture image={image} label={`The patch: ${name}`} caption={<strong>{name}</strong>} />
      <dl className={styles.figures}>
        <dt>
          <Term explanation="What the VQ-GAN’s own critic says of the patch, on average: above 0 it takes it for a photo, far below for decoded. Even of most photos it says less than 0.">
            Critic
          </Term>
        </dt>
        <dd>{says ? signed(meanOpinion(says, cells)) : '–'}</dd>
      </dl>
      {!same && (
        <dl className={styles.figures}>
          <dt>
            <Word id="psnr">PSNR</Word>
          </dt>
          <dd>{psnr(original, image).toFixed(1)} dB</dd>
          <dt>
            <Term explanation="The mean step from pixel to pixel, beside the photo’s: 100% is as much fine detail, true or invented.">
              Detail
            </Term>
          </dt>
          <dd>{Math.round((100 * gradientMagnitude(image)) / (gradientMagnitude(original) || 1))}%</dd>
        </dl>
      )}
    </div>
  );
}

/** Over the patches of a rectangle, which are as large as cells. */
function meanOpinion({ width, values }: Opinion, { x, y, width: across, height }: Rect): number {
  let sum = 0;
  for (let row = y; row < y + height; row++) {
    for (let column = x; column < x + across; column++) sum += values[row * width + column]!;
  }
  return sum / (across * height);
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
