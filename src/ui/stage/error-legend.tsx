// The colour scale of the error map.
import { errorMapMaximum, inferno } from '../../core/metrics/error-map.ts';
import styles from './error-legend.module.css';
import { MapLegend } from './map-legend.tsx';

const stops = Array.from({ length: 9 }, (_, index) => `rgb(${inferno(index / 8).join(' ')})`);

export function ErrorLegend() {
  return (
    <MapLegend
      title="Error, in 8-bit levels"
      stops={stops}
      marks={['0', `${errorMapMaximum}+`]}
      className={styles.legend}
    />
  );
}
