// One line that always says what runs where and how long it took. A press on it tells more.
import { CircleAlert, RefreshCw } from 'lucide-react';
import type { EngineStatus } from '../../store/state.ts';
import { Button } from '../controls/button.tsx';
import { classes } from '../controls/classes.ts';
import { plural } from '../controls/format.ts';
import { PopoverFrame } from '../controls/popover-frame.tsx';
import { TileProgress } from '../controls/tile-progress.tsx';
import { useActions, useTesseraState } from '../tessera-context.ts';
import { EngineDetails } from './engine-details.tsx';
import { totals } from './progress-details.tsx';
import styles from './status-line.module.css';
import { adapterWords, backendNames, phaseWords, stageNames, stagesInOrder, timingWords } from './status-words.ts';

interface StatusLineProps {
  readonly compact?: boolean;
}

export function StatusLine({ compact = false }: StatusLineProps) {
  const { restartEngine } = useActions();
  const engine = useTesseraState((state) => state.engine);
  const loading = engine.phase === 'loading' && engine.progress ? totals(engine.progress) : null;
  return (
    <footer className={classes(styles.line, compact && styles.compact)}>
      <PopoverFrame
        label="What runs where"
        side="top"
        align="start"
        trigger={
          <button type="button" className={styles.trigger}>
            <span className={styles.dot} data-phase={engine.phase} data-busy={engine.encoding || undefined} />
            {loading && (
              <span className={styles.progress}>
                <TileProgress label="Model files" value={loading.loaded} max={loading.total} />
              </span>
            )}
            <span className={styles.phase} data-part="phase">
              {phaseWords(engine)}
            </span>
            {compact ? <CompactStages engine={engine} /> : <Stages engine={engine} />}
          </button>
        }
      >
        <EngineDetails engine={engine} />
      </PopoverFrame>
      {engine.phase === 'failed' && (
        <Button look="quiet" icon={RefreshCw} className={styles.again} onClick={() => restartEngine()}>
          Start it again
        </Button>
      )}
      {!(compact && (loading || engine.phase === 'failed')) && <DocumentSize />}
    </footer>
  );
}

function Stages({ engine: { inUse, timings } }: { readonly engine: EngineStatus }) {
  if (!inUse) return null;
  return (
    <>
      {stagesInOrder.map((stage) => (
        <span key={stage} className={styles.stage}>
          {stageNames[stage]} <strong>{backendNames[inUse[stage]]}</strong> {timingWords(timings[stage])}
        </span>
      ))}
      <span className={styles.adapter}>{adapterWords(inUse)}</span>
      <span className={styles.threads}>{plural(inUse.threads, 'thread')}</span>
      {inUse.remark && (
        <span className={styles.remark}>
          <CircleAlert size={13} aria-hidden="true" />
          {inUse.remark}
        </span>
      )}
    </>
  );
}

function CompactStages({ engine: { inUse, timings } }: { readonly engine: EngineStatus }) {
  if (!inUse) return null;
  return (
    <span className={styles.stage}>
      Decoder <strong>{backendNames[inUse.decoder]}</strong> {timingWords(timings.decoder)}
    </span>
  );
}

function DocumentSize() {
  const document = useTesseraState((state) => state.document);
  if (!document) return null;
  const { levels, provisional } = document;
  const { own, downsample } = levels.at(-1)!;
  return (
    <span className={styles.size}>
      {provisional && <span className={styles.provisional}>stored result</span>}
      {levels.map(({ own: { width, height } }) => `${width} × ${height}`).join(' + ')} tokens
      <span className={styles.pixels}>
        {own.width * downsample} × {own.height * downsample} px
      </span>
    </span>
  );
}
