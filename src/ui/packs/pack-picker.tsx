// The pack at work, in the top bar; a press opens the list to change it.
import { Boxes, ChevronDown } from 'lucide-react';
import { PopoverFrame } from '../controls/popover-frame.tsx';
import { useTesseraState } from '../tessera-context.ts';
import { PackList } from './pack-list.tsx';
import styles from './pack-picker.module.css';

export function PackPicker() {
  const pack = useTesseraState(({ packs: { shipped, current, opening } }) =>
    shipped.find(({ id }) => id === (opening ?? current)),
  );
  return (
    <PopoverFrame
      label="Model packs"
      trigger={
        <button type="button" className={styles.current} aria-label={`Model pack: ${pack?.title ?? 'none yet'}`}>
          <Boxes size={16} strokeWidth={1.75} aria-hidden="true" className={styles.icon} />
          {pack?.family ?? 'Pack'}
          <ChevronDown size={14} aria-hidden="true" className={styles.icon} />
        </button>
      }
    >
      <h2 className={styles.title}>Model packs</h2>
      <p className={styles.note}>The photo is shown by the pack you choose. What you paint stays with its pack.</p>
      <PackList />
    </PopoverFrame>
  );
}
