// The colour scale of a map over the picture, with what its ends mean.
import type { ReactNode } from 'react';
import { classes } from '../controls/classes.ts';
import styles from './map-legend.module.css';

interface MapLegendProps {
  readonly title: string;
  /** CSS colours, evenly spaced. */
  readonly stops: readonly string[];
  /** Words under the scale, evenly spaced. */
  readonly marks: readonly string[];
  readonly className: string | undefined;
  readonly children?: ReactNode;
}

export function MapLegend({ title, stops, marks, className, children }: MapLegendProps) {
  return (
    <figure className={classes(styles.legend, className)}>
      <figcaption>{title}</figcaption>
      <div className={styles.scale} style={{ backgroundImage: `linear-gradient(to right, ${stops.join(', ')})` }} />
      <div className={styles.marks}>
        {marks.map((mark) => (
          <span key={mark}>{mark}</span>
        ))}
      </div>
      {children}
    </figure>
  );
}
