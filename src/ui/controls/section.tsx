// A titled part of the side panel that folds.
import { ChevronDown } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { classes } from './classes.ts';
import styles from './section.module.css';

interface SectionProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Takes the height that the others leave. */
  readonly grows?: boolean;
  readonly initiallyOpen?: boolean;
  /** What a person sees of it while it is folded. */
  readonly summary?: ReactNode;
}

export function Section({ title, children, grows = false, initiallyOpen = true, summary }: SectionProps) {
  const [open, setOpen] = useState(initiallyOpen);
  const id = useId();
  return (
    <section className={classes(styles.section, grows && open && styles.grows)} aria-labelledby={`${id}-title`}>
      <h2 className={styles.heading}>
        <button
          type="button"
          id={`${id}-title`}
          className={styles.toggle}
          aria-expanded={open}
          aria-controls={`${id}-body`}
          onClick={() => setOpen(!open)}
        >
          {title}
          {!open && summary && <span className={styles.summary}>{summary}</span>}
          <ChevronDown size={14} aria-hidden="true" className={styles.chevron} />
        </button>
      </h2>
      <div id={`${id}-body`} className={styles.body} hidden={!open}>
        {open && children}
      </div>
    </section>
  );
}
