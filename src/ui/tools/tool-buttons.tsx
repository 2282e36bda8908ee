// All tools as one group of which one is chosen.
import { ToggleGroup } from 'radix-ui';
import type { Tool } from '../../store/state.ts';
import { classes } from '../controls/classes.ts';
import { Hint } from '../controls/hint.tsx';
import { shortcutFor } from '../keyboard/shortcuts.ts';
import { useActions, useTesseraState } from '../tessera-context.ts';
import styles from './tool-buttons.module.css';
import { toolFaces } from './tools.ts';

interface ToolButtonsProps {
  /** Two columns beside the stage, or one row to scroll. */
  readonly layout: 'columns' | 'row';
}

export function ToolButtons({ layout }: ToolButtonsProps) {
  const actions = useActions();
  const tool = useTesseraState((state) => state.tool);
  return (
    <ToggleGroup.Root
      type="single"
      aria-label="Tools"
      className={classes(styles.tools, styles[layout])}
      value={tool}
      onValueChange={(next) => next && actions.setTool(next as Tool)}
    >
      {toolFaces.map(({ tool: item, name, icon: Icon, purpose }) => (
        <Hint
          key={item}
          side={layout === 'row' ? 'top' : 'right'}
          shortcut={shortcutFor(item)}
          label={
            <span className={styles.hint}>
              <strong>{name}</strong> {purpose}
            </span>
          }
        >
          <ToggleGroup.Item value={item} className={styles.tool} aria-label={name}>
            <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
          </ToggleGroup.Item>
        </Hint>
      ))}
    </ToggleGroup.Root>
  );
}
