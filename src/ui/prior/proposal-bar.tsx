// What the prior is writing or has proposed, over the stage's lower edge: watch, stop, go on, flip through, keep or drop.
import { Check, ChevronLeft, ChevronRight, Dices, Square, StepBack, StepForward, X } from 'lucide-react';
import { isComplete, type Proposal, passageAtWork, writtenCount } from '../../store/prior/proposal.ts';
import type { TesseraState } from '../../store/state.ts';
import { Button, IconButton } from '../controls/button.tsx';
import { formatBytes } from '../controls/format.ts';
import { WorkProgress } from '../controls/work-progress.tsx';
import { shortcutFor } from '../keyboard/shortcuts.ts';
import { levelTitle } from '../levels/level-name.ts';
import { useActions, useTesseraState } from '../tessera-context.ts';
import { kindNames } from './prior-choice.tsx';
import { runWords } from './prior-summary.tsx';
import styles from './proposal-bar.module.css';
import { ProposalThumbnail } from './proposal-thumbnail.tsx';

export function ProposalBar() {
  const { accept, reject, another, show } = useActions().prior;
  const proposals = useTesseraState((state) => state.prior.proposals);
  const shown = useTesseraState((state) => state.prior.shown);
  const run = useTesseraState((state) => state.prior.run);
  const proposal = proposals[shown];
  if (!proposal) return run?.kind === 'surprise' ? <Measuring /> : null;
  const writing = run?.kind === 'write';
  return (
    <div className={styles.bar} role="toolbar" aria-label="Proposals of the prior">
      {proposals.length > 1 && (
        <ul className={styles.proposals} aria-label="Proposals">
          {proposals.map((other, index) => (
            <li key={other.id}>
              <button
                type="button"
                className={styles.thumbnail}
                aria-pressed={index === shown}
                aria-label={`Proposal ${index + 1}, seed ${other.settings.seed}, ${kindNames[passageAtWork(other).prior.kind].toLowerCase()}`}
                onClick={() => show(index)}
              >
                <ProposalThumbnail proposal={other} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.controls}>
        {proposals.length > 1 && (
          <span className={styles.flip}>
            <IconButton
              icon={ChevronLeft}
              label="Previous proposal"
              shortcut={shortcutFor('priorPrevious')}
              hintSide="top"
              disabled={shown === 0}
              onClick={() => show(shown - 1)}
            />
            <IconButton
              icon={ChevronRight}
              label="Next proposal"
              shortcut={shortcutFor('priorNext')}
              hintSide="top"
              disabled={shown === proposals.length - 1}
              onClick={() => show(shown + 1)}
            />
          </span>
        )}
        {writing ? <Writing /> : <Resting proposal={proposal} />}
        <IconButton
          icon={Dices}
          label="Again with another seed"
          shortcut={shortcutFor('priorAnother')}
          hintSide="top"
          onClick={() => void another()}
        />
        <IconButton
          icon={X}
          label="Drop the proposals"
          shortcut={shortcutFor('priorReject')}
          hintSide="top"
          onClick={reject}
        />
        <Button
          look="filled"
          icon={Check}
          aria-label="Keep"
          disabled={writtenCount(proposal) === 0}
          onClick={accept}
          className={styles.keep}
        >
          <span className={styles.word}>Keep</span>
        </Button>
      </div>
      <span className={styles.spoken} role="status">
        {writing ? 'The prior is writing.' : `Proposal ${shown + 1} of ${proposals.length} is in view.`}
      </span>
    </div>
  );
}

function Writing() {
  const { stop } = useActions().prior;
  return (
    <>
      <Progress />
      <Button icon={Square} onClick={stop}>
        Stop
      </Button>
    </>
  );
}

function Resting({ proposal }: { readonly proposal: Proposal }) {
  const { proceed, stepBack } = useActions().prior;
  const rowByRow = passageAtWork(proposal).prior.kind !== 'masked';
  return (
    <>
      <IconButton
        icon={StepBack}
        label={rowByRow ? 'Take the last token back' : 'Take the last step back'}
        shortcut={shortcutFor('priorStepBack')}
        hintSide="top"
        disabled={writtenCount(proposal) === 0}
        onClick={stepBack}
      />
      {!isComplete(proposal) && (
        <>
          <IconButton
            icon={StepForward}
            label={rowByRow ? 'One token' : 'One step'}
            shortcut={shortcutFor('priorToken')}
            hintSide="top"
            onClick={() => void proceed('token')}
          />
          {rowByRow && (
            <Button look="quiet" className={styles.further} aria-label="One row" onClick={() => void proceed('row')}>
              Row
            </Button>
          )}
          <Button look="quiet" className={styles.further} aria-label="To the end" onClick={() => void proceed('end')}>
            To end
          </Button>
        </>
      )}
    </>
  );
}

function Measuring() {
  const { stop } = useActions().prior;
  return (
    <div className={styles.bar} role="toolbar" aria-label="Surprise">
      <div className={styles.controls}>
        <Progress />
        <Button icon={Square} onClick={stop}>
          Stop
        </Button>
      </div>
    </div>
  );
}

function Progress() {
  const run = useTesseraState((state) => state.prior.run);
  const file = useTesseraState((state) => state.prior.file);
  const level = useTesseraState(nameOfLevelInWork);
  if (!run) return null;
  const fetching = file && file.loaded < file.total ? file : null;
  return (
    <WorkProgress
      label={fetching ? 'Fetching the prior' : 'Tokens'}
      value={fetching ? fetching.loaded : run.done}
      max={fetching ? fetching.total : run.total}
    >
      {fetching
        ? `Fetching ${formatBytes(fetching.loaded)} of ${formatBytes(fetching.total)}`
        : `${level}${runWords(run)}`}
    </WorkProgress>
  );
}

/** Where there are several levels, the one that is being written: "Top, ". */
function nameOfLevelInWork({ prior: { run }, document }: TesseraState): string {
  const levels = document?.levels ?? [];
  const level = run && run.level !== null && levels.length > 1 ? levels[run.level] : null;
  return level ? `${levelTitle(level.name)}, ` : '';
}
