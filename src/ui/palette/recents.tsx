// The last codes in hand, reached by the keys 1 to 9 too.
import { Swatch } from '../controls/swatch.tsx';
import { useTesseraState } from '../tessera-context.ts';
import styles from './recents.module.css';
import { useCodePointer } from './use-code-pointer.ts';

const slots = [0, 1, 2, 3, 4, 5, 6, 7, 8];

export function Recents() {
  const recent = useTesseraState((state) => state.recentCodes);
  const pointer = useCodePointer();
  return (
    <div className={styles.recents} {...pointer}>
      {slots.map((slot) => {
        const code = recent[slot];
        if (code === undefined) return <span key={slot} className={styles.empty} />;
        return (
          <button
            key={slot}
            type="button"
            className={styles.recent}
            data-code={code}
            aria-label={`Recent code ${code}, key ${slot + 1}`}
          >
            <Swatch code={code} className={styles.swatch} />
            <span className={styles.key} aria-hidden="true">
              {slot + 1}
            </span>
          </button>
        );
      })}
    </div>
  );
}
