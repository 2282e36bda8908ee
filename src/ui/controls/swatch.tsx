// What one code looks like alone: a tile of the swatch atlas, at any size.
import type { CSSProperties } from 'react';
import { classes } from './classes.ts';
import styles from './swatch.module.css';

interface SwatchProps {
  readonly code: number;
  readonly className?: string | undefined;
}

export function Swatch({ code, className }: SwatchProps) {
  return <span className={classes(styles.swatch, className)} style={swatchPlace(code)} aria-hidden="true" />;
}

/** Where in the atlas (64 codes a row) the code lies, for the styles of swatch.module.css. */
function swatchPlace(code: number): CSSProperties & Record<`--${string}`, number> {
  return { '--column': code % 64, '--row': Math.floor(code / 64) };
}
