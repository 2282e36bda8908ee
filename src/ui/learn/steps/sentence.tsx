// Step 9: the picture as a sentence of tokens, and what a Transformer expects as the next one.
import { useMemo, useState } from 'react';
import { distributionOf, guidedLogits } from '../../../core/sampling/distribution.ts';
import { bitsOf } from '../../../core/sampling/softmax.ts';
import { formatBytes, formatCount } from '../../controls/format.ts';
import { Slider } from '../../controls/slider.tsx';
import { Swatch } from '../../controls/swatch.tsx';
import { dimmedExcept } from '../cell-overlay.ts';
import { Formula, name, number, row, sign, sub, thinSpace } from '../formula.tsx';
import { Word } from '../glossary.tsx';
import { CellPicker } from '../picture.tsx';
import { PriorFile } from '../prior-file.tsx';
import { anyCondition, priorOf } from '../prior-options.ts';
import { Controls, Figure, Note, Reading, Readings, StepLayout, type StepProps } from '../step-layout.tsx';
import { useLive, useTourActions } from '../tour-context.ts';
import styles from './sentence.module.css';

const listed = 12;
const spoken = 28;

export function SentenceStep(props: StepProps) {
  return (
    <StepLayout
      papers={['vqgan', 'attention']}
      text={
        <>
          <p>
            Read the grid row by row, and a picture is a sentence: {formatCount(props.picture.grid.tokens.length)} words
            from a vocabulary of {formatCount(props.model.codebook.size)}. Models that continue sentences are well
            known. A <Word id="transformer">Transformer</Word> is one: every <Word id="token">token</Word> looks at all
            before it and takes from them what helps to guess the next.
          </p>
          <p>
            A masked convolution sees what is near. Attention sees the eye at the left while it writes the eye at the
            right. For this the grid must be small, and the codes good: hence VQ-GAN, then the Transformer.
          </p>
          <p>
            <strong>Pick a cell.</strong> The Transformer reads what comes before it, and says how probable each code is
            as the next. The list shows its favourites; yours is what your photo has there. How little it expected that
            is the <Word id="surprise">surprise</Word>:
          </p>
          <Formula block>
            {row(
              sign('−'),
              sub(name('log'), number('2')),
              thinSpace,
              name('p'),
              sign('('),
              sub(name('t'), name('i')),
              sign('|'),
              name('before'),
              sign(')'),
            )}
          </Formula>
          <p>
            {Math.log2(props.model.codebook.size)} bits would mean that it knows nothing. Flat areas cost it little,
            edges and eyes much. Turn the <Word id="temperature">temperature</Word> to see how daring its next draw
            would be.
          </p>
        </>
      }
      figure={<NextToken {...props} />}
    />
  );
}

function NextToken({ picture: { grid, reconstruction }, model }: StepProps) {
  const actions = useTourActions();
  const [cell, setCell] = useState(() => Math.floor(grid.height / 2) * grid.width + Math.floor(grid.width / 3));
  const [temperature, setTemperature] = useState(1);
  const prior = priorOf(model, 'autoregressive');
  const asked = useLive(
    useMemo(
      () =>
        prior
          ? async (signal: AbortSignal) => ({
              cell,
              logits: guidedLogits(
                await actions.distribution({ prior: prior.id, grid, cell, condition: anyCondition(prior) }, signal),
                1,
              ),
            })
          : null,
      [actions, prior, grid, cell],
    ),
  );
  const answer = asked.value;
  const distribution = useMemo(
    () => answer && distributionOf(answer.logits, { temperature, topK: null, topP: 1 }),
    [answer, temperature],
  );
  const overlay = useMemo(
    () =>
      dimmedExcept(
        grid,
        Uint8Array.from(grid.tokens, (_, index) => Number(index <= cell)),
      ),
    [grid, cell],
  );
  const own = grid.tokens[cell]!;
  if (!prior) return <Note>This pack brings no prior that writes one code after another.</Note>;
  const highest = distribution?.probabilities[0] ?? 1;
  const rank = distribution ? distribution.codes.indexOf(own) : -1;
  return (
    <Figure title="What comes next?" kind="live">
      <div className={styles.next}>
        <div>
          <CellPicker
            image={reconstruction}
            grid={grid}
            cell={cell}
            overlay={overlay}
            label="Your picture; bright is what comes before"
            description={`Row ${Math.floor(cell / grid.width) + 1}, column ${(cell % grid.width) + 1}: word ${cell + 1} of ${grid.tokens.length}.`}
            onPick={setCell}
          />
          <p className={styles.sentence} aria-hidden="true">
            {Array.from(grid.tokens.subarray(Math.max(0, cell - spoken), cell), (code, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a word is its place
              <Swatch key={i} code={code} className={styles.word} />
            ))}
            <span className={styles.question}>?</span>
          </p>
          <Controls>
            <Slider
              label="Temperature"
              min={0.1}
              max={2}
              step={0.05}
              value={temperature}
              format={(value) => value.toFixed(2)}
              onChange={setTemperature}
            />
          </Controls>
        </div>
        <div aria-busy={asked.pending} className={styles.answer} data-stale={answer?.cell !== cell || undefined}>
          {!distribution && <p>The Transformer reads what comes before.</p>}
          <ol className={styles.list} aria-label="Most probable next codes">
            {distribution
              ? Array.from(distribution.codes.subarray(0, listed), (code, i) => (
                  <li key={code} className={styles.line} data-own={code === own || undefined}>
                    <Swatch code={code} className={styles.swatch} />
                    <span className={styles.code}>{code}</span>
                    <span className={styles.track}>
                      <span
                        className={styles.bar}
                        style={{ width: `${(100 * distribution.probabilities[i]!) / highest}%` }}
                      />
                    </span>
                    <span className={styles.share}>{percent(distribution.probabilities[i]!)}</span>
                  </li>
                ))
              : null}
          </ol>
          <Readings>
            <Reading name={`Yours, code ${own}`}>
              {distribution ? (rank < 0 ? '0%' : percent(distribution.probabilities[rank]!)) : '–'}
            </Reading>
            <Reading name="Its rank">{rank < 0 ? '–' : formatCount(rank + 1)}</Reading>
            <Reading name={<Word id="surprise">Surprise</Word>}>
              {answer ? `${bitsOf(answer.logits, own).toFixed(1)} bits` : '–'}
            </Reading>
          </Readings>
        </div>
      </div>
      <PriorFile />
      <Note>
        This is a small Transformer that learned from small pictures, so photos often surprise it. It reads up to{' '}
        {prior.width} × {prior.height} cells around the picked one. At its first use {formatBytes(prior.bytes)} are
        fetched. The surprise is measured at temperature 1.
      </Note>
    </Figure>
  );
}

function percent(probability: number): string {
  const value = 100 * probability;
  if (value < 0.01) return '<0.01%';
  return value < 10 ? `${value.toFixed(value < 1 ? 2 : 1)}%` : `${Math.round(value)}%`;
}
