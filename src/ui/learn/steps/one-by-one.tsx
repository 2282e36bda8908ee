// Step 6: sampling codes instead of pixels, one at a time; and what a masked convolution may look at.
import { RotateCcw, Square } from 'lucide-react';
import { useMemo, useState } from 'react';
import { maskedReach } from '../../../core/masked-reach.ts';
import type { PriorInfo } from '../../../store/learn/tour-state.ts';
import { Button } from '../../controls/button.tsx';
import { formatBytes, formatCount, plural } from '../../controls/format.ts';
import { Segmented } from '../../controls/segmented.tsx';
import { Slider } from '../../controls/slider.tsx';
import { unwritten } from '../cell-overlay.ts';
import { Formula, name, row, sign, sub } from '../formula.tsx';
import { Word } from '../glossary.tsx';
import { Picture } from '../picture.tsx';
import { PriorFile } from '../prior-file.tsx';
import { askFreely, priorOf } from '../prior-options.ts';
import { ReachDrawing } from '../reach-drawing.tsx';
import { Controls, Figure, Note, Pair, StepLayout, type StepProps } from '../step-layout.tsx';
import { useTourActions } from '../tour-context.ts';
import { useWriting } from '../use-writing.ts';

export function OneByOneStep(props: StepProps) {
  const f = props.model.pack.downsample;
  return (
    <StepLayout
      papers={['pixelRnn', 'gatedPixelCnn', 'vqvae']}
      text={
        <>
          <p>
            Codes by dice make noise. What is missing is a sense of which codes belong together: a{' '}
            <Word id="prior">prior</Word>. The chain rule of probability says that it need not know whole pictures at
            once. It is enough to guess each code from those before it, row by row:
          </p>
          <Formula block>
            {row(
              name('p'),
              sign('('),
              name('grid'),
              sign(')'),
              sign('='),
              sub(sign('∏'), name('i')),
              name('p'),
              sign('('),
              sub(name('t'), name('i')),
              sign('|'),
              sub(name('t'), name('1')),
              sign(','),
              sign('…'),
              sign(','),
              sub(name('t'), row(name('i'), sign('−'), name('1'))),
              sign(')'),
            )}
          </Formula>
          <p>
            PixelCNN does this with <Word id="masked-convolution">masked convolutions</Word>: windows of weights in
            which everything that is not written yet counts as zero. First it was tried on pixels, where a photo of 256
            × 256 is {formatCount(3 * 256 * 256)} guesses, most of them about fine noise. The VQ-VAE’s idea was to
            sample <em>codes</em>: {3 * f * f} times fewer guesses, each about something that matters.
          </p>
          <p>
            <strong>Let one write.</strong> The upper half of your photo stays, and the lower half is guessed by a gated
            PixelCNN: one code after another, knowing only what is in the few rows above and to the left.
          </p>
          <p>
            <strong>And look at the masks.</strong> A stack of masked windows sees a growing triangle, but with a{' '}
            <em>blind spot</em> to the right above. The later, gated PixelCNN has two stacks, one for the rows above and
            one for what is to the left, and no blind spot.
          </p>
        </>
      }
      figure={
        <>
          <WritingFigure {...props} />
          <MaskFigure />
        </>
      }
    />
  );
}

function WritingFigure(props: StepProps) {
  const prior = priorOf(props.model, 'pixelcnn');
  return (
    <Figure title="The lower half, guessed" kind="live">
      {prior ? <LowerHalf prior={prior} {...props} /> : <Note>This pack brings no PixelCNN.</Note>}
    </Figure>
  );
}

function LowerHalf({ picture: { grid }, prior }: StepProps & { readonly prior: PriorInfo }) {
  const kept = Math.floor(grid.height / 2) * grid.width;
  const [start, rest] = useMemo(() => {
    const tokens = grid.tokens.slice();
    // Empty cells are shown as one plain code until they are written.
    tokens.fill(grid.tokens[kept - 1] ?? 0, kept);
    return [{ ...grid, tokens }, Array.from({ length: tokens.length - kept }, (_, i) => kept + i)] as const;
  }, [grid, kept]);
  const writing = useWriting(start, useTourActions());
  const [seed, setSeed] = useState(1);
  const next = writing.last === null ? kept : writing.last + 1;
  const left = rest.filter((cell) => cell >= next);
  const write = (count: number) => void writing.write(left.slice(0, count), askFreely(prior, seed));
  const overlay = useMemo(() => unwritten(grid, next), [grid, next]);
  const rowLeft = grid.width - (next % grid.width);

  return (
    <>
      <Picture
        image={writing.image}
        size={{ width: grid.width, height: grid.height }}
        pending={writing.running}
        overlay={overlay}
        label={`Your photo, its lower half written anew: ${next - kept} of ${rest.length} codes so far`}
        caption={`${formatCount(next - kept)} of ${plural(rest.length, 'code')} written`}
      />
      <Controls>
        <Button disabled={writing.running || left.length === 0} onClick={() => write(1)}>
          One code
        </Button>
        <Button disabled={writing.running || left.length === 0} onClick={() => write(rowLeft)}>
          To the row’s end
        </Button>
        {writing.running ? (
          <Button look="filled" icon={Square} onClick={writing.stop}>
            Stop
          </Button>
        ) : (
          <Button look="filled" disabled={left.length === 0} onClick={() => write(left.length)}>
            To the end
          </Button>
        )}
        <Button
          icon={RotateCcw}
          disabled={writing.last === null}
          onClick={() => {
            writing.restart(start);
            setSeed(seed + 1);
          }}
        >
          Again, with other dice
        </Button>
      </Controls>
      <PriorFile />
      <Note>
        It is small and learned from emoji and photos of {prior.width} × {prior.height} cells, so on most photos it
        improvises. At its first use {formatBytes(prior.bytes)} are fetched.
      </Note>
    </>
  );
}

const drawn = { width: 21, height: 13 };

function MaskFigure() {
  const [cell, setCell] = useState(8 * drawn.width + 10);
  const [layers, setLayers] = useState(4);
  const [kind, setKind] = useState<'plain' | 'gated'>('plain');
  const reach = useMemo(() => maskedReach({ ...drawn, cell, layers, kind }), [cell, layers, kind]);
  const before = cell;
  const seen = reach.reduce((sum, value) => sum + value, 0);
  return (
    <Figure title="What masked 3 × 3 windows can see" kind="drawing">
      <Pair>
        <ReachDrawing size={drawn} cell={cell} reach={reach} onPick={setCell} />
        <div>
          <Segmented
            label="Kind of stack"
            value={kind}
            options={[
              { value: 'plain', label: 'One stack' },
              { value: 'gated', label: 'Two stacks (gated)' },
            ]}
            onChange={setKind}
          />
          <Controls>
            <Slider label="Layers" min={1} max={12} value={layers} onChange={setLayers} />
          </Controls>
          <Note>
            The framed cell is about to be written; it depends on the {plural(seen, 'bright cell')}, its{' '}
            <Word id="receptive-field">receptive field</Word>. {formatCount(before)} are written before it. Pick another
            cell, add layers.
          </Note>
        </div>
      </Pair>
    </Figure>
  );
}
