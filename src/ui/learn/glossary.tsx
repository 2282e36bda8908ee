// Words that are links: what they mean comes up beside them, and the glossary has them all.
import { type ReactNode, useEffect } from 'react';
import { Hint } from '../controls/hint.tsx';
import styles from './glossary.module.css';
import { type GlossaryId, glossary } from './glossary-entries.ts';

export function Word({ id, children }: { readonly id: GlossaryId; readonly children: ReactNode }) {
  return (
    <Hint label={glossary[id].meaning} side="top">
      <a href={`#glossary-${id}`} className={styles.word}>
        {children}
      </a>
    </Hint>
  );
}

interface GlossaryPageProps {
  /** The word to show first. */
  readonly word: string | null;
  readonly back: { readonly href: string; readonly title: string };
}

export function GlossaryPage({ word, back }: GlossaryPageProps) {
  useEffect(() => {
    if (word) document.getElementById(`word-${word}`)?.scrollIntoView({ block: 'center' });
  }, [word]);
  return (
    <div className={styles.page}>
      <h1 tabIndex={-1} className={styles.title}>
        Glossary
      </h1>
      <p>
        <a href={back.href}>Back to “{back.title}”</a>
      </p>
      <GlossaryList wanted={word} />
    </div>
  );
}

export function GlossaryList({ wanted = null }: { readonly wanted?: string | null }) {
  return (
    <dl className={styles.list}>
      {Object.entries(glossary).map(([id, entry]) => (
        <div key={id} id={`word-${id}`} className={styles.entry} data-wanted={id === wanted || undefined}>
          <dt>{entry.word}</dt>
          <dd>{entry.meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
