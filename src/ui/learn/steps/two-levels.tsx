// Step 7: VQ-VAE-2's two levels on the photo: each grid, what it says alone, what one code of it reaches; and a new
// picture written level by level.
import { useEffect, useState } from 'react';
import type { TwoLevels } from '../../../store/learn/tour-state.ts';
import { formatCount } from '../../controls/format.ts';
import { Word } from '../glossary.tsx';
import { LevelsOfPhoto } from '../levels-of-photo.tsx';
import { LevelsWriting } from '../levels-writing.tsx';
import { Picture } from '../picture.tsx';
import { Figure, Note, StepLayout, type StepProps } from '../step-layout.tsx';
import { useTourActions } from '../tour-context.ts';
import { TwoLevelsDrawing } from '../two-levels-drawing.tsx';

export function TwoLevelsStep({ picture: { photo } }: StepProps) {
  const pack = useTwoLevels(photo.image);
  const [top, bottom] = pack?.levels ?? [];
  return (
    <StepLayout
      papers={['vqvae2', 'halton']}
      text={
        <>
          <p>
            One grid has to say everything at once: that this is a cat, and how each hair lies. VQ-VAE-2 shares the work
            between two grids, or <Word id="level">levels</Word>: a coarse one, the <em>top</em>, for the large shapes,
            and a fine one, the <em>bottom</em>, for what the top leaves open.
          </p>
          <p>
            The top is encoded and quantized first. The bottom’s encoder is then shown what the top has said already, so
            that it need not say it again. Last, the decoder paints from both.
          </p>
          <p>
            <strong>Look at each alone.</strong> “Top only” puts one and the same code in all of the bottom, the one
            that says least. What you see then is what {top ? formatCount(top.grid.tokens.length) : 'a few hundred'} top
            codes know: where things are, and their colours. “Bottom only” is the rest: edges and grain, in hardly any
            colour.
          </p>
          <p>
            <strong>Pick a cell</strong> of either grid to put a strange code there. One of the top repaints a patch of{' '}
            {top ? `${top.downsample} × ${top.downsample}` : '16 × 16'} pixels, one of the bottom changes how{' '}
            {bottom ? `${bottom.downsample} × ${bottom.downsample}` : '8 × 8'} of them are drawn.
          </p>
          <p>
            Generating goes the same way: first a <Word id="prior">prior</Word> writes the few top codes, where a glance
            over the whole picture is cheap; then another fills in the bottom, knowing the top.
          </p>
        </>
      }
      figure={
        <>
          {pack ? (
            <LevelsOfPhoto pack={pack} photo={photo} />
          ) : (
            <Figure title="Your photo on two levels" kind="live">
              <Picture image={null} size={photo.image} pending label="The two-level pack is on its way" />
            </Figure>
          )}
          {pack?.write && <LevelsWriting pack={pack} write={pack.write} />}
          <Figure title="How the levels hang together in the paper, for 256 × 256 pixels" kind="drawing">
            <TwoLevelsDrawing />
            <Note>The pack on this page is smaller: for as many pixels it has 16 × 16 and 32 × 32 codes.</Note>
          </Figure>
        </>
      }
    />
  );
}

/** The pack of two levels with the photo on it, for as long as the step is read; null until it is there. */
function useTwoLevels(photo: Parameters<ReturnType<typeof useTourActions>['twoLevels']>[0]): TwoLevels | null {
  const { twoLevels, report } = useTourActions();
  const [pack, setPack] = useState<TwoLevels | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    twoLevels(photo, signal).then(setPack, (error: unknown) => signal.aborted || report(error));
    return () => {
      controller.abort();
      setPack(null);
    };
  }, [photo, twoLevels, report]);
  return pack;
}
