// The stage: picture and token grid in one or two panes, with everything one does to them by pointer.
import { useEffect, useRef, useState } from 'react';
import { ofSeveralLevels } from '../levels/level-name.ts';
import { useActions, usePictureWait, useSurfaces, useTesseraState, useTesseraStore } from '../tessera-context.ts';
import { CellAnnouncer } from './cell-announcer.tsx';
import { ComingPicture } from './coming-picture.tsx';
import { EmptyStage } from './empty-stage.tsx';
import { imageSize } from './image-size.ts';
import { Pane } from './pane.tsx';
import { PaneTitle } from './pane-title.tsx';
import { PicturePane } from './picture-pane.tsx';
import { Hands } from './pointer-gestures.ts';
import { SpaceBar } from './space-bar.ts';
import styles from './stage.module.css';
import { StageContext } from './stage-context.ts';
import { StageRenderer } from './stage-renderer.ts';
import { enterStage } from './stage-zoom.ts';
import { usePanesStack } from './use-panes-stack.ts';
import { ZoomControl } from './zoom-control.tsx';

export function Stage() {
  const store = useTesseraStore();
  const actions = useActions();
  const surfaces = useSurfaces();
  const wait = usePictureWait();
  const [parts] = useState(() => ({
    renderer: new StageRenderer({ store, actions, surfaces, wait }),
    spaceBar: new SpaceBar(),
    hands: new Hands(),
  }));
  const rootRef = useRef<HTMLElement>(null);
  const hasPicture = useTesseraState((state) => imageSize(state) !== null);
  const coming = useTesseraState((state) => state.coming);
  const showsTokens = useTesseraState((state) => state.view.tokens === 'beside');
  const tokensTitle = useTesseraState(ofSeveralLevels);
  const stacked = usePanesStack(rootRef);

  useEffect(() => {
    const stop = parts.renderer.start();
    const leave = enterStage(store, () => parts.renderer.geometry());
    return () => {
      leave();
      stop();
    };
  }, [parts, store]);

  useEffect(() => {
    const root = rootRef.current;
    if (!root) return;
    const end = parts.spaceBar.listen(root, () => {
      if (store.getState().cursor !== null) actions.applyAtCursor();
    });
    // Ctrl and wheel beside a pane would zoom the whole page.
    const keepPage = (event: WheelEvent) => event.ctrlKey && event.preventDefault();
    root.addEventListener('wheel', keepPage, { passive: false });
    return () => {
      end();
      root.removeEventListener('wheel', keepPage);
    };
  }, [parts, store, actions]);

  return (
    <StageContext value={parts}>
      <section ref={rootRef} className={styles.stage} aria-label="Stage" data-stage="">
        {coming ? (
          <ComingPicture coming={coming} />
        ) : hasPicture ? (
          <div className={styles.panes} data-stacked={stacked}>
            {showsTokens && (
              <Pane kind="tokens" focusable label="Token grid">
                <PaneTitle side="left">{tokensTitle ?? 'Tokens'}</PaneTitle>
              </Pane>
            )}
            <PicturePane />
            <ZoomControl />
          </div>
        ) : (
          <EmptyStage />
        )}
        <CellAnnouncer />
      </section>
    </StageContext>
  );
}
