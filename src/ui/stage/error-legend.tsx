// The colour scale of the error map.
import { errorMapMaximum, inferno } from '../../core/metrics/error-map.ts';
import styles from './error-legend.module.css';

const stops = Array.from({ length: 9 }, (_, index) => `rgb(${inferno(index / 8).join(' ')})`);

export function ErrorLegend() {
  return (
    <figure className={styles.legend}>
      <figcaption>Error, in 8-bit levels</figcaption>
      <div className={styles.scale} style={{ backgroundImage: `linear-gradient(to right, ${stops.join(', ')})` }} />
      <div className={styles.ends}>
        <span>0</span>
        <span>{errorMapMaximum}+</span>
      </div>
    </figure>
  );
}
