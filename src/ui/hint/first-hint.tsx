// One line for the first visit: how to begin, then, once the person has painted, what to try next. Gone for good once that
// was closed or tried, and on the next visit.
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../controls/button.tsx';
import { useTouch } from '../controls/media.ts';
import { shortcutFor } from '../keyboard/shortcuts.ts';
import { useHistory, useTesseraState } from '../tessera-context.ts';
import styles from './first-hint.module.css';

const storageKey = 'tessera-hint-seen';

export function FirstHint() {
  const { canUndo } = useHistory();
  const touch = useTouch();
  // Maps have their legend where the hint would be.
  const busy = useTesseraState(
    ({ grids, coming, floating, view }) =>
      grids.length === 0 || coming !== null || floating !== null || view.mode === 'error' || view.mode === 'opinion',
  );
  const selecting = useTesseraState(({ selection }) => selection !== null);
  const hasPrior = useTesseraState(({ prior }) => prior.info !== null);
  const [closed, setClosed] = useState(wasSeen);
  const [painted, setPainted] = useState(false);
  useEffect(() => {
    if (canUndo) setPainted(true);
    // What comes next has been found.
    if (painted && selecting) setClosed(true);
    if (canUndo || closed) remember();
  }, [canUndo, painted, selecting, closed]);
  if (closed || busy || selecting || (painted && !hasPrior)) return null;
  return (
    <div className={styles.hint} role="note">
      {painted ? (
        <p>
          {touch ? 'The arrow at the top' : shortcutFor('undo')} takes that back. Next: select a part{!touch && ' (M)'},
          press the sparkles, and the prior writes it anew.
        </p>
      ) : (
        <p>
          Pick a code, paint on the mosaic. {touch ? 'Then open a photo of yours.' : 'Drop your own photo anywhere.'}{' '}
          <a href="learn/">Learn how it works</a>.
        </p>
      )}
      <Button look="quiet" className={styles.close} aria-label="Close this hint" onClick={() => setClosed(true)}>
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
