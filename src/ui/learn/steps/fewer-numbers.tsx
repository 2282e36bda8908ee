// Step 1: what an encoder keeps, before any codebook – and what rounding its numbers one by one would cost.
import { useCallback, useEffect, useMemo, useState } from 'react';
import { roundedBytes, roundLatents } from '../../../core/latent-rounding.ts';
import { psnr } from '../../../core/metrics/psnr.ts';
import type { PlainLatents, TourPhoto } from '../../../store/learn/tour-state.ts';
import { formatBytes, formatCount, plural } from '../../controls/format.ts';
import { Slider } from '../../controls/slider.tsx';
import { channelPicture } from '../channel-picture.ts';
import { Word } from '../glossary.tsx';
import { Picture } from '../picture.tsx';
import { Controls, Figure, Note, Pair, Reading, Readings, StepLayout, type StepProps } from '../step-layout.tsx';
import { useLive, useTourActions } from '../tour-context.ts';

/** The slider's last place: numbers as the encoder gives them. */
const unrounded = 9;

export function FewerNumbers({ picture, model }: StepProps) {
  const actions = useTourActions();
  const { photo, grid } = picture;
  const { downsample } = model.pack;
  const latents = useLive(useCallback(() => actions.plainLatents(photo.image), [actions, photo])).value;
  useEffect(() => () => actions.endPlain(), [actions]);
  // Until its encoder is here: that of the other steps is built alike.
  const dim = latents?.dim ?? model.codebook.dim;
  const numbers = dim * grid.tokens.length;
  const pixels = 3 * photo.image.width * photo.image.height;
  return (
    <StepLayout
      papers={['autoencoder', 'vqvae']}
      text={
        <>
          <p>
            To a computer your photo is {formatCount(pixels)} numbers: red, green and blue for each pixel. Most of them
            can be guessed from their neighbours. An <Word id="autoencoder">autoencoder</Word> learns which ones matter.
          </p>
          <p>
            Its <Word id="encoder">encoder</Word> looks at {downsample} × {downsample} pixels and a little around them,
            and writes down {dim} numbers, the <Word id="latent">latents</Word> of that <Word id="cell">cell</Word>. The{' '}
            <Word id="decoder">decoder</Word> has only these to paint the pixels again. For this photo that makes{' '}
            {formatCount(numbers)} numbers, {(pixels / numbers).toFixed(0)} times fewer.
          </p>
          <p>
            But each is a number with a long tail of digits, four bytes as the computer writes it.{' '}
            <strong>Move the slider:</strong> with fewer bits a number, the file shrinks and the picture frays. Even at
            one bit each, a cell costs {dim} bits.
          </p>
          <p>
            There is a thriftier way. The {dim} numbers of a cell are not independent: some combinations are common,
            most never occur. So: make a list of useful combinations, and keep only <em>which one</em>. That list is the
            next step.
          </p>
        </>
      }
      figure={
        latents ? (
          <>
            <Rounding photo={photo} latents={latents} />
            <Channels photo={photo} latents={latents} />
          </>
        ) : (
          <Figure title="The photo, and what its latents give back" kind="live">
            <Picture image={null} size={photo.image} pending label="The autoencoder is on its way" />
          </Figure>
        )
      }
    />
  );
}

interface LatentsProps {
  readonly photo: TourPhoto;
  readonly latents: PlainLatents;
}

function Rounding({ photo, latents }: LatentsProps) {
  const actions = useTourActions();
  const [bits, setBits] = useState(4);
  const { dim, values } = latents;
  const decoded = useLive(
    useCallback(
      () => actions.decodePlain(bits === unrounded ? latents : { ...latents, values: roundLatents(values, dim, bits) }),
      [actions, latents, values, dim, bits],
    ),
  );
  const bytes = bits === unrounded ? 4 * values.length : roundedBytes(values.length, dim, bits);
  const closeness = useMemo(() => decoded.value && psnr(photo.image, decoded.value), [photo, decoded.value]);
  return (
    <Figure title="The photo, and what its latents give back" kind="live">
      <Pair>
        <Picture image={photo.image} label={`The photo: ${photo.name}`} caption="Photo" />
        <Picture
          image={decoded.value}
          size={photo.image}
          pending={decoded.pending}
          label="The picture decoded from the rounded latents"
          caption="Decoded from the latents"
        />
      </Pair>
      <Controls>
        <Slider
          label="Bits for each number"
          min={1}
          max={unrounded}
          value={bits}
          format={(value) => (value === unrounded ? 'not rounded' : plural(value, 'bit'))}
          onChange={setBits}
        />
      </Controls>
      <Readings>
        <Reading name="Latents of this photo">{formatBytes(bytes)}</Reading>
        <Reading name={<Word id="psnr">PSNR</Word>}>{closeness ? `${closeness.toFixed(1)} dB` : '–'}</Reading>
      </Readings>
      <Note>
        A plain autoencoder: the network of the next steps, trained for as long, but without a codebook. With all digits
        it is the sharpest of them, and the largest by far: at 4 bits each its numbers take many times what codes take.
      </Note>
    </Figure>
  );
}

function Channels({ photo, latents }: LatentsProps) {
  const [channel, setChannel] = useState(0);
  const { dim } = latents;
  const image = useMemo(() => channelPicture(latents, channel), [latents, channel]);
  return (
    <Figure title={`The same photo as ${dim} small maps`} kind="live">
      <Pair>
        <Picture image={image} size={photo.image} pixelated label={`Latent number ${channel + 1} of every cell`} />
        <div>
          <Slider
            label="Which of a cell’s numbers"
            min={1}
            max={dim}
            value={channel + 1}
            format={(value) => `${value} of ${dim}`}
            onChange={(value) => setChannel(value - 1)}
          />
          <Note>
            Bright is high, dark is low. Nobody told the encoder what the maps should mean: that was left to training.
          </Note>
        </div>
      </Pair>
    </Figure>
  );
}
