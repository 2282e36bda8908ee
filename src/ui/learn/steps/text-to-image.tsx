// Step 10: from a condition of one word to a sentence – and the smallest text-to-image that this page can run.
import { Sparkles, Square } from 'lucide-react';
import { useMemo, useState } from 'react';
import { defaultGuidance } from '../../../core/sampling/default-guidance.ts';
import { createGrid } from '../../../core/token-grid.ts';
import type { PriorInfo } from '../../../store/learn/tour-state.ts';
import { Button } from '../../controls/button.tsx';
import { formatBytes, formatCount } from '../../controls/format.ts';
import { Slider } from '../../controls/slider.tsx';
import { Word } from '../glossary.tsx';
import { firstKind, KindSelect } from '../kind-select.tsx';
import { Picture } from '../picture.tsx';
import { PriorFile } from '../prior-file.tsx';
import { anyCondition, priorOf } from '../prior-options.ts';
import { Controls, Figure, Note, Pair, StepLayout, type StepProps } from '../step-layout.tsx';
import { useTourActions } from '../tour-context.ts';
import { useWriting } from '../use-writing.ts';
import styles from './text-to-image.module.css';

export function TextToImageStep(props: StepProps) {
  const prior = priorOf(props.model, 'autoregressive');
  return (
    <StepLayout
      papers={['dalle', 'parti', 'muse', 'latentDiffusion', 'guidance']}
      text={
        <>
          <p>
            If a picture is a sentence, put another one before it. DALL-E (2021) wrote the words of a caption as tokens,
            then the picture’s codes after them, all as one long sentence for one Transformer. Asked to continue “an
            armchair in the shape of an avocado”, it continues with a picture.
          </p>
          <p>Three roads led on from there:</p>
          <ul className={styles.roads}>
            <li>
              <strong>Larger, still in order.</strong> Parti: the same idea with a VQ-GAN and twenty billion weights.
            </li>
            <li>
              <strong>All at once.</strong> Muse guesses all codes in parallel, keeps those it is sure of, and guesses
              the rest again: a few rounds instead of a thousand steps.
            </li>
            <li>
              <strong>Back to numbers.</strong> Latent diffusion keeps the small grid and gives up the codes, or rounds
              only in the decoder, and takes noise away from all of it step by step (
              <Word id="diffusion">diffusion</Word>
              ). Stable Diffusion is of this kind.
            </li>
          </ul>
          <p>
            What they share is what you have seen: a picture as a small grid, an encoder and a decoder that make it so,
            and a model that knows which grids are pictures.
          </p>
          <p>
            <strong>Try the smallest of them.</strong> This prior was told one thing about each picture it learned from:
            its kind. That is a <Word id="condition">condition</Word> of one word. Guidance writes twice, with the word
            and without, and goes on in the direction of the difference.
          </p>
        </>
      }
      figure={
        prior && prior.conditions.length > 0 ? (
          <OneWord prior={prior} {...props} />
        ) : (
          <Note>This pack brings no prior that takes a condition.</Note>
        )
      }
    />
  );
}

function OneWord({ prior, model }: StepProps & { readonly prior: PriorInfo }) {
  const [first] = prior.conditions;
  const values = first?.values ?? [];
  const [word, setWord] = useState(() => firstKind(values) ?? 0);
  const [guidance, setGuidance] = useState(defaultGuidance);
  const [seed, setSeed] = useState(1);
  const empty = useMemo(() => createGrid({ width: prior.width, height: prior.height }), [prior]);
  const cells = useMemo(() => Array.from(empty.tokens, (_, cell) => cell), [empty]);
  const writing = useWriting(empty, useTourActions());
  const done = writing.last === null ? 0 : writing.last + 1;
  const side = prior.width * model.pack.downsample;

  const start = () => {
    const condition = anyCondition(prior).map((any, i) => (i === 0 ? word : any));
    void writing.write(cells, {
      prior: prior.id,
      options: { condition, seed, guidance, temperature: 1, topK: null, topP: 0.92, steps: 1 },
    });
    setSeed(seed + 1);
  };
  return (
    <Figure title="One word to a picture" kind="live">
      <Pair>
        <div className={styles.picture}>
          <Picture
            image={done > 0 ? writing.image : null}
            size={{ width: prior.width, height: prior.height }}
            pending={writing.running}
            label={`A new picture: ${values[word]}, ${done} of ${cells.length} codes written`}
            caption={
              done === 0
                ? 'Nothing written yet'
                : `${formatCount(done)} of ${formatCount(cells.length)} codes, ${side} × ${side} pixels`
            }
          />
        </div>
        <div>
          <KindSelect values={values} value={word} onChange={setWord} />
          <Slider
            label="Guidance"
            min={1}
            max={10}
            step={0.25}
            value={guidance}
            format={(value) => value.toFixed(2)}
            onChange={setGuidance}
          />
          <Controls>
            {writing.running ? (
              <Button look="filled" icon={Square} onClick={writing.stop}>
                Stop
              </Button>
            ) : (
              <Button look="filled" icon={Sparkles} onClick={start}>
                {done === 0 ? 'Write a picture' : 'Another one'}
              </Button>
            )}
          </Controls>
          <PriorFile />
          <Note>
            A prior of {formatBytes(prior.bytes)}, fetched at its first use; the models above are thousands of times
            larger. Expect a hint of the word, not a masterpiece.
          </Note>
        </div>
      </Pair>
    </Figure>
  );
}
