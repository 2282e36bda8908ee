// Draws what a picture pane shows below its overlays: original, reconstruction, error map, or two of them split.
import { dividerLine, type PaneGeometry, pictureRect } from './pane-geometry.ts';
import type { PictureName, PictureSides } from './picture-sides.ts';

/** The pictures as canvases; null where there is none. */
export interface Pictures {
  readonly original: HTMLCanvasElement | null;
  readonly reconstruction: HTMLCanvasElement | null;
  readonly error: HTMLCanvasElement | null;
  /** Laid over the pictures that they are about; null also where they are not to be shown. */
  readonly opinions: {
    readonly original: HTMLCanvasElement | null;
    readonly reconstruction: HTMLCanvasElement | null;
  } | null;
  /** Null also where changed pixels are not to be shown. */
  readonly changed: HTMLCanvasElement | null;
}

const changedPixelsAlpha = 0.7;
/** The picture must show through. */
const opinionAlpha = 0.6;

export function drawPicture(
  context: CanvasRenderingContext2D,
  geometry: PaneGeometry,
  pictures: Pictures,
  { sides, divider, smoothing }: { sides: PictureSides; divider: number; smoothing: boolean },
): void {
  const minified = geometry.viewport.scale * geometry.density < 1;
  context.imageSmoothingEnabled = smoothing || minified;
  context.imageSmoothingQuality = minified ? 'high' : 'medium';
  drawSide(context, geometry, pictures, sides.main);
  if (pictures.changed) {
    context.globalAlpha = changedPixelsAlpha;
    drawWhole(context, geometry, pictures.changed);
    context.globalAlpha = 1;
  }
  if (!sides.left) return;
  const { x, y, height } = pictureRect(geometry);
  const width = dividerLine(geometry, divider) - x;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.clearRect(x, y, width, height);
  drawSide(context, geometry, pictures, sides.left);
  context.restore();
}

/** A hairline that sets a picture off from the backdrop, whatever their colours. */
export function drawFrame(context: CanvasRenderingContext2D, geometry: PaneGeometry, colour: string): void {
  const { x, y, width, height } = pictureRect(geometry);
  const hairline = 1 / geometry.density;
  context.strokeStyle = colour;
  context.lineWidth = hairline;
  context.strokeRect(x - hairline / 2, y - hairline / 2, width + hairline, height + hairline);
}

function drawSide(
  context: CanvasRenderingContext2D,
  geometry: PaneGeometry,
  pictures: Pictures,
  side: PictureName,
): void {
  drawWhole(context, geometry, pictures[side]);
  const opinion = side === 'error' ? null : pictures.opinions?.[side];
  if (!opinion) return;
  const smoothing = context.imageSmoothingEnabled;
  context.globalAlpha = opinionAlpha;
  // One colour a patch: nothing is said of what lies between.
  context.imageSmoothingEnabled = false;
  drawWhole(context, geometry, opinion);
  context.imageSmoothingEnabled = smoothing;
  context.globalAlpha = 1;
}

function drawWhole(context: CanvasRenderingContext2D, geometry: PaneGeometry, picture: HTMLCanvasElement | null): void {
  if (!picture) return;
  const { x, y, width, height } = pictureRect(geometry);
  context.drawImage(picture, x, y, width, height);
}
