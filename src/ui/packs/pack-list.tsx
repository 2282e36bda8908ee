// The packs that come with the page: one is at work, a press shows the picture by another.
import { Check, CircleCheck, Download } from 'lucide-react';
import { useEffect } from 'react';
import type { PackEntry } from '../../store/packs/packs-state.ts';
import { Button } from '../controls/button.tsx';
import { formatBytes } from '../controls/format.ts';
import { TileProgress } from '../controls/tile-progress.tsx';
import { totals } from '../status/progress-details.tsx';
import { useActions, useTesseraState } from '../tessera-context.ts';
import styles from './pack-list.module.css';

interface PackListProps {
  /** Opens the comparison, about a pack of plain numbers. */
  readonly onCompare: (packId: string) => void;
}

export function PackList({ onCompare }: PackListProps) {
  const actions = useActions();
  const packs = useTesseraState((state) => state.packs.shipped);
  const chosen = useTesseraState(({ packs: { current, opening } }) => opening ?? current);
  const phase = useTesseraState((state) => state.engine.phase);
  // Marks change when a pack has been fetched.
  useEffect(() => {
    if (phase !== 'loading') void actions.findDownloadedPacks();
  }, [actions, phase]);
  return (
    <>
      <div className={styles.list} role="radiogroup" aria-label="Model packs">
        {packs.map((pack) => (
          <PackRow key={pack.id} pack={pack} chosen={pack.id === chosen} />
        ))}
      </div>
      <NotToPaintWith onCompare={onCompare} />
    </>
  );
}

/** Packs of plain numbers: why they are not among those above, and what they are there for. */
function NotToPaintWith({ onCompare }: PackListProps) {
  const packs = useTesseraState((state) => state.packs.continuous);
  const hasPhoto = useTesseraState((state) => Boolean(state.document?.photo));
  if (packs.length === 0) return null;
  return (
    <ul className={styles.others} aria-label="Not to paint with">
      {packs.map(({ id, title, family, description }) => (
        <li key={id} className={styles.other}>
          <span className={styles.text}>
            <span className={styles.title}>
              {title} <span className={styles.family}>{family}</span>
            </span>
            <span className={styles.description}>{description} Without codes there is nothing to paint with.</span>
          </span>
          <Button
            aria-label={`Compare ${title}`}
            disabled={!hasPhoto}
            title={hasPhoto ? undefined : 'Open a photo to compare'}
            onClick={() => onCompare(id)}
          >
            Compare…
          </Button>
        </li>
      ))}
    </ul>
  );
}

function PackRow({ pack, chosen }: { readonly pack: PackEntry; readonly chosen: boolean }) {
  const actions = useActions();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of several lines, styled as a whole
    <button
      type="button"
      role="radio"
      aria-checked={chosen}
      className={styles.pack}
      onClick={() => void (chosen || actions.changePack(pack.id))}
    >
      <span className={styles.mark}>{chosen && <Check size={16} strokeWidth={2.25} aria-hidden="true" />}</span>
      <span className={styles.text}>
        <span className={styles.title}>
          {pack.title} <span className={styles.family}>{pack.family}</span>
        </span>
        <span className={styles.description}>{pack.description}</span>
        <PackSize pack={pack} />
      </span>
    </button>
  );
}

function PackSize({ pack: { id, bytes, priorBytes, downloaded } }: { readonly pack: PackEntry }) {
  const progress = useTesseraState(({ packs, engine }) =>
    packs.opening === id && engine.phase === 'loading' ? engine.progress : null,
  );
  if (progress) {
    const { loaded, total } = totals(progress);
    return (
      <span className={styles.size}>
        <span className={styles.progress}>
          <TileProgress label="Pack files" value={loaded} max={total} />
        </span>
        {formatBytes(loaded)} of {formatBytes(total)}
      </span>
    );
  }
  return (
    <span className={styles.size}>
      {downloaded ? (
        <>
          <CircleCheck size={13} aria-hidden="true" className={styles.kept} />
          Downloaded · {formatBytes(bytes)}
        </>
      ) : (
        <>
          <Download size={13} aria-hidden="true" />
          {formatBytes(bytes)} to download
        </>
      )}
      {priorBytes > 0 && ' · with a prior'}
    </span>
  );
}
