// One picture of the atlas: as a whole with the cells of the code lit, and a crop around each of some of them.
import { useCallback, useRef, useState } from 'react';
import { contextRect, spread } from '../../core/code-context.ts';
import type { RgbaImage } from '../../core/image.ts';
import type { TokenGrid } from '../../core/token-grid.ts';
import { useDrawing } from '../canvas-events.ts';
import { Button } from '../controls/button.tsx';
import { formatCount, plural } from '../controls/format.ts';
import styles from './atlas-picture.module.css';

export interface AtlasPage {
  readonly id: string;
  readonly title: string;
  readonly grid: TokenGrid;
  /** Pixels of a cell, each way. */
  readonly downsample: number;
  /** What the grid decodes to. */
  readonly image: RgbaImage;
}

interface AtlasPictureProps {
  readonly page: AtlasPage;
  readonly code: number;
  /** Those that hold the code; one at least. */
  readonly cells: readonly number[];
  /** Goes to a cell; crops of a picture that is not open lead nowhere. */
  readonly onJump?: (cell: number) => void;
}

const cropsAtFirst = 8;
/** A background's code fills half a picture; more of the same tells nothing. */
const cropsAtMost = 96;
/** Cells across a crop. */
const span = 7;

export function AtlasPicture({ page, code, cells, onJump }: AtlasPictureProps) {
  const [all, setAll] = useState(false);
  const shown = spread(cells, all ? cropsAtMost : cropsAtFirst);
  return (
    <section className={styles.page} aria-label={page.title}>
      <h3 className={styles.title}>
        {page.title} <span className={styles.uses}>{formatCount(cells.length)}×</span>
      </h3>
      <div className={styles.places}>
        <PictureMap page={page} code={code} cells={cells} />
        <ul className={styles.crops}>
          {shown.map((cell) => (
            <li key={cell}>
              <Crop page={page} cell={cell} onJump={onJump} />
            </li>
          ))}
        </ul>
      </div>
      {cells.length > cropsAtFirst && (
        <Button look="quiet" className={styles.more} aria-expanded={all} onClick={() => setAll(!all)}>
          {all
            ? 'Fewer'
            : `Show ${cells.length > cropsAtMost ? `${cropsAtMost} of ${cells.length}` : `all ${cells.length}`}`}
        </Button>
      )}
    </section>
  );
}

/** How far the rest of the picture is darkened. */
const shade = 'rgb(8 12 12 / 62%)';

function PictureMap({ page: { title, grid, downsample: f, image }, code, cells }: AtlasPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      const picture = new ImageData(image.data, image.width, image.height);
      context.putImageData(picture, 0, 0);
      context.fillStyle = shade;
      context.fillRect(0, 0, image.width, image.height);
      for (const cell of cells) {
        const x = f * (cell % grid.width);
        const y = f * Math.floor(cell / grid.width);
        context.fillStyle = '#fff';
        context.fillRect(x - 1, y - 1, f + 2, f + 2);
      }
      for (const cell of cells) {
        context.putImageData(picture, 0, 0, f * (cell % grid.width), f * Math.floor(cell / grid.width), f, f);
      }
    },
    [grid, f, image, cells],
  );
  useDrawing(canvas, draw);
  return (
    <canvas
      ref={canvas}
      width={image.width}
      height={image.height}
      className={styles.map}
      role="img"
      aria-label={`“${title}” with the ${plural(cells.length, 'cell')} of code ${code} lit`}
    />
  );
}

interface CropProps {
  readonly page: AtlasPage;
  readonly cell: number;
  readonly onJump: ((cell: number) => void) | undefined;
}

function Crop({ page: { grid, downsample: f, image }, cell, onJump }: CropProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { x, y, width, height } = contextRect(grid, cell, span);
  const column = cell % grid.width;
  const row = Math.floor(cell / grid.width);
  const draw = useCallback(
    (context: CanvasRenderingContext2D) =>
      context.putImageData(new ImageData(image.data, image.width, image.height), -f * x, -f * y),
    [image, f, x, y],
  );
  useDrawing(canvas, draw);
  const place = `Row ${row + 1}, column ${column + 1}`;
  const picture = (
    <>
      <canvas ref={canvas} width={f * width} height={f * height} className={styles.pixels} />
      <span
        className={styles.cell}
        style={{
          left: `${(100 * (column - x)) / width}%`,
          top: `${(100 * (row - y)) / height}%`,
          width: `${100 / width}%`,
          height: `${100 / height}%`,
        }}
      />
    </>
  );
  return onJump ? (
    <button type="button" className={styles.crop} aria-label={`${place}: go there`} onClick={() => onJump(cell)}>
      {picture}
    </button>
  ) : (
    <span className={styles.crop} role="img" aria-label={place}>
      {picture}
    </span>
  );
}
