// How unlikely the prior finds the picture: the total in bits, and the switch for the heat-map.
import { Flame } from 'lucide-react';
import { useId } from 'react';
import { inferno } from '../../core/metrics/error-map.ts';
import { currentSurprise, levelInHand } from '../../store/selectors.ts';
import { Button } from '../controls/button.tsx';
import { formatCount } from '../controls/format.ts';
import { Term } from '../controls/term.tsx';
import { useActions, useTesseraState } from '../tessera-context.ts';
import { mostSurprise } from './surprise-map.ts';
import styles from './surprise-section.module.css';
import { explanations } from './terms.ts';

const stops = Array.from({ length: 9 }, (_, index) => `rgb(${inferno(index / 8).join(' ')})`);

export function SurpriseSection() {
  const { measureSurprise, showSurprise, followEdits, stop } = useActions().prior;
  const surprise = useTesseraState((state) => state.prior.surprise);
  const shown = useTesseraState((state) => state.prior.surpriseShown);
  const follows = useTesseraState((state) => state.prior.surpriseFollows);
  const measuring = useTesseraState((state) => state.prior.run?.kind === 'surprise');
  const codebookSize = useTesseraState((state) => levelInHand(state)?.codebookSize ?? 0);
  const current = useTesseraState((state) => currentSurprise(state) !== null);
  const chosen = useTesseraState((state) => state.prior.info?.kind);
  const kind = surprise?.kind ?? chosen;
  const id = useId();
  if (codebookSize === 0) return null;
  return (
    <section className={styles.surprise} aria-labelledby={id}>
      <p id={id} className={styles.heading}>
        <Term explanation={kind === 'masked' ? explanations.pseudoSurprise : explanations.surprise}>Surprise</Term>
      </p>
      {surprise && (
        <>
          <p className={styles.total} data-stale={!current || undefined}>
            <b>{formatCount(Math.round(surprise.total))} bits</b> under the prior
            {surprise.kind === 'masked' && ' (each token given the others)'},{' '}
            {formatCount(Math.ceil(Math.log2(codebookSize)) * surprise.known)} raw
            {!current && '. The picture has changed since.'}
          </p>
          <div className={styles.legend}>
            <span>0</span>
            <span
              className={styles.scale}
              style={{ backgroundImage: `linear-gradient(to right, ${stops.join(', ')})` }}
            />
            <span>{mostSurprise}+ bits a token</span>
          </div>
        </>
      )}
      <div className={styles.buttons}>
        {measuring ? (
          <Button onClick={stop}>Stop</Button>
        ) : (
          <Button icon={Flame} onClick={() => void measureSurprise()}>
            {surprise ? 'Measure again' : 'Measure this picture'}
          </Button>
        )}
        {surprise && (
          <Button aria-pressed={shown} onClick={() => showSurprise(!shown)}>
            Heat-map
          </Button>
        )}
        {surprise && shown && (
          <Button aria-pressed={follows} onClick={() => followEdits(!follows)}>
            Follow edits
          </Button>
        )}
      </div>
    </section>
  );
}
