// How far a prior's file has come, while it is on its way.
import { formatBytes } from '../controls/format.ts';
import { TileProgress } from '../controls/tile-progress.tsx';
import { Note } from './step-layout.tsx';
import { useTourState } from './tour-context.ts';

export function PriorFile() {
  const file = useTourState((state) => state.priorFile);
  if (!file || file.loaded >= file.total) return null;
  return (
    <Note>
      <TileProgress label="The prior’s file" value={file.loaded} max={file.total} />
      The prior is on its way: {formatBytes(file.loaded)} of {formatBytes(file.total)}.
    </Note>
  );
}
