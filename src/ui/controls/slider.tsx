// A labelled whole number on a scale.
import { Slider as Scale } from 'radix-ui';
import { useId } from 'react';
import styles from './slider.module.css';

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

export function Slider({ label, value, min, max, onChange }: SliderProps) {
  const id = useId();
  return (
    <div className={styles.slider}>
      <span id={id}>{label}</span>
      <output className={styles.value}>{value}</output>
      <Scale.Root
        className={styles.scale}
        value={[value]}
        min={min}
        max={max}
        onValueChange={([next]) => next !== undefined && onChange(next)}
      >
        <Scale.Track className={styles.track}>
          <Scale.Range className={styles.range} />
        </Scale.Track>
        <Scale.Thumb className={styles.thumb} aria-labelledby={id} />
      </Scale.Root>
    </div>
  );
}
