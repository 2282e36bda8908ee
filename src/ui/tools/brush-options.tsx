// Shape and size of the brush.
import { Circle, Square } from 'lucide-react';
import { largestBrush } from '../../core/brush.ts';
import { Segmented } from '../controls/segmented.tsx';
import { Slider } from '../controls/slider.tsx';
import { useActions, useTesseraState } from '../tessera-context.ts';
import styles from './brush-options.module.css';

const shapes = [
  { value: 'round', label: 'Round brush', icon: Circle },
  { value: 'square', label: 'Square brush', icon: Square },
] as const;

export function BrushOptions() {
  const actions = useActions();
  const brush = useTesseraState((state) => state.brush);
  return (
    <div className={styles.options}>
      <Segmented
        label="Brush shape"
        value={brush.shape}
        options={shapes}
        onChange={(shape) => actions.setBrush({ shape })}
        iconsOnly
        stretch
      />
      <Slider
        label="Size"
        value={brush.size}
        min={1}
        max={largestBrush}
        onChange={(size) => actions.setBrush({ size })}
      />
    </div>
  );
}
