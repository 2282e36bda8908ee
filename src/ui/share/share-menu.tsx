// Taking the work elsewhere: as a PNG with its tokens inside, as a file of tokens, as a link.
import { Copy, Download, FileJson2, Link2, Share } from 'lucide-react';
import { useState } from 'react';
import { fileName } from '../../core/file-name.ts';
import { Button, IconButton } from '../controls/button.tsx';
import { formatBytes } from '../controls/format.ts';
import { Menu, MenuItem, MenuSeparator } from '../controls/menu.tsx';
import { useActions, useTesseraState } from '../tessera-context.ts';
import { downloadBlob } from './download.ts';

interface ShareMenuProps {
  readonly compact?: boolean;
}

export function ShareMenu({ compact = false }: ShareMenuProps) {
  const ready = useTesseraState((state) => state.grids.length > 0);
  return (
    <Menu
      trigger={
        compact ? (
          <IconButton icon={Share} label="Share" disabled={!ready} />
        ) : (
          <Button icon={Share} disabled={!ready}>
            Share
          </Button>
        )
      }
    >
      <ShareItems />
    </Menu>
  );
}

function ShareItems() {
  const actions = useActions();
  const name = useTesseraState((state) => state.document?.name ?? 'tessera');
  // Computed once, when the menu opens.
  const [link] = useState(() => actions.shareLink());

  const downloadPng = async () => {
    const png = await actions.exportPng();
    if (png) downloadBlob(png, fileName(name, 'png'));
  };
  const sharePng = async () => {
    const png = await actions.exportPng();
    if (!png) return;
    try {
      await navigator.share({ files: [new File([png], fileName(name, 'png'), { type: 'image/png' })] });
    } catch (error) {
      // The person closed the system's sheet again: nothing failed.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      actions.notify({ kind: 'error', title: 'The picture could not be shared', detail: 'Download the PNG instead.' });
    }
  };
  const copyPng = async () => {
    try {
      // A promise inside the item: Safari lets a page copy only within the press itself.
      const png = actions.exportPng().then((blob) => blob ?? Promise.reject(new Error('There is no picture to copy.')));
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
      actions.notify({
        kind: 'success',
        title: 'Picture copied',
        detail: 'Some programs drop the tokens when they paste it.',
      });
    } catch {
      actions.notify({ kind: 'error', title: 'The picture could not be copied', detail: 'Download the PNG instead.' });
    }
  };
  const downloadTokens = () => {
    const tokens = actions.exportTokensJson();
    if (tokens) downloadBlob(tokens, fileName(name, 'tokens.json'));
  };
  const copyLink = async () => {
    if (!link) return;
    try {
      await navigator.clipboard.writeText(link);
      actions.notify({
        kind: 'success',
        title: 'Link copied',
        detail: `The whole mosaic is in its ${formatBytes(link.length)}; nothing was uploaded.`,
      });
    } catch {
      actions.notify({
        kind: 'error',
        title: 'The link could not be copied',
        detail: 'The browser refused access to the clipboard.',
      });
    }
  };

  return (
    <>
      <MenuItem
        icon={Download}
        label="Download PNG"
        note="With its tokens inside: drop it here again to go on"
        onSelect={() => void downloadPng()}
      />
      {sharesFiles() && <MenuItem icon={Share} label="Share PNG…" onSelect={() => void sharePng()} />}
      <MenuItem icon={Copy} label="Copy PNG" onSelect={() => void copyPng()} />
      <MenuSeparator />
      <MenuItem
        icon={Link2}
        label="Copy link"
        note={link ? `${formatBytes(link.length)}, holds the whole mosaic` : 'Too large for a link'}
        disabled={!link}
        onSelect={() => void copyLink()}
      />
      <MenuItem icon={FileJson2} label="Download .tokens.json" onSelect={downloadTokens} />
    </>
  );
}

/** Phones and some desktops hand files to other apps. */
function sharesFiles(): boolean {
  return navigator.canShare?.({ files: [new File([], 'x.png', { type: 'image/png' })] }) ?? false;
}
