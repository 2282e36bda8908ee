// The benchmark for people: start, watch, stop, and take the figures away.
import { Copy, Download, Play, Square } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../src/ui/controls/button.tsx';
import { Segmented } from '../../src/ui/controls/segmented.tsx';
import { TileProgress } from '../../src/ui/controls/tile-progress.tsx';
import { downloadBlob } from '../../src/ui/share/download.ts';
import { Logo } from '../../src/ui/top-bar/logo.tsx';
import styles from './bench-page.module.css';
import { type Length, lengths, requestOf } from './request.ts';
import { Results } from './results.tsx';
import { type BenchState, reportOf, useBench } from './use-bench.ts';
import { machineWords } from './words.ts';

export function BenchPage() {
  const { state, start, stop } = useBench();
  const [length, setLength] = useState<Length>('usual');
  const running = state.phase === 'running' || state.phase === 'stopping';
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <a className={styles.brand} href="../">
          <Logo />
          Tessera
        </a>
      </header>
      <main className={styles.main}>
        <h1 className={styles.heading}>Benchmark</h1>
        <p className={styles.lead}>
          How fast this device finds the nearest codes: our kernels beside ONNX Runtime and TensorFlow.js, on the same
          numbers, taking turns. Every result is checked before anything is timed. Nothing leaves your device.
        </p>
        <div className={styles.controls}>
          <Segmented label="How long" value={length} options={lengths} onChange={setLength} />
          {running ? (
            <Button icon={Square} onClick={stop} disabled={state.phase === 'stopping'}>
              Stop
            </Button>
          ) : (
            <Button look="filled" icon={Play} onClick={() => start(requestOf(length, location.search))}>
              {state.phase === 'idle' ? 'Start' : 'Start again'}
            </Button>
          )}
          <Takeaway state={state} />
        </div>
        <div className={styles.progress}>
          {running && state.progress && (
            <TileProgress label="Benchmark" value={state.progress.done} max={state.progress.total} />
          )}
          <p role="status" className={state.phase === 'failed' ? styles.failure : styles.status}>
            {statusWords(state)}
          </p>
        </div>
        {state.machine && (
          <p className={styles.machine}>
            {machineWords(state.machine)}
            <br />
            {Object.entries(state.machine.peers)
              .map(([name, version]) => `${name} ${version}`)
              .join(' · ')}
          </p>
        )}
        <Results rows={state.rows} />
      </main>
    </div>
  );
}

function Takeaway({ state }: { readonly state: BenchState }) {
  const [copied, setCopied] = useState<'copied' | 'refused' | null>(null);
  const report = reportOf(state);
  if (!report) return null;
  const json = () => `${JSON.stringify(report, null, 2)}\n`;
  const copy = () => {
    navigator.clipboard.writeText(json()).then(
      () => setCopied('copied'),
      () => setCopied('refused'),
    );
  };
  return (
    <>
      <Button icon={Copy} onClick={copy}>
        Copy JSON
      </Button>
      <Button
        icon={Download}
        onClick={() => downloadBlob(new Blob([json()], { type: 'application/json' }), 'tessera-bench.json')}
      >
        Download JSON
      </Button>
      <span role="status" className={styles.status}>
        {copied === 'copied' && 'Copied.'}
        {copied === 'refused' && 'The browser refused access to the clipboard: download it instead.'}
      </span>
    </>
  );
}

function statusWords({ phase, progress, failure }: BenchState): string {
  switch (phase) {
    case 'idle':
      return 'It takes from one minute on a GPU to several on a processor. Close other work for calm figures.';
    case 'running':
      return progress ? progress.activity : 'Starting';
    case 'stopping':
      return 'Stopping after the call that is under way';
    case 'done':
      return 'Done.';
    case 'stopped':
      return 'Stopped. What was measured until then is below.';
    case 'failed':
      return `The benchmark could not go on. ${failure}`;
    default:
      return phase satisfies never;
  }
}
