// A labelled number on a scale.
import { Slider as Scale } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import styles from './slider.module.css';

interface SliderProps {
  readonly label: ReactNode;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  /** How the value is written; as it is without. */
  readonly format?: (value: number) => string;
  readonly disabled?: boolean;
  readonly onChange: (value: number) => void;
}

export function Slider({ label, value, min, max, step = 1, format = String, disabled = false, onChange }: SliderProps) {
  const id = useId();
  return (
    <div className={styles.slider} data-disabled={disabled || undefined}>
      <span id={id}>{label}</span>
      <output className={styles.value}>{format(value)}</output>
      <Scale.Root
        className={styles.scale}
        value={[value]}
        min={min}
        max={max}
        step={step}
        disabled={disabled}
        onValueChange={([next]) => next !== undefined && onChange(next)}
      >
        <Scale.Track className={styles.track}>
          <Scale.Range className={styles.range} />
        </Scale.Track>
        <Scale.Thumb className={styles.thumb} aria-labelledby={id} aria-valuetext={format(value)} />
      </Scale.Root>
    </div>
  );
}
