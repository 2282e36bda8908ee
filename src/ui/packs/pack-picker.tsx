// The pack at work, in the top bar; a press opens the list to change it.
import { Boxes, ChevronDown, Columns2 } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { Button } from '../controls/button.tsx';
import { PopoverFrame } from '../controls/popover-frame.tsx';
import { useOpenDialog } from '../dialogs/dialogs.tsx';
import { Deferred } from '../parts/deferred.tsx';
import { PackList } from '../parts/parts-on-use.ts';
import { useTesseraState } from '../tessera-context.ts';
import styles from './pack-picker.module.css';

export function PackPicker() {
  const openDialog = useOpenDialog();
  const [open, setOpen] = useState(false);
  const hasPhoto = useTesseraState((state) => Boolean(state.document?.photo));
  const pack = useTesseraState(({ packs: { shipped, current, opening } }) =>
    shipped.find(({ id }) => id === (opening ?? current)),
  );
  return (
    <PopoverFrame
      label="Model packs"
      open={open}
      onOpenChange={setOpen}
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
      <Deferred>
        <PackList
          onCompare={(packId) => {
            setOpen(false);
            openDialog({ compareAbout: packId });
          }}
        />
      </Deferred>
      <Popover.Close asChild>
        <Button
          look="quiet"
          icon={Columns2}
          className={styles.compare}
          disabled={!hasPhoto}
          onClick={() => openDialog('compare')}
        >
          Compare on this photo…
        </Button>
      </Popover.Close>
    </PopoverFrame>
  );
}
