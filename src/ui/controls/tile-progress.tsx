// Progress as a row of tiles that are laid one after the other.
import styles from './tile-progress.module.css';

interface TileProgressProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
}

const tiles = Array.from({ length: 24 }, (_, index) => index);

export function TileProgress({ label, value, max }: TileProgressProps) {
  const laid = max > 0 ? (value / max) * tiles.length : 0;
  return (
    <div
      className={styles.row}
      role="progressbar"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={0}
      aria-valuemax={max}
    >
      {tiles.map((tile) => (
        <span key={tile} className={styles.tile} style={{ opacity: Math.min(1, Math.max(0, laid - tile)) }} />
      ))}
    </div>
  );
}
