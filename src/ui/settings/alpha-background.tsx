// The colour that shows through transparent pictures.
import { useId } from 'react';
import { useActions, useTesseraState } from '../tessera-context.ts';
import styles from './settings-dialog.module.css';

export function AlphaBackground() {
  const actions = useActions();
  const colour = useTesseraState((state) => state.preferences.alphaBackground);
  const id = useId();
  return (
    <div className={styles.row}>
      <label htmlFor={id}>
        Behind transparency
        <span className={styles.note}>Codes know no transparency; this colour shows instead.</span>
      </label>
      <input
        id={id}
        type="color"
        className={styles.colour}
        value={colour}
        onChange={(event) => actions.setPreferences({ alphaBackground: event.target.value })}
      />
    </div>
  );
}
