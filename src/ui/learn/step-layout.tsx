// The parts that every step is laid out with: what is said, and what can be tried.
import { RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import type { TourModel, TourPicture } from '../../store/learn/tour-state.ts';
import { Button } from '../controls/button.tsx';
import { formatBytes } from '../controls/format.ts';
import { TileProgress } from '../controls/tile-progress.tsx';
import { GlossaryList } from './glossary.tsx';
import { type PaperId, Papers } from './papers.tsx';
import styles from './step-layout.module.css';
import { useTourActions, useTourState } from './tour-context.ts';

/** What a step is told: its ground is sure. */
export interface StepProps {
  readonly picture: TourPicture;
  readonly model: TourModel;
}

interface StepLayoutProps {
  readonly text: ReactNode;
  readonly figure: ReactNode;
  readonly papers: readonly PaperId[];
}

export function StepLayout({ text, figure, papers }: StepLayoutProps) {
  return (
    <div className={styles.step}>
      <div className={styles.text}>{text}</div>
      <div className={styles.figures}>{figure}</div>
      <div className={styles.papers}>
        <Papers ids={papers} />
      </div>
    </div>
  );
}

interface FigureProps {
  readonly title: string;
  /** `live` is computed in this page; `drawing` explains without a model. */
  readonly kind: 'live' | 'drawing';
  readonly children: ReactNode;
}

const kinds = {
  live: 'Live: computed on this page, from this photo',
  drawing: 'A drawing: no model runs here',
} as const;

export function Figure({ title, kind, children }: FigureProps) {
  return (
    <section className={styles.figure} aria-label={title}>
      <header className={styles.header}>
        <h2 className={styles.title}>{title}</h2>
        <span className={styles.kind} data-kind={kind} title={kinds[kind]}>
          {kind === 'live' ? 'Live' : 'Drawing'}
        </span>
      </header>
      {children}
    </section>
  );
}

/** A figure with its name under it. */
export function Reading({ name, children }: { readonly name: ReactNode; readonly children: ReactNode }) {
  return (
    <div className={styles.reading}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function Readings({ children }: { readonly children: ReactNode }) {
  return <dl className={styles.readings}>{children}</dl>;
}

export function Controls({ children }: { readonly children: ReactNode }) {
  return <div className={styles.controls}>{children}</div>;
}

export function Pair({ children }: { readonly children: ReactNode }) {
  return <div className={styles.pair}>{children}</div>;
}

export function Note({ children }: { readonly children: ReactNode }) {
  return <div className={styles.note}>{children}</div>;
}

/** Stands in a step's place until photo and model are there. */
export function Waiting() {
  const progress = useTourState((state) => state.progress);
  const loaded = useTourState((state) => state.model !== null);
  const problem = useTourState((state) => state.problem);
  const failed = useTourState((state) => state.failed);
  const { startAgain } = useTourActions();
  const files = progress?.files ?? [];
  const done = files.reduce((sum, file) => sum + file.loaded, 0);
  const total = files.reduce((sum, file) => sum + file.total, 0);
  if (failed) {
    return (
      <>
        <div className={styles.waiting}>
          <p role="status">This step works on your photo, and the model for that is not running.</p>
          <Button icon={RefreshCw} onClick={startAgain}>
            Start it again
          </Button>
        </div>
        <h2 className={styles.title}>Until then, the tour’s words</h2>
        <GlossaryList />
      </>
    );
  }
  if (problem) return null;
  return (
    <div className={styles.waiting}>
      <p role="status">{loaded ? 'The photo is being encoded.' : 'The model is on its way to your browser.'}</p>
      {!loaded && total > 0 && (
        <>
          <TileProgress label="Model files" value={done} max={total} />
          <p className={styles.note}>
            {formatBytes(done)} of {formatBytes(total)}; it stays on your device for the next visit.
          </p>
        </>
      )}
    </div>
  );
}
