// The top bar on a phone: the picture, history, and the rest behind two menus.
import { Boxes, Columns2, Crop, EllipsisVertical, GraduationCap, Keyboard, Settings } from 'lucide-react';
import { IconButton } from '../controls/button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../controls/menu.tsx';
import { useOpenDialog } from '../dialogs/dialogs.tsx';
import { OpenMenu } from '../open/open-menu.tsx';
import { ShareMenu } from '../share/share-menu.tsx';
import { useTesseraState } from '../tessera-context.ts';
import { EditItems } from './edit-menu.tsx';
import { Logo } from './logo.tsx';
import { Shelf } from './shelf.tsx';
import styles from './top-bar.module.css';
import { UndoButtons } from './undo-buttons.tsx';

export function PhoneTopBar() {
  const openDialog = useOpenDialog();
  const hasPhoto = useTesseraState((state) => Boolean(state.document?.photo));
  return (
    <header className={styles.phoneBar}>
      <h1 className={styles.mark}>
        <Logo size={26} />
        <span className={styles.hidden}>Tessera</span>
      </h1>
      <div className={styles.picture}>
        <Shelf />
      </div>
      <UndoButtons />
      <OpenMenu compact />
      <ShareMenu compact />
      <Menu trigger={<IconButton icon={EllipsisVertical} label="More" />}>
        <MenuItem icon={Crop} label="Crop and size…" disabled={!hasPhoto} onSelect={() => openDialog('crop')} />
        <MenuItem icon={Boxes} label="Model pack…" onSelect={() => openDialog('packs')} />
        <MenuItem icon={Columns2} label="Compare packs…" disabled={!hasPhoto} onSelect={() => openDialog('compare')} />
        <MenuItem icon={Settings} label="Settings…" onSelect={() => openDialog('settings')} />
        <MenuItem icon={Keyboard} label="Shortcuts…" onSelect={() => openDialog('shortcuts')} />
        <MenuItem icon={GraduationCap} label="Learn how it works" onSelect={() => location.assign('learn/')} />
        <MenuSeparator />
        <EditItems />
      </Menu>
    </header>
  );
}
