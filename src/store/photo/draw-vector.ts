// A drawing (SVG) as pixels. Only an <img> draws one, without scripts and outside files; and only in a page.

/** Drawings have no resolution of their own: their short side gets as many pixels as the biggest fit. */
const shortSide = 512;
/** So thin a drawing is refused later, in words; no canvas is made for it. */
const longestSide = 8192;

/** @returns null for what the browser does not draw */
export async function drawVector(file: Blob): Promise<ImageBitmap | null> {
  const url = URL.createObjectURL(new Blob([file], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const { width, height } = sidesOf(image, await file.text());
    const scale = Math.min(shortSide / Math.min(width, height), longestSide / Math.max(width, height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0, canvas.width, canvas.height);
    // Some browsers let nobody read what holds HTML: asked now, since such pixels do not reach the worker.
    context?.getImageData(0, 0, 1, 1);
    return await createImageBitmap(canvas);
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** As the drawing says; else in the shape of its viewBox; else square. */
function sidesOf(image: HTMLImageElement, svg: string): { width: number; height: number } {
  const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  const [, , across = 0, down = 0] = (root.getAttribute('viewBox') ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const absolute = ['width', 'height'].every((side) =>
    /^[\d.]+(e\d+)?(px|[a-z]{2})?$/i.test(root.getAttribute(side) ?? ''),
  );
  const { naturalWidth, naturalHeight } = image;
  if (absolute && naturalWidth > 0 && naturalHeight > 0) return { width: naturalWidth, height: naturalHeight };
  if (across > 0 && down > 0) return { width: across, height: down };
  return { width: naturalWidth || shortSide, height: naturalHeight || shortSide };
}
