// The reconstruction around one cell, with the cell outlined.
import { useEffect, useRef } from 'react';
import { useSurfaces } from '../tessera-context.ts';
import styles from './cell-context.module.css';

/** Cells across; odd, so that the cell stands in the middle. */
const span = 5;

interface CellContextProps {
  readonly column: number;
  readonly row: number;
  /** f: pixels a token, each way. */
  readonly downsample: number;
}

export function CellContext({ column, row, downsample }: CellContextProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { reconstruction } = useSurfaces();

  useEffect(() => {
    let frame = 0;
    const draw = () => {
      const context = canvas.current?.getContext('2d');
      if (!context) return;
      context.clearRect(0, 0, context.canvas.width, context.canvas.height);
      const { image } = reconstruction;
      if (!image) return;
      const before = (span - 1) / 2;
      const left = (column - before) * downsample;
      const top = (row - before) * downsample;
      context.putImageData(new ImageData(image.data, image.width, image.height), -left, -top);
    };
    const schedule = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(draw);
    };
    draw();
    const unsubscribe = reconstruction.subscribe(schedule);
    const element = canvas.current;
    element?.addEventListener('contextrestored', schedule);
    return () => {
      cancelAnimationFrame(frame);
      unsubscribe();
      element?.removeEventListener('contextrestored', schedule);
    };
  }, [reconstruction, column, row, downsample]);

  const side = span * downsample;
  return (
    <div className={styles.frame}>
      <canvas ref={canvas} width={side} height={side} className={styles.picture} />
      <span className={styles.cell} style={{ width: `${100 / span}%` }} />
    </div>
  );
}
