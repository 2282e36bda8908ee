// The view bar where there is little room: the picture's four views, everything else behind one button.
import { Settings2 } from 'lucide-react';
import { Switch } from 'radix-ui';
import { shownMode } from '../../store/selectors.ts';
import type { View } from '../../store/state.ts';
import { IconButton } from '../controls/button.tsx';
import { PopoverFrame } from '../controls/popover-frame.tsx';
import { Segmented } from '../controls/segmented.tsx';
import { useActions, useTesseraState } from '../tessera-context.ts';
import styles from './compact-view-bar.module.css';
import { modes, modesWithCritic, tokenFills, tokenPlaces } from './view-options.ts';

const switches = [
  { key: 'gridLines', label: 'Grid lines' },
  { key: 'smoothing', label: 'Smooth when zoomed in' },
  { key: 'changedPixels', label: 'Mark changed pixels' },
] as const satisfies readonly { key: keyof View; label: string }[];

export function CompactViewBar() {
  const { setView } = useActions();
  const view = useTesseraState((state) => state.view);
  const mode = useTesseraState(shownMode);
  const options = useTesseraState(({ critic }) => (critic.scale ? modesWithCritic : modes));
  return (
    <div className={styles.bar} role="toolbar" aria-label="View">
      <div className={styles.modes}>
        <Segmented
          label="Picture"
          value={mode}
          options={options}
          onChange={(next) => setView({ mode: next })}
          stretch
        />
      </div>
      <PopoverFrame label="View options" align="end" trigger={<IconButton icon={Settings2} label="View options" />}>
        <div className={styles.options}>
          <div className={styles.row}>
            <span>Tokens</span>
            <Segmented
              label="Tokens"
              value={view.tokens}
              options={tokenPlaces}
              onChange={(tokens) => setView({ tokens })}
              iconsOnly
            />
          </div>
          <div className={styles.row}>
            <span>Token colours</span>
            <Segmented
              label="Token colours"
              value={view.tokenFill}
              options={tokenFills}
              onChange={(tokenFill) => setView({ tokenFill })}
              iconsOnly
            />
          </div>
          {switches.map(({ key, label }) => (
            // biome-ignore lint/a11y/noLabelWithoutControl: the switch is a button, which a label may hold
            <label key={key} className={styles.row}>
              {label}
              <Switch.Root
                className={styles.switch}
                checked={view[key]}
                onCheckedChange={(checked) => setView({ [key]: checked })}
              >
                <Switch.Thumb className={styles.thumb} />
              </Switch.Root>
            </label>
          ))}
        </div>
      </PopoverFrame>
    </div>
  );
}
