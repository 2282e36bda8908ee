// What the colours of the critic's map mean.
import { useTesseraState } from '../tessera-context.ts';
import { MapLegend } from './map-legend.tsx';
import styles from './opinion-legend.module.css';
import { opinionMarks, opinionStops } from './opinion-stops.ts';

export function OpinionLegend() {
  const means = useTesseraState((state) => state.critic.means);
  return (
    <MapLegend
      title="What the critic thinks of each patch"
      stops={opinionStops}
      marks={opinionMarks}
      className={styles.legend}
    >
      <p className={styles.means}>
        {means
          ? `On average: ${means.original === null ? '' : `photo ${signed(means.original)}, `}reconstruction ${signed(means.reconstruction)}`
          : 'The critic is being asked…'}
      </p>
    </MapLegend>
  );
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
