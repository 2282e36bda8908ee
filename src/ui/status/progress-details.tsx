// The files of a pack on their way, byte by byte.
import type { TesseraState } from '../../store/state.ts';
import { formatBytes } from '../controls/format.ts';
import { TileProgress } from '../controls/tile-progress.tsx';
import styles from './progress-details.module.css';

type LoadProgress = NonNullable<TesseraState['engine']['progress']>;

export function totals(progress: LoadProgress): { readonly loaded: number; readonly total: number } {
  let loaded = 0;
  let total = 0;
  for (const file of progress.files) {
    loaded += file.loaded;
    total += file.total;
  }
  return { loaded, total };
}

export function ProgressDetails({ progress }: { readonly progress: LoadProgress }) {
  const { loaded, total } = totals(progress);
  const arrived = loaded === total;
  return (
    <ul className={styles.files}>
      {progress.files.map((file) => (
        <li key={file.name}>
          <span className={styles.line}>
            <span>{file.name}</span>
            <span className={styles.bytes}>
              {file.loaded === file.total
                ? formatBytes(file.total)
                : `${formatBytes(file.loaded)} of ${formatBytes(file.total)}`}
            </span>
          </span>
          {!arrived && <TileProgress label={file.name} value={file.loaded} max={file.total} />}
        </li>
      ))}
    </ul>
  );
}
