// Which part of the photo becomes tokens, and how many.
import { useEffect, useState } from 'react';
import { type CropLimits, clampCrop } from '../../core/crop-rect.ts';
import { fitPhoto } from '../../core/fit.ts';
import type { Rect } from '../../core/rect.ts';
import { type DocumentInfo, type PhotoInfo, type PhotoSize, photoSizes } from '../../store/state.ts';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { formatCount } from '../controls/format.ts';
import { Segmented } from '../controls/segmented.tsx';
import { AlphaBackground } from '../settings/alpha-background.tsx';
import { useActions, useTesseraState } from '../tessera-context.ts';
import { CropBox } from './crop-box.tsx';
import styles from './crop-dialog.module.css';

const shapes = [
  { value: 'free', label: 'Free' },
  { value: 'original', label: 'Original' },
  { value: '1:1', label: '1:1' },
  { value: '4:3', label: '4:3' },
  { value: '3:2', label: '3:2' },
  { value: '16:9', label: '16:9' },
] as const;
type Shape = (typeof shapes)[number]['value'];

/** In source pixels: a box is never thinner, or it could not be taken hold of. */
const minSide = 16;

const sizes = photoSizes.map((size) => ({ value: String(size), label: String(size) }));

interface CropDialogProps {
  readonly onClose: () => void;
}

export function CropDialog({ onClose }: CropDialogProps) {
  const document = useTesseraState((state) => state.document);
  const photo = document?.photo;
  if (!document || !photo) {
    return (
      <DialogFrame
        title="Crop and size"
        description="This mosaic came without a photo: there is nothing to crop."
        onClose={onClose}
      >
        <Button onClick={onClose}>Close</Button>
      </DialogFrame>
    );
  }
  // Another picture may be dropped meanwhile: box and size begin anew with it.
  return <Crop key={document.id} document={document} photo={photo} onClose={onClose} />;
}

interface CropProps extends CropDialogProps {
  readonly document: DocumentInfo;
  readonly photo: PhotoInfo;
}

function Crop({ document, photo, onClose }: CropProps) {
  const actions = useActions();
  const url = useSourceUrl();
  const { source } = photo;
  const whole: Rect = { x: 0, y: 0, ...source };
  const [box, setBox] = useState<Rect>(photo.crop ?? whole);
  const [shape, setShape] = useState<Shape>('free');
  const [shortSide, setShortSide] = useState<PhotoSize>(photo.shortSide);
  const limits = limitsOf(shape, photo);
  const crop = box.width === source.width && box.height === source.height ? null : box;
  const { downsample } = document.levels.at(-1)!;
  const fitted = fitPhoto(box, { shortSide, multiple: downsample });
  const problem = 'problem' in fitted ? fitted.message : null;

  const chooseShape = (next: Shape) => {
    setShape(next);
    const nextLimits = limitsOf(next, photo);
    setBox(clampCrop(reshaped(box, nextLimits.aspect), nextLimits));
  };
  const chooseSize = (value: string) => {
    const size = photoSizes.find((candidate) => String(candidate) === value);
    if (size) setShortSide(size);
  };
  const showWhole = () => {
    setShape('free');
    setBox(whole);
  };
  const apply = () => {
    onClose();
    void actions.refit({ crop, shortSide });
  };

  return (
    <DialogFrame
      title="Crop and size"
      description="What you painted on this photo starts anew."
      onClose={onClose}
      wide
      footer={
        <>
          <Button look="quiet" className={styles.whole} onClick={showWhole}>
            Whole photo
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="filled" disabled={problem !== null} onClick={apply}>
            Apply
          </Button>
        </>
      }
    >
      <div className={styles.table}>
        <div
          className={styles.picture}
          style={{ aspectRatio: `${source.width} / ${source.height}`, width: pictureWidth(source) }}
        >
          {url && <img src={url} alt="" className={styles.image} draggable={false} />}
          <CropBox box={box} limits={limits} onChange={setBox} />
        </div>
      </div>
      <div className={styles.choices}>
        <div className={styles.choice}>
          <span className={styles.label}>Shape</span>
          <Segmented label="Shape" value={shape} options={shapes} onChange={chooseShape} />
        </div>
        <div className={styles.choice}>
          <span className={styles.label}>Short side, pixels</span>
          <Segmented label="Short side" value={String(shortSide)} options={sizes} onChange={chooseSize} />
        </div>
        <p className={styles.result} aria-live="polite">
          {'problem' in fitted ? fitted.message : tokensWords(fitted, downsample)}
        </p>
      </div>
      <AlphaBackground />
    </DialogFrame>
  );
}

function useSourceUrl(): string | null {
  const actions = useActions();
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let current: string | null = null;
    let stopped = false;
    void actions.sourceUrl().then((made) => {
      if (stopped && made) URL.revokeObjectURL(made);
      else {
        current = made;
        setUrl(made);
      }
    });
    return () => {
      stopped = true;
      if (current) URL.revokeObjectURL(current);
    };
  }, [actions]);
  return url;
}

function limitsOf(shape: Shape, { source }: PhotoInfo): CropLimits {
  switch (shape) {
    case 'free':
      return { source, minSide };
    case 'original':
      return { source, minSide, aspect: source.width / source.height };
    default: {
      const [across = 1, down = 1] = shape.split(':').map(Number);
      // Upright photos get upright boxes.
      return { source, minSide, aspect: source.width >= source.height ? across / down : down / across };
    }
  }
}

/** The same middle and area in another shape, so that going from shape to shape does not shrink the box. */
function reshaped(box: Rect, aspect: number | undefined): Rect {
  if (aspect === undefined) return box;
  const width = Math.sqrt(box.width * box.height * aspect);
  const height = width / aspect;
  return { x: box.x + (box.width - width) / 2, y: box.y + (box.height - height) / 2, width, height };
}

/** As wide as the dialog and as high as the window allow, without a jump when the picture arrives. */
function pictureWidth(source: { readonly width: number; readonly height: number }): string {
  return `min(100%, calc(48dvh * ${source.width / source.height}))`;
}

function tokensWords(
  { width, height }: { readonly width: number; readonly height: number },
  downsample: number,
): string {
  const columns = width / downsample;
  const rows = height / downsample;
  return `${columns} × ${rows} = ${formatCount(columns * rows)} tokens, ${width} × ${height} pixels`;
}
