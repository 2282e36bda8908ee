// The prior's panel: its knobs, what it can write, and how surprised it is.
import { formatBytes } from '../controls/format.ts';
import { Segmented } from '../controls/segmented.tsx';
import { shortcutFor } from '../keyboard/shortcuts.ts';
import { levelTitle } from '../levels/level-name.ts';
import { useActions, useTesseraState } from '../tessera-context.ts';
import { PriorChoice } from './prior-choice.tsx';
import styles from './prior-panel.module.css';
import { PriorSettings } from './prior-settings.tsx';
import { PriorTasks } from './prior-tasks.tsx';
import { SurpriseSection } from './surprise-section.tsx';

export function PriorPanel() {
  const info = useTesseraState((state) => state.prior.info);
  const phase = useTesseraState((state) => state.engine.phase);
  const someLevel = useTesseraState((state) => state.prior.available.length > 0);
  if (!info && !someLevel) {
    return (
      <p className={styles.empty}>
        {phase === 'ready' ? 'This pack brings no prior that can run here.' : 'The prior comes after the other models.'}
      </p>
    );
  }
  if (!info) {
    return (
      <div className={styles.panel}>
        <LevelChoice />
        <p className={styles.note}>This pack brings no prior for this level.</p>
      </div>
    );
  }
  return (
    <div className={styles.panel}>
      <LevelChoice />
      <PriorChoice />
      <PriorSettings info={info} />
      <PriorTasks info={info} />
      <FirstUse bytes={info.bytes} />
      <SurpriseSection />
    </div>
  );
}

/** Each level has priors of its own: those at work are of the level in hand. */
function LevelChoice() {
  const { takeLevel } = useActions();
  const levels = useTesseraState((state) => state.document?.levels ?? null);
  const inHand = useTesseraState((state) => state.level);
  if (!levels || levels.length < 2) return null;
  const options = levels.map(({ name }, i) => ({
    value: String(i),
    label: levelTitle(name),
    shortcut: shortcutFor('nextLevel'),
  }));
  return (
    <Segmented
      label="Level that the prior is about"
      value={String(inHand)}
      options={options}
      onChange={(value) => takeLevel(Number(value))}
      stretch
    />
  );
}

/** The prior is fetched when it is first used: how far that is. */
function FirstUse({ bytes }: { readonly bytes: number }) {
  const file = useTesseraState((state) => state.prior.file);
  if (!file || file.loaded >= file.total) return null;
  return (
    <p className={styles.fetching} role="status">
      Fetching the prior: {formatBytes(file.loaded)} of {formatBytes(bytes)}
    </p>
  );
}
