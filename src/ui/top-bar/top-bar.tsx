// Name, pictures, history, and what is done with the whole app.
import { Crop, GraduationCap, Images, Keyboard, Settings } from 'lucide-react';
import { Button, IconButton } from '../controls/button.tsx';
import { Hint } from '../controls/hint.tsx';
import { useCrowdedLayout } from '../controls/media.ts';
import { useOpenDialog } from '../dialogs/dialogs.tsx';
import { OpenMenu } from '../open/open-menu.tsx';
import { PackPicker } from '../packs/pack-picker.tsx';
import { ShareMenu } from '../share/share-menu.tsx';
import { useTesseraState } from '../tessera-context.ts';
import { EditMenu } from './edit-menu.tsx';
import { Logo } from './logo.tsx';
import { Shelf } from './shelf.tsx';
import { ThemeButton } from './theme-button.tsx';
import styles from './top-bar.module.css';
import { UndoButtons } from './undo-buttons.tsx';

export function TopBar() {
  const openDialog = useOpenDialog();
  const crowded = useCrowdedLayout();
  const hasPhoto = useTesseraState((state) => Boolean(state.document?.photo));
  return (
    <header className={styles.bar}>
      <h1 className={styles.brand}>
        <Logo />
        <span className={crowded ? styles.hidden : undefined}>Tessera</span>
      </h1>
      <div className={styles.group}>
        <OpenMenu />
        {crowded ? (
          <IconButton icon={Images} label="Samples" onClick={() => openDialog('samples')} />
        ) : (
          <Button look="quiet" icon={Images} onClick={() => openDialog('samples')}>
            Samples
          </Button>
        )}
        <EditMenu />
      </div>
      <div className={styles.picture}>
        <Shelf />
        <IconButton icon={Crop} label="Crop and size" disabled={!hasPhoto} onClick={() => openDialog('crop')} />
        <PackPicker />
      </div>
      <div className={styles.group}>
        <UndoButtons />
      </div>
      <ShareMenu />
      <div className={styles.group}>
        <Hint label="Learn how it works">
          <a href="learn/" className={styles.learn} aria-label="Learn how it works">
            <GraduationCap size={18} strokeWidth={1.75} aria-hidden="true" />
          </a>
        </Hint>
        <IconButton icon={Keyboard} label="Shortcuts" shortcut="?" onClick={() => openDialog('shortcuts')} />
        {/* The settings have it too. */}
        {!crowded && <ThemeButton />}
        <IconButton icon={Settings} label="Settings" onClick={() => openDialog('settings')} />
      </div>
    </header>
  );
}
