// Starts the search for better codes from beside the figure that it raises.
import { Target } from 'lucide-react';
import { canFindBetterCodes } from '../../store/selectors.ts';
import { Button } from '../controls/button.tsx';
import { useActions, useTesseraState } from '../tessera-context.ts';
import styles from './find-better-codes.module.css';

export function FindBetterCodes() {
  const { findBetterCodes } = useActions();
  const possible = useTesseraState(canFindBetterCodes);
  const selected = useTesseraState((state) => state.selection !== null);
  return (
    <div className={styles.offer}>
      <Button icon={Target} disabled={!possible} onClick={() => void findBetterCodes()}>
        {selected ? 'Find better codes in the selection' : 'Find better codes'}
      </Button>
      <p className={styles.note}>
        Neighbouring codes make a pixel together, so the nearest code of each cell is seldom the best of all. This tries
        the next nearest too, and keeps what brings the picture closer to the photo. What you painted stays.
      </p>
    </div>
  );
}
