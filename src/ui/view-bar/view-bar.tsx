// What the stage shows: which picture, where its tokens are, and how both are drawn.
import { Diff, Grid3x3, Spline } from 'lucide-react';
import { shownMode } from '../../store/selectors.ts';
import { IconButton } from '../controls/button.tsx';
import { Segmented } from '../controls/segmented.tsx';
import { shortcutFor } from '../keyboard/shortcuts.ts';
import { useActions, useTesseraState } from '../tessera-context.ts';
import styles from './view-bar.module.css';
import { modes, modesWithCritic, tokenFills, tokenPlaces } from './view-options.ts';

export function ViewBar() {
  const { setView } = useActions();
  const view = useTesseraState((state) => state.view);
  const mode = useTesseraState(shownMode);
  const options = useTesseraState(({ critic }) => (critic.scale ? modesWithCritic : modes));
  return (
    <div className={styles.bar} role="toolbar" aria-label="View">
      <Segmented label="Picture" value={mode} options={options} onChange={(next) => setView({ mode: next })} />
      <div className={styles.group}>
        <Segmented
          label="Tokens"
          value={view.tokens}
          options={tokenPlaces}
          onChange={(tokens) => setView({ tokens })}
          iconsOnly
        />
        <Segmented
          label="Token colours"
          value={view.tokenFill}
          options={tokenFills}
          onChange={(tokenFill) => setView({ tokenFill })}
          iconsOnly
        />
        <IconButton
          icon={Grid3x3}
          label="Grid lines"
          shortcut={shortcutFor('gridLines')}
          pressed={view.gridLines}
          onClick={() => setView({ gridLines: !view.gridLines })}
        />
        <IconButton
          icon={Spline}
          label="Smooth when zoomed in"
          pressed={view.smoothing}
          onClick={() => setView({ smoothing: !view.smoothing })}
        />
        <IconButton
          icon={Diff}
          label="Mark pixels that the last edit changed"
          shortcut={shortcutFor('changedPixels')}
          pressed={view.changedPixels}
          onClick={() => setView({ changedPixels: !view.changedPixels })}
        />
      </div>
    </div>
  );
}
