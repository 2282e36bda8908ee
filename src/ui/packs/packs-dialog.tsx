// The pack list as a dialog: on a phone, where the top bar has no room for it.
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { PackList } from './pack-list.tsx';

interface PacksDialogProps {
  /** Opens the comparison, about a pack of plain numbers. */
  readonly onCompare: (packId: string) => void;
  readonly onClose: () => void;
}

export function PacksDialog({ onCompare, onClose }: PacksDialogProps) {
  return (
    <DialogFrame
      title="Model packs"
      description="The photo is shown by the pack you choose. What you paint stays with its pack."
      onClose={onClose}
    >
      <PackList onCompare={onCompare} />
    </DialogFrame>
  );
}
