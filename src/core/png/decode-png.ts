// PNG to pixels without the browser's decoder or a canvas: the same numbers in every browser (those round transparent
// colours each in their own way, and some answer with noise), row by row, so that a huge one needs little memory.
// After the PNG specification, third edition. Interlaced files and colours that are not sRGB are left to the browser.
import type { RgbaImage } from '../image.ts';
import type { Size } from '../rect.ts';
import { type PngChunk, pngChunks } from './png-container.ts';

/** What cannot be decoded here; a browser may still be able to. */
export class PngError extends Error {
  override readonly name = 'PngError';
}

interface Header extends Size {
  /** Bits of one sample. */
  readonly depth: number;
  readonly samples: number;
  readonly palette: boolean;
  /** Bytes of a whole pixel, at least one: filters look so far to the left. */
  readonly pixelBytes: number;
  readonly rowBytes: number;
}

/** Colour type: samples a pixel, and bit depths that go with it. */
const colourTypes: Readonly<Record<number, { samples: number; depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

/** Chunks that say colours are others than sRGB's, or the picture lies on its side. */
const colourChunks = new Set(['iCCP', 'cICP', 'eXIf']);
/** What gAMA says of sRGB (PNG specification, §11.3.2.5), times 100,000. */
const srgbGamma = 45_455;

/** No picture of a camera or scanner is larger, and few browsers show one that is. */
const longestSide = 1_000_000;
const mostPixels = 2 ** 29;

/** An opened PNG. */
export class PngPicture implements Size {
  readonly width: number;
  readonly height: number;
  readonly #header: Header;
  readonly #data: readonly Uint8Array[];
  /** Of each value of a palette or, up to 8 bits, of grey: its pixel. */
  readonly #table: Int32Array | null;
  /** The samples of the one transparent colour. */
  readonly #clear: readonly number[] | null;

  /** @throws PngError */
  constructor(png: Uint8Array) {
    let header: Header | null = null;
    let palette: Uint8Array | null = null;
    let transparency: Uint8Array | null = null;
    let isSrgb = false;
    let gamma = srgbGamma;
    const data: Uint8Array[] = [];
    for (const chunk of pngChunks(png)) {
      if (colourChunks.has(chunk.type)) throw new PngError(`A chunk of the kind ${chunk.type} is the browser's.`);
      if (chunk.type === 'IHDR') header = readHeader(chunk);
      else if (chunk.type === 'PLTE') palette = chunk.data;
      else if (chunk.type === 'tRNS') transparency = chunk.data;
      else if (chunk.type === 'sRGB') isSrgb = true;
      else if (chunk.type === 'gAMA' && chunk.data.length === 4)
        gamma = new DataView(chunk.data.slice().buffer).getUint32(0);
      else if (chunk.type === 'IDAT') data.push(chunk.data);
    }
    if (!header || data.length === 0) throw new PngError('Header or pixels are missing.');
    if (!isSrgb && Math.abs(gamma - srgbGamma) > 500) throw new PngError('Its gamma is not that of sRGB.');
    this.width = header.width;
    this.height = header.height;
    this.#header = header;
    this.#data = data;
    this.#table = header.depth <= 8 && header.samples === 1 ? pixelTable(header, palette, transparency) : null;
    this.#clear = transparency && !this.#table ? samplesOf(transparency) : null;
  }

  /**
   * Strips of whole rows, straight alpha, from the top down. A strip is overwritten by the next.
   *
   * @throws PngError where the file is cut short or damaged
   */
  async *strips(stripRows: number): AsyncGenerator<Uint8ClampedArray<ArrayBuffer>> {
    const { width, height, rowBytes } = this.#header;
    const rows = Math.min(stripRows, height);
    const pixels = new Int32Array(width * rows);
    // The filter's type, then the row; the row above it.
    let [row, above] = [new Uint8Array(1 + rowBytes), new Uint8Array(1 + rowBytes)];
    let filled = 0;
    let y = 0;
    for await (const piece of inflate(this.#data)) {
      for (let at = 0; at < piece.length && y < height; ) {
        const taken = Math.min(row.length - filled, piece.length - at);
        row.set(piece.subarray(at, at + taken), filled);
        filled += taken;
        at += taken;
        if (filled < row.length) break;
        unfilter(row, above, this.#header.pixelBytes);
        this.#toPixels(row, pixels.subarray((y % rows) * width));
        [row, above] = [above, row];
        filled = 0;
        y++;
        if (y % rows === 0 || y === height) yield bytesOf(pixels.subarray(0, (((y - 1) % rows) + 1) * width));
      }
      if (y === height) return;
    }
    throw new PngError('The file ends before its last row.');
  }

  #toPixels(row: Uint8Array, pixels: Int32Array): void {
    const { width, depth, samples } = this.#header;
    const table = this.#table;
    if (table) {
      const mask = (1 << depth) - 1;
      for (let x = 0, bit = 0; x < width; x++, bit += depth) {
        pixels[x] = table[(row[1 + (bit >> 3)]! >> (8 - depth - (bit & 7))) & mask]!;
      }
      return;
    }
    const clear = this.#clear;
    const wide = depth === 16;
    if (!wide && !clear && samples >= 3) {
      for (let x = 0, at = 1; x < width; x++, at += samples) {
        const alpha = samples === 4 ? row[at + 3]! : 255;
        pixels[x] = (alpha << 24) | (row[at + 2]! << 16) | (row[at + 1]! << 8) | row[at]!;
      }
      return;
    }
    const sample = (i: number) => (wide ? (row[1 + 2 * i]! << 8) | row[2 + 2 * i]! : row[1 + i]!);
    const byte = (i: number) => (wide ? Math.round(sample(i) / 257) : row[1 + i]!);
    for (let x = 0, at = 0; x < width; x++, at += samples) {
      const red = byte(at);
      const green = samples < 3 ? red : byte(at + 1);
      const blue = samples < 3 ? red : byte(at + 2);
      const hidden = clear?.every((value, i) => sample(at + i) === value) ?? false;
      const alpha = samples % 2 === 0 ? byte(at + samples - 1) : hidden ? 0 : 255;
      pixels[x] = (alpha << 24) | (blue << 16) | (green << 8) | red;
    }
  }
}

/**
 * A PNG of ours, or of a pack: never interlaced, without a colour profile.
 *
 * @throws PngError for any other
 */
export async function decodePng(png: Uint8Array): Promise<RgbaImage> {
  const picture = new PngPicture(png);
  const { width, height } = picture;
  for await (const data of picture.strips(height)) return { width, height, data };
  throw new PngError('The file has no rows.');
}

function readHeader({ data, complete }: PngChunk): Header {
  if (!complete || data.length !== 13) throw new PngError('The header is damaged.');
  const view = new DataView(data.buffer, data.byteOffset, 13);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colourType, compression, filter, interlace] = [...data.subarray(8)] as [
    number,
    number,
    number,
    number,
    number,
  ];
  const kind = colourTypes[colourType];
  const sound = width > 0 && height > 0 && compression === 0 && filter === 0;
  if (!sound || !kind?.depths.includes(depth)) throw new PngError('The header is damaged.');
  if (Math.max(width, height) > longestSide || width * height > mostPixels) throw new PngError('It is far too large.');
  if (interlace !== 0) throw new PngError('It is interlaced.');
  const bits = depth * kind.samples;
  return {
    width,
    height,
    depth,
    samples: kind.samples,
    palette: colourType === 3,
    pixelBytes: Math.max(1, bits / 8),
    rowBytes: Math.ceil((width * bits) / 8),
  };
}

/** Of each sample of up to 8 bits its pixel: red in the lowest byte, alpha in the highest. */
function pixelTable(
  { depth, palette }: Header,
  colours: Uint8Array | null,
  transparency: Uint8Array | null,
): Int32Array {
  if (palette && !colours) throw new PngError('The palette is missing.');
  const clear = transparency && !palette ? samplesOf(transparency)[0] : undefined;
  return Int32Array.from({ length: 1 << depth }, (_, value) => {
    const grey = Math.round((255 * value) / ((1 << depth) - 1));
    // What a palette does not have is black.
    const [red, green, blue] = [0, 1, 2].map((i) => (palette ? (colours?.[3 * value + i] ?? 0) : grey)) as [
      number,
      number,
      number,
    ];
    const alpha = palette ? (transparency?.[value] ?? 255) : value === clear ? 0 : 255;
    return (alpha << 24) | (blue << 16) | (green << 8) | red;
  });
}

/** Two bytes each. */
function samplesOf(transparency: Uint8Array): number[] {
  return Array.from(
    { length: transparency.length >> 1 },
    (_, i) => (transparency[2 * i]! << 8) | transparency[2 * i + 1]!,
  );
}

function bytesOf(pixels: Int32Array<ArrayBuffer>): Uint8ClampedArray<ArrayBuffer> {
  return new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.byteLength);
}

/** Undoes a row's filter in place (PNG specification, §9.2): `row` begins with the filter's type. */
function unfilter(row: Uint8Array, above: Uint8Array, pixelBytes: number): void {
  const length = row.length;
  const first = 1 + pixelBytes;
  switch (row[0]) {
    case 0:
      return;
    case 1:
      for (let i = first; i < length; i++) row[i] = row[i]! + row[i - pixelBytes]!;
      return;
    case 2:
      for (let i = 1; i < length; i++) row[i] = row[i]! + above[i]!;
      return;
    case 3:
      for (let i = 1; i < first; i++) row[i] = row[i]! + (above[i]! >> 1);
      for (let i = first; i < length; i++) row[i] = row[i]! + ((row[i - pixelBytes]! + above[i]!) >> 1);
      return;
    case 4:
      for (let i = 1; i < first; i++) row[i] = row[i]! + above[i]!;
      for (let i = first; i < length; i++) {
        row[i] = row[i]! + paeth(row[i - pixelBytes]!, above[i]!, above[i - pixelBytes]!);
      }
      return;
    default:
      throw new PngError('A row names a filter that does not exist.');
  }
}

/** Of left, above and upper left, the nearest to left + above - upper left. */
export function paeth(left: number, above: number, upperLeft: number): number {
  const estimate = left + above - upperLeft;
  const [toLeft, toAbove, toUpperLeft] = [
    Math.abs(estimate - left),
    Math.abs(estimate - above),
    Math.abs(estimate - upperLeft),
  ];
  if (toLeft <= toAbove && toLeft <= toUpperLeft) return left;
  return toAbove <= toUpperLeft ? above : upperLeft;
}

async function* inflate(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  const packed = new Blob(parts as Uint8Array<ArrayBuffer>[]).stream();
  const reader = packed.pipeThrough(new DecompressionStream('deflate')).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (cause) {
    throw cause instanceof PngError ? cause : new PngError('The pixels cannot be unpacked.', { cause });
  } finally {
    // Whoever has all rows reads no further.
    reader.cancel().catch(() => undefined);
  }
}
