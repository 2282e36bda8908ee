// What the colours of the critic's map mean.
import { opinionColour } from '../../core/metrics/opinion-map.ts';
import { useTesseraState } from '../tessera-context.ts';
import styles from './opinion-legend.module.css';

const stops = [-1, -0.5, 0, 0.5, 1].map((t) => `rgb(${opinionColour(t).join(' ')})`);

export function OpinionLegend() {
  const means = useTesseraState((state) => state.critic.means);
  return (
    <figure className={styles.legend}>
      <figcaption>What the critic thinks of each patch</figcaption>
      <div className={styles.scale} style={{ backgroundImage: `linear-gradient(to right, ${stops.join(', ')})` }} />
      <div className={styles.ends}>
        <span>looks made</span>
        <span>as most photos</span>
        <span>looks real</span>
      </div>
      <p className={styles.means}>
        {means
          ? `On average: ${means.original === null ? '' : `photo ${signed(means.original)}, `}reconstruction ${signed(means.reconstruction)}`
          : 'The critic is being asked…'}
      </p>
    </figure>
  );
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
