// The pane with the picture, and what lies on it for the view mode: divider, names of the sides, legend.
import { Suspense } from 'react';
import { shownMode } from '../../store/selectors.ts';
import { aloneName } from '../levels/level-name.ts';
import { Boundary } from '../parts/boundary.tsx';
import { partOnUse } from '../parts/part-on-use.ts';
import { useTesseraState } from '../tessera-context.ts';
import { Divider } from './divider.tsx';
import { ErrorLegend } from './error-legend.tsx';
import { Pane } from './pane.tsx';
import { PaneTitle } from './pane-title.tsx';
import { type PictureName, pictureSides } from './picture-sides.ts';

const OpinionLegend = partOnUse(async () => (await import('./opinion-legend.tsx')).OpinionLegend);

const names: Record<PictureName, string> = {
  original: 'Original',
  reconstruction: 'Reconstruction',
  error: 'Error',
};

export function PicturePane() {
  const mode = useTesseraState(shownMode);
  const alone = useTesseraState(aloneName);
  const hasPhoto = useTesseraState((state) => state.document?.photo != null);
  const isAlone = useTesseraState((state) => state.view.tokens !== 'beside');
  const { main, left } = pictureSides(mode, { hasPhoto, hasReconstruction: true });
  return (
    <Pane
      kind="picture"
      focusable={isAlone}
      label={isAlone ? `Token grid over the ${names[main].toLowerCase()}` : 'Picture'}
    >
      {left && <PaneTitle side="left">{names[left]}</PaneTitle>}
      <PaneTitle side={left ? 'right' : 'left'}>
        {names[main]}
        {alone && `, ${alone} only`}
      </PaneTitle>
      {left && <Divider />}
      {main === 'error' && <ErrorLegend />}
      {mode === 'opinion' && (
        <Boundary>
          <Suspense>
            <OpinionLegend />
          </Suspense>
        </Boundary>
      )}
    </Pane>
  );
}
