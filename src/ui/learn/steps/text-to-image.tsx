// Step 10: from a condition of one word to a sentence – and the smallest text-to-image that this page can run.
import { Sparkles, Square } from 'lucide-react';
import { useMemo, useState } from 'react';
import { told } from '../../../core/sampling/condition.ts';
import { defaultGuidance, retold } from '../../../core/sampling/usual-guidance.ts';
import { createGrid } from '../../../core/token-grid.ts';
import type { PriorInfo } from '../../../store/learn/tour-state.ts';
import { Button } from '../../controls/button.tsx';
import { formatBytes, formatCount } from '../../controls/format.ts';
import { OptionSearch } from '../../controls/option-search.tsx';
import { Slider } from '../../controls/slider.tsx';
import { Word } from '../glossary.tsx';
import { firstKind, KindSelect } from '../kind-select.tsx';
import { Picture } from '../picture.tsx';
import { PriorFile } from '../prior-file.tsx';
import { priorOf } from '../prior-options.ts';
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
            <strong>Try the smallest of them.</strong> This prior was told a word or two about each picture it learned
            from, such as its kind or its name. That is a <Word id="condition">condition</Word> of one word. Guidance
            writes twice, with the word and without, and goes on in the direction of the difference.
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
  const [kinds] = prior.conditions;
  const names = prior.conditions.findIndex(({ refines }) => refines === kinds!.name);
  const [condition, setCondition] = useState(() =>
    told(prior.conditions, [], 0, firstKind(kinds!.values) ?? kinds!.any),
  );
  const [guidance, setGuidance] = useState(defaultGuidance);
  const tell = (index: number) => (value: number) => {
    const next = retold(prior.conditions, { condition, guidance }, index, value);
    setCondition(next.condition);
    setGuidance(next.guidance);
  };
  const words = prior.conditions.flatMap(({ values }, i) => values[condition[i]!] ?? []).join(', ');
  const [seed, setSeed] = useState(1);
  const empty = useMemo(() => createGrid({ width: prior.width, height: prior.height }), [prior]);
  const cells = useMemo(() => Array.from(empty.tokens, (_, cell) => cell), [empty]);
  const writing = useWriting(empty, useTourActions());
  const done = writing.last === null ? 0 : writing.last + 1;
  const side = prior.width * model.pack.downsample;

  const start = () => {
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
            label={`A new picture: ${words || 'anything'}, ${done} of ${cells.length} codes written`}
            caption={
              done === 0
                ? 'Nothing written yet'
                : `${formatCount(done)} of ${formatCount(cells.length)} codes, ${side} × ${side} pixels`
            }
          />
        </div>
        <div>
          <KindSelect values={kinds!.values} any={kinds!.any} value={condition[0]!} onChange={tell(0)} />
          {names >= 0 && (
            <div className={styles.name}>
              <span className={styles.label}>Or a name</span>
              <OptionSearch
                label="Name"
                options={prior.conditions[names]!.values}
                any={prior.conditions[names]!.any}
                value={condition[names]!}
                onChange={tell(names)}
              />
            </div>
          )}
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
