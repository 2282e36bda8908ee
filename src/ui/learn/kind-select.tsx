// What a picture that a prior writes shall be of: one of the values of its first condition.
import { useId } from 'react';
import styles from './kind-select.module.css';

interface KindSelectProps {
  readonly values: readonly string[];
  /** The index that means none of them in particular, where that may be chosen too. */
  readonly any?: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

export function KindSelect({ values, any, value, onChange }: KindSelectProps) {
  const id = useId();
  return (
    <>
      <label htmlFor={id} className={styles.label}>
        Kind
      </label>
      <select
        id={id}
        className={styles.select}
        value={value}
        onChange={(event) => onChange(Number(event.target.value))}
      >
        {any !== undefined && <option value={any}>Any</option>}
        {values.map((name, index) => (
          <option key={name} value={index}>
            {name}
          </option>
        ))}
      </select>
    </>
  );
}

/** What is chosen at first: sunflowers, which a few cells make; undefined where there are none. */
export function firstKind(values: readonly string[]): number | undefined {
  const flower = values.findIndex((value) => value.includes('sunflower'));
  return flower < 0 ? undefined : flower;
}
