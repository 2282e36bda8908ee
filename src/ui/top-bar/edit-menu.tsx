// Everything that changes cells without a tool, and selecting them.
import {
  ClipboardPaste,
  Copy,
  FlipHorizontal2,
  FlipVertical2,
  PaintBucket,
  RotateCcw,
  Scissors,
  SquareDashed,
  SquareDashedMousePointer,
  SquareX,
  Target,
} from 'lucide-react';
import { canFindBetterCodes } from '../../store/selectors.ts';
import { Button } from '../controls/button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../controls/menu.tsx';
import { keyLabel } from '../keyboard/key-label.ts';
import { shortcutFor } from '../keyboard/shortcuts.ts';
import { useActions, useTesseraState } from '../tessera-context.ts';

export function EditMenu() {
  return (
    <Menu align="start" trigger={<Button look="quiet">Edit</Button>}>
      <EditItems />
    </Menu>
  );
}

export function EditItems() {
  const actions = useActions();
  const noGrid = useTesseraState((state) => state.grids.length === 0);
  const selected = useTesseraState((state) => state.selection !== null);
  const movable = useTesseraState((state) => state.selection !== null || state.floating !== null);
  const foreground = useTesseraState((state) => state.foreground);
  const searchable = useTesseraState(canFindBetterCodes);
  const noClipboard = useTesseraState((state) => state.clipboard === null);
  return (
    <>
      <MenuItem icon={Scissors} label="Cut" shortcut={shortcutFor('cut')} disabled={!selected} onSelect={actions.cut} />
      <MenuItem icon={Copy} label="Copy" shortcut={shortcutFor('copy')} disabled={!selected} onSelect={actions.copy} />
      <MenuItem
        icon={ClipboardPaste}
        label="Paste tokens"
        shortcut={keyLabel('$mod+v')}
        disabled={noClipboard || noGrid}
        onSelect={actions.paste}
      />
      <MenuSeparator />
      <MenuItem
        icon={FlipHorizontal2}
        label="Flip left to right"
        shortcut={shortcutFor('flipHorizontal')}
        disabled={!movable}
        onSelect={() => actions.flip('horizontal')}
      />
      <MenuItem
        icon={FlipVertical2}
        label="Flip top to bottom"
        shortcut={shortcutFor('flipVertical')}
        disabled={!movable}
        onSelect={() => actions.flip('vertical')}
      />
      <MenuSeparator />
      <MenuItem
        icon={PaintBucket}
        label={selected ? `Fill selection with code ${foreground}` : `Fill everything with code ${foreground}`}
        shortcut={shortcutFor('fill')}
        disabled={noGrid}
        onSelect={() => actions.fill(foreground)}
      />
      <MenuItem
        icon={RotateCcw}
        label={selected ? 'Selection back to its own codes' : 'Everything back to its own codes'}
        shortcut={shortcutFor('restoreOwn')}
        disabled={noGrid}
        onSelect={() => actions.restoreOwn()}
      />
      <MenuItem
        icon={Target}
        label={selected ? 'Find better codes in the selection' : 'Find better codes for the photo'}
        disabled={!searchable}
        onSelect={() => void actions.findBetterCodes()}
      />
      <MenuSeparator />
      <MenuItem
        icon={SquareDashed}
        label="Select all"
        shortcut={shortcutFor('selectAll')}
        disabled={noGrid}
        onSelect={actions.selectAll}
      />
      <MenuItem
        icon={SquareX}
        label="Deselect"
        shortcut={shortcutFor('selectNone')}
        disabled={!selected}
        onSelect={actions.selectNone}
      />
      <MenuItem
        icon={SquareDashedMousePointer}
        label="Invert selection"
        shortcut={shortcutFor('invertSelection')}
        disabled={!selected}
        onSelect={actions.invertSelection}
      />
    </>
  );
}
