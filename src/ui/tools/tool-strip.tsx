// The tools on a phone: one row at thumb reach, codes and brush beside them.
import { SlidersHorizontal } from 'lucide-react';
import { IconButton } from '../controls/button.tsx';
import { PopoverFrame } from '../controls/popover-frame.tsx';
import { useTesseraState } from '../tessera-context.ts';
import { BrushOptions } from './brush-options.tsx';
import { CodeWells } from './code-wells.tsx';
import { ToolButtons } from './tool-buttons.tsx';
import styles from './tool-strip.module.css';
import { faceOf } from './tools.ts';

interface ToolStripProps {
  readonly onShowPalette: () => void;
}

export function ToolStrip({ onShowPalette }: ToolStripProps) {
  const usesBrush = useTesseraState((state) => faceOf(state.tool).usesBrush);
  return (
    <section className={styles.strip} aria-label="Tools and codes">
      <CodeWells compact onPress={onShowPalette} />
      <PopoverFrame
        label="Brush"
        side="top"
        trigger={<IconButton icon={SlidersHorizontal} label="Brush shape and size" disabled={!usesBrush} />}
      >
        <div className={styles.options}>
          <BrushOptions />
        </div>
      </PopoverFrame>
      <div className={styles.tools}>
        <ToolButtons layout="row" />
      </div>
    </section>
  );
}
