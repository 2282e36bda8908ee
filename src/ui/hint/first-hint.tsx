// One line for the first visit that says how to begin; gone for good once the person has painted or closed it.
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../controls/button.tsx';
import { useHistory, useTesseraState } from '../tessera-context.ts';
import styles from './first-hint.module.css';

const storageKey = 'tessera-hint-seen';

export function FirstHint() {
  const { canUndo } = useHistory();
  // Maps have their legend where the hint would be.
  const busy = useTesseraState(
    ({ grids, selection, floating, view }) =>
      grids.length === 0 || selection !== null || floating !== null || view.mode === 'error' || view.mode === 'opinion',
  );
  const [seen, setSeen] = useState(wasSeen);
  useEffect(() => {
    if (!canUndo || seen) return;
    remember();
    setSeen(true);
  }, [canUndo, seen]);
  if (seen || busy) return null;
  return (
    <div className={styles.hint} role="note">
      <p>
        Pick a code, paint on the mosaic. Drop your own photo anywhere. <a href="learn/">Learn how it works</a>.
      </p>
      <Button
        look="quiet"
        className={styles.close}
        aria-label="Close this hint"
        onClick={() => {
          remember();
          setSeen(true);
        }}
      >
        <X size={16} aria-hidden="true" />
      </Button>
    </div>
  );
}

function wasSeen(): boolean {
  try {
    return localStorage.getItem(storageKey) !== null;
  } catch {
    return false;
  }
}

function remember(): void {
  try {
    localStorage.setItem(storageKey, 'yes');
  } catch {
    // Storage is blocked: the hint comes back with the next visit.
  }
}
