// Pixels on screen: a picture, and a picture with a grid of cells that can be picked by pointer and keys.
import { type KeyboardEvent, type PointerEvent, type ReactNode, useCallback, useId, useRef } from 'react';
import type { RgbaImage } from '../../core/image.ts';
import type { Size } from '../../core/rect.ts';
import { useDrawing } from '../canvas-events.ts';
import { classes } from '../controls/classes.ts';
import { cellStep } from './cell-step.ts';
import styles from './picture.module.css';

interface PictureProps {
  readonly image: RgbaImage | null;
  /** What a person who cannot see it should know. */
  readonly label: string;
  readonly caption?: ReactNode;
  /** Pixels stay sharp when they are enlarged. */
  readonly pixelated?: boolean;
  /** Keeps the place while there is no image yet. */
  readonly size?: Size | undefined;
  readonly pending?: boolean;
  /** One pixel a cell, laid over the picture. */
  readonly overlay?: RgbaImage;
}

export function Picture({ image, label, caption, pixelated = false, size, pending = false, overlay }: PictureProps) {
  const { width, height } = image ?? size ?? { width: 3, height: 2 };
  return (
    <div className={styles.framed} aria-busy={pending}>
      <div className={styles.frame} style={{ aspectRatio: `${width} / ${height}` }}>
        {image ? (
          <Pixels image={image} label={label} pixelated={pixelated} />
        ) : (
          pending && <p className={styles.waiting}>{label}…</p>
        )}
        {image && overlay && <Pixels image={overlay} pixelated className={styles.overlay} />}
      </div>
      {caption && <p className={styles.caption}>{caption}</p>}
    </div>
  );
}

interface PixelsProps {
  readonly image: RgbaImage;
  readonly label?: string;
  readonly pixelated?: boolean;
  readonly className?: string | undefined;
}

export function Pixels({ image, label, pixelated = false, className }: PixelsProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      context.canvas.width = image.width;
      context.canvas.height = image.height;
      context.putImageData(new ImageData(image.data, image.width, image.height), 0, 0);
    },
    [image],
  );
  useDrawing(canvas, draw);
  return (
    <canvas
      ref={canvas}
      className={classes(styles.pixels, pixelated && styles.pixelated, className)}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    />
  );
}

interface CellPickerProps {
  readonly image: RgbaImage;
  readonly grid: Size;
  readonly cell: number;
  readonly onPick: (cell: number) => void;
  readonly label: string;
  /** What there is to say of the picked cell; read out when it changes. */
  readonly description: string;
  /** One pixel a cell, laid over the picture. */
  readonly overlay?: RgbaImage | null;
  /** Pixels stay sharp when they are enlarged. */
  readonly pixelated?: boolean;
}

/** Height in rem beyond which a picture to pick from would push what it is about off the screen. */
const tallest = 19;

export function CellPicker(props: CellPickerProps) {
  const { image, grid, cell, onPick, label, description, overlay, pixelated = false } = props;
  const id = useId();
  const column = cell % grid.width;
  const row = Math.floor(cell / grid.width);

  const pick = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const at = (share: number, count: number) => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
    const x = at((event.clientX - box.left) / box.width, grid.width);
    const y = at((event.clientY - box.top) / box.height, grid.height);
    onPick(y * grid.width + x);
  };
  const move = (event: KeyboardEvent) => {
    const next = cellStep(event, cell, grid);
    if (next === null) return;
    event.preventDefault();
    onPick(next);
  };

  return (
    <div className={styles.framed}>
      <div
        role="application"
        aria-roledescription="picture with cells"
        aria-label={`${label}. Arrow keys move from cell to cell.`}
        aria-describedby={id}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes keys and pointers itself
        tabIndex={0}
        className={styles.picker}
        style={{
          aspectRatio: `${image.width} / ${image.height}`,
          maxWidth: `${(tallest * image.width) / image.height}rem`,
        }}
        onPointerDown={pick}
        onPointerMove={(event) => event.buttons === 1 && event.pointerType === 'mouse' && pick(event)}
        onKeyDown={move}
      >
        <Pixels image={image} pixelated={pixelated} />
        {overlay && <Pixels image={overlay} pixelated className={styles.overlay} />}
        <span
          className={styles.cell}
          style={{
            left: `${(100 * column) / grid.width}%`,
            top: `${(100 * row) / grid.height}%`,
            width: `${100 / grid.width}%`,
            height: `${100 / grid.height}%`,
          }}
        />
      </div>
      <p id={id} className={styles.caption} aria-live="polite">
        {description}
      </p>
    </div>
  );
}
