// A titled part of the side panel that folds.
import { ChevronDown } from 'lucide-react';
import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react';
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
  const root = useRef<HTMLElement>(null);
  const body = useRef<HTMLDivElement>(null);
  /** What a person unfolds they want to see, though it be below the panel's edge or its code still on its way. */
  const [unfolded, setUnfolded] = useState(false);
  useLayoutEffect(() => {
    if (!unfolded || !body.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (!entry || entry.contentRect.height === 0) return;
      observer.disconnect();
      root.current?.scrollIntoView({ block: 'nearest' });
    });
    observer.observe(body.current);
    return () => observer.disconnect();
  }, [unfolded]);
  const toggle = () => {
    setOpen(!open);
    setUnfolded(!open);
  };
  return (
    <section
      ref={root}
      className={classes(styles.section, grows && open && styles.grows)}
      aria-labelledby={`${id}-title`}
    >
      <h2 className={styles.heading}>
        <button
          type="button"
          id={`${id}-title`}
          className={styles.toggle}
          aria-expanded={open}
          aria-controls={`${id}-body`}
          onClick={toggle}
        >
          {title}
          {!open && summary && <span className={styles.summary}>{summary}</span>}
          <ChevronDown size={14} aria-hidden="true" className={styles.chevron} />
        </button>
      </h2>
      <div ref={body} id={`${id}-body`} className={styles.body} hidden={!open}>
        {open && children}
      </div>
    </section>
  );
}
