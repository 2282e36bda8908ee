// Which dialog is open. Each is loaded when it is first asked for.
import { createContext, Suspense, useContext } from 'react';
import { Boundary } from '../parts/boundary.tsx';
import { failureWords } from '../parts/deferred.tsx';
import { forgetFailedParts, partOnUse } from '../parts/part-on-use.ts';
import { useActions } from '../tessera-context.ts';

type DialogName = 'samples' | 'packs' | 'compare' | 'camera' | 'crop' | 'settings' | 'shortcuts';

/** Which dialog; the atlas is about a code, a comparison may be about a pack of plain numbers. */
export type DialogRequest = DialogName | { readonly atlasOf: number } | { readonly compareAbout: string };

export const OpenDialogContext = createContext<(dialog: DialogRequest) => void>(() => undefined);

/** @returns a function that opens a dialog */
export function useOpenDialog(): (dialog: DialogRequest) => void {
  return useContext(OpenDialogContext);
}

const Samples = partOnUse(async () => (await import('../open/samples-dialog.tsx')).SamplesDialog);
const Packs = partOnUse(async () => (await import('../packs/packs-dialog.tsx')).PacksDialog);
const Compare = partOnUse(async () => (await import('../compare/compare-dialog.tsx')).CompareDialog);
const Atlas = partOnUse(async () => (await import('../atlas/atlas-dialog.tsx')).AtlasDialog);
const Camera = partOnUse(async () => (await import('../open/camera-dialog.tsx')).CameraDialog);
const Crop = partOnUse(async () => (await import('../open/crop-dialog.tsx')).CropDialog);
const Settings = partOnUse(async () => (await import('../settings/settings-dialog.tsx')).SettingsDialog);
const Shortcuts = partOnUse(async () => (await import('../keyboard/shortcuts-dialog.tsx')).ShortcutsDialog);

interface DialogsProps {
  readonly current: DialogRequest | null;
  readonly onClose: () => void;
}

export function Dialogs({ current, onClose }: DialogsProps) {
  const actions = useActions();
  const open = useOpenDialog();
  const fail = (error: unknown) => {
    actions.notify({ kind: 'error', title: 'This dialog could not be opened', detail: failureWords(error) });
    // The next time tries again.
    forgetFailedParts();
    onClose();
  };
  return (
    <Boundary key={String(current)} onFailure={fail}>
      <Suspense>{current && dialogOf(current, open, onClose)}</Suspense>
    </Boundary>
  );
}

function dialogOf(name: DialogRequest, open: (dialog: DialogRequest) => void, onClose: () => void) {
  if (typeof name === 'object') {
    if ('atlasOf' in name) return <Atlas code={name.atlasOf} onClose={onClose} />;
    return <Compare about={name.compareAbout} onClose={onClose} />;
  }
  switch (name) {
    case 'samples':
      return <Samples onClose={onClose} />;
    case 'packs':
      return <Packs onCompare={(compareAbout) => open({ compareAbout })} onClose={onClose} />;
    case 'compare':
      return <Compare onClose={onClose} />;
    case 'camera':
      return <Camera onClose={onClose} />;
    case 'crop':
      return <Crop onClose={onClose} />;
    case 'settings':
      return <Settings onClose={onClose} />;
    case 'shortcuts':
      return <Shortcuts open onOpenChange={(open: boolean) => open || onClose()} />;
    default:
      return name satisfies never;
  }
}
