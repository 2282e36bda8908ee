// Everything the status line knows, spelled out: what a press on it opens.
import { RefreshCw } from 'lucide-react';
import type { EngineStatus } from '../../store/state.ts';
import { Button } from '../controls/button.tsx';
import { plural } from '../controls/format.ts';
import { useActions, useTesseraState } from '../tessera-context.ts';
import styles from './engine-details.module.css';
import { ProgressDetails } from './progress-details.tsx';
import { adapterWords, backendNames, phaseWords, stageNames, stagesInOrder, timingWords } from './status-words.ts';

export function EngineDetails({ engine }: { readonly engine: EngineStatus }) {
  const actions = useActions();
  const { inUse, timings, progress } = engine;
  const prior = useTesseraState((state) => state.prior.backend);
  return (
    <div className={styles.details}>
      <p className={styles.phase}>{phaseWords(engine)}</p>
      {engine.phase === 'failed' && (
        <Button icon={RefreshCw} onClick={actions.restartEngine}>
          Start it again
        </Button>
      )}
      {inUse && (
        <>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Stage</th>
                <th scope="col">Runs on</th>
                <th scope="col">Last run</th>
              </tr>
            </thead>
            <tbody>
              {stagesInOrder.map((stage) => (
                <tr key={stage}>
                  <th scope="row">{stageNames[stage]}</th>
                  <td>{backendNames[inUse[stage]]}</td>
                  <td>{timingWords(timings[stage])}</td>
                </tr>
              ))}
              {prior && (
                <tr>
                  <th scope="row">{stageNames.prior}</th>
                  <td>{backendNames[prior]}</td>
                  <td />
                </tr>
              )}
            </tbody>
          </table>
          <p className={styles.note}>
            {adapterWords(inUse)}. WASM runs on {plural(inUse.threads, 'thread')}.
            {inUse.decoderKernels === 'own' && ' The decoder runs on one, and computes only what changes.'}
          </p>
          {inUse.remark && <p className={styles.note}>{inUse.remark}</p>}
        </>
      )}
      {progress && (
        <>
          <p className={styles.note}>
            {progress.cached ? 'Model files, from the cache' : 'Model files, over the network'}
          </p>
          <ProgressDetails progress={progress} />
        </>
      )}
    </div>
  );
}
