// In the inspector: what the prior expects in the cell. One press puts an expected code there.
import { Eye } from 'lucide-react';
import { Button } from '../controls/button.tsx';
import { classes } from '../controls/classes.ts';
import { Term } from '../controls/term.tsx';
import { CodeChoice } from '../inspector/code-choice.tsx';
import { useActions, useTesseraState } from '../tessera-context.ts';
import styles from './expected-here.module.css';
import { explanations } from './terms.ts';
import { type CellDistribution, useDistribution } from './use-distribution.ts';

const candidates = 8;

interface ExpectedHereProps {
  readonly cell: number;
  /** The code that the cell holds now. */
  readonly code: number;
}

export function ExpectedHere({ cell, code }: ExpectedHereProps) {
  const { look } = useActions().prior;
  const available = useTesseraState((state) => state.prior.info !== null);
  const looking = useTesseraState((state) => state.prior.looking);
  const distribution = useDistribution();
  if (!available) return null;
  return (
    <section className={styles.expected} aria-label="What the prior expects here">
      <div className={styles.heading}>
        <h3 className={styles.title}>What the prior expects here</h3>
        <Button look="quiet" icon={Eye} aria-pressed={looking} className={styles.ask} onClick={() => look(!looking)}>
          Ask
        </Button>
      </div>
      {looking && <Candidates distribution={distribution} cell={cell} code={code} />}
    </section>
  );
}

interface CandidatesProps extends ExpectedHereProps {
  readonly distribution: CellDistribution | null;
}

function Candidates({ distribution, cell, code }: CandidatesProps) {
  if (!distribution) return <p className={styles.note}>The prior is being asked.</p>;
  const stale = distribution.cell !== cell;
  const { codes, probabilities, entropyBits } = distribution;
  const rank = codes.indexOf(code);
  return (
    <div className={classes(stale && styles.stale)}>
      <ol className={styles.list} aria-label="Expected codes">
        {Array.from(codes.subarray(0, candidates), (candidate, i) => (
          <li key={candidate}>
            <CodeChoice
              cell={cell}
              code={candidate}
              held={candidate === code}
              stale={stale}
              label={`Put code ${candidate} here, probability ${formatShare(probabilities[i]!)}`}
              figure={formatShare(probabilities[i]!)}
            />
          </li>
        ))}
      </ol>
      <p className={styles.note}>
        <Term explanation={explanations.entropy}>Entropy</Term> {entropyBits.toFixed(1)} bits over {codes.length} codes.{' '}
        {rank < 0
          ? 'The code here would not be drawn.'
          : `The code here: ${formatShare(probabilities[rank]!)}, rank ${rank + 1}.`}
      </p>
    </div>
  );
}

function formatShare(probability: number): string {
  const percent = 100 * probability;
  if (percent < 0.1) return '<0.1%';
  return percent < 10 ? `${percent.toFixed(1)}%` : `${Math.round(percent)}%`;
}
