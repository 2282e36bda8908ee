// The prior's panel: its knobs, what it can write, and how surprised it is.
import { formatBytes } from '../controls/format.ts';
import { useTesseraState } from '../tessera-context.ts';
import { PriorChoice } from './prior-choice.tsx';
import styles from './prior-panel.module.css';
import { PriorSettings } from './prior-settings.tsx';
import { PriorTasks } from './prior-tasks.tsx';
import { SurpriseSection } from './surprise-section.tsx';

export function PriorPanel() {
  const info = useTesseraState((state) => state.prior.info);
  const phase = useTesseraState((state) => state.engine.phase);
  if (!info) {
    return (
      <p className={styles.empty}>
        {phase === 'ready' ? 'This pack brings no prior that can run here.' : 'The prior comes after the other models.'}
      </p>
    );
  }
  return (
    <div className={styles.panel}>
      <PriorChoice />
      <PriorSettings info={info} />
      <PriorTasks info={info} />
      <FirstUse bytes={info.bytes} />
      <SurpriseSection />
    </div>
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
