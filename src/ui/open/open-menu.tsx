// All ways to bring a picture besides dropping it.
import { Camera, ClipboardPaste, FolderOpen, ImagePlus, Images } from 'lucide-react';
import { Button, IconButton } from '../controls/button.tsx';
import { Menu, MenuItem } from '../controls/menu.tsx';
import { useOpenDialog } from '../dialogs/dialogs.tsx';
import { useActions, useTesseraStore } from '../tessera-context.ts';
import { chooseFile } from './choose-file.ts';
import { pasteFromClipboard } from './paste.ts';

interface OpenMenuProps {
  /** An icon alone, and the samples among the items. */
  readonly compact?: boolean;
}

export function OpenMenu({ compact = false }: OpenMenuProps) {
  const store = useTesseraStore();
  const actions = useActions();
  const openDialog = useOpenDialog();

  const openFrom = async (source: 'files' | 'camera') => {
    const file = await chooseFile(source);
    if (file) await actions.openFile(file, file.name);
  };
  const openCamera = () => {
    // Phones have a camera app that takes better photos than a video frame.
    if (matchMedia('(pointer: coarse)').matches) void openFrom('camera');
    else openDialog('camera');
  };

  return (
    <Menu
      align={compact ? 'end' : 'start'}
      trigger={
        compact ? (
          <IconButton icon={ImagePlus} label="Open a picture" />
        ) : (
          <Button look="filled" icon={ImagePlus}>
            Open
          </Button>
        )
      }
    >
      <MenuItem
        icon={FolderOpen}
        label="Choose a file…"
        note="Photo, Tessera PNG or .tokens.json"
        onSelect={() => void openFrom('files')}
      />
      <MenuItem icon={ClipboardPaste} label="Paste" onSelect={() => void pasteFromClipboard(store, actions)} />
      <MenuItem icon={Camera} label="Take a photo…" onSelect={openCamera} />
      {compact && <MenuItem icon={Images} label="Samples…" onSelect={() => openDialog('samples')} />}
    </Menu>
  );
}
