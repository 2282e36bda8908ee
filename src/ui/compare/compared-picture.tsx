// One way to code the photo: what came back beside the photo, and the figures.
import { type PointerEvent, type ReactNode, useCallback, useEffect, useRef } from 'react';
import type { RgbaImage } from '../../core/image.ts';
import type { Codec } from '../../store/compare/codec-at-bytes.ts';
import type { Compared } from '../../store/compare/compare.ts';
import { useDrawing } from '../canvas-events.ts';
import { formatBytes, formatCount, formatMilliseconds, plural } from '../controls/format.ts';
import styles from './compare-dialog.module.css';
import { moved, type SharedView, zoomedAt } from './shared-view.ts';

type Coded = Exclude<Compared, { kind: 'no-encoder' }>;

interface ComparedPictureProps {
  readonly photo: RgbaImage;
  readonly result: Coded;
  readonly view: SharedView;
  readonly onView: (view: SharedView) => void;
  /** Under the figures. */
  readonly children?: ReactNode;
}

const codecNames: Readonly<Record<Codec, string>> = { webp: 'WebP', jpeg: 'JPEG', avif: 'AVIF' };

export function ComparedPicture({ photo, result, view, onView, children }: ComparedPictureProps) {
  const frame = useRef<HTMLDivElement>(null);
  const name = nameOf(result);
  const latest = useRef({ view, onView });
  latest.current = { view, onView };
  // React's own wheel listeners are passive: they could not keep the dialog from scrolling.
  useEffect(() => {
    const element = frame.current;
    const zoom = (event: WheelEvent) => {
      event.preventDefault();
      const { view: now, onView: tell } = latest.current;
      tell(zoomedAt(now, shareOf(event, event.currentTarget as Element), 2 ** (-event.deltaY / 300)));
    };
    element?.addEventListener('wheel', zoom, { passive: false });
    return () => element?.removeEventListener('wheel', zoom);
  }, []);
  /** Fingers, or the mouse, by id: where each is, in shares of the frame. */
  const pointers = useRef(new Map<number, { readonly x: number; readonly y: number }>());
  const move = (event: PointerEvent<HTMLDivElement>) => {
    const before = pointers.current.get(event.pointerId);
    if (!before) return;
    const now = shareOf(event, event.currentTarget);
    pointers.current.set(event.pointerId, now);
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
    if (!other) {
      onView(moved(view, now.x - before.x, now.y - before.y));
      return;
    }
    const apart = (point: typeof now) => Math.max(0.01, Math.hypot(point.x - other.x, point.y - other.y));
    onView(zoomedAt(view, other, apart(now) / apart(before)));
  };
  const lift = (event: PointerEvent) => pointers.current.delete(event.pointerId);
  const placed = { transform: `scale(${view.zoom})`, transformOrigin: `${100 * view.x}% ${100 * view.y}%` };
  return (
    <figure>
      <div
        ref={frame}
        className={styles.frame}
        style={{
          aspectRatio: `${photo.width} / ${photo.height}`,
          // Up and down a finger scrolls the dialog, as long as there is nothing to move in the picture.
          touchAction: view.zoom === 1 ? 'pan-y' : 'none',
        }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          pointers.current.set(event.pointerId, shareOf(event, event.currentTarget));
        }}
        onPointerMove={move}
        onPointerUp={lift}
        onPointerCancel={lift}
      >
        <Picture image={photo} label="" style={placed} />
        <div className={styles.coded} style={{ clipPath: `inset(0 0 0 ${100 * view.divider}%)` }}>
          <Picture image={result.image} label={`The photo by ${name}`} style={placed} />
        </div>
        <span className={styles.line} style={{ left: `${100 * view.divider}%` }} />
      </div>
      <figcaption>
        <strong>{name}</strong>
        <Figures result={result} />
        {children}
      </figcaption>
    </figure>
  );
}

function nameOf(result: Coded): string {
  if (result.kind === 'codec') return codecNames[result.codec];
  return result.kind === 'pack' && result.searched ? `${result.title}: better codes found` : result.title;
}

function shareOf(event: { readonly clientX: number; readonly clientY: number }, element: Element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
}

export function NoEncoder({ codec }: { readonly codec: Codec }) {
  return (
    <p className={styles.none}>
      <strong>{codecNames[codec]}</strong> This browser shows {codecNames[codec]} but has no encoder for it.
    </p>
  );
}

function Figures({ result }: { readonly result: Coded }) {
  const { bytes, bitsPerPixel, psnr, ssim } = result;
  return (
    <span className={styles.figures}>
      <span>{formatBytes(bytes)}</span>
      <span>{bitsPerPixel.toFixed(3)} bits a pixel</span>
      <span>{psnr.toFixed(2)} dB</span>
      <span>SSIM {ssim.toFixed(3)}</span>
      {result.kind === 'pack' && <span>{formatCount(result.codesUsed)} codes used</span>}
      {result.kind === 'continuous' && <span>no codes: numbers of {plural(result.bits, 'bit')}</span>}
      {result.kind === 'codec' ? (
        result.scale < 1 && <span>coded at {Math.round(100 * result.scale)} % of its size: no quality fitted</span>
      ) : (
        <span>
          {formatMilliseconds(result.encodeMs)} to encode, {formatMilliseconds(result.decodeMs)} to decode
        </span>
      )}
    </span>
  );
}

interface PictureProps {
  readonly image: RgbaImage;
  /** Empty for what is told elsewhere. */
  readonly label: string;
  readonly style: { readonly transform: string; readonly transformOrigin: string };
}

function Picture({ image, label, style }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const draw = useCallback(
    (context: CanvasRenderingContext2D) =>
      context.putImageData(new ImageData(image.data, image.width, image.height), 0, 0),
    [image],
  );
  useDrawing(canvas, draw);
  const named = label === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    <canvas
      ref={canvas}
      width={image.width}
      height={image.height}
      className={styles.picture}
      style={style}
      {...named}
    />
  );
}
