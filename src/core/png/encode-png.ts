// Pixels to PNG without a canvas, which some browsers let answer with noise or in white. Eight bits, alpha left out.
import type { RgbaImage } from '../image.ts';
import { paeth } from './decode-png.ts';
import { encodeChunk, pngSignature } from './png-container.ts';

const filters = [0, 1, 2, 3, 4] as const;

export async function encodePng({ width, height, data }: RgbaImage): Promise<Uint8Array<ArrayBuffer>> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  // Eight bits a sample; red, green, blue.
  header.set([8, 2], 8);
  const rowBytes = 3 * width;
  const filtered = new Uint8Array(height * (1 + rowBytes));
  let [row, above] = [new Uint8Array(3 + rowBytes), new Uint8Array(3 + rowBytes)];
  const attempt = new Uint8Array(rowBytes);
  for (let y = 0; y < height; y++) {
    // Three zeros stand left of each row, as the filters have it.
    for (let x = 0, from = 4 * y * width, to = 3; x < width; x++, from += 4, to += 3) {
      row[to] = data[from]!;
      row[to + 1] = data[from + 1]!;
      row[to + 2] = data[from + 2]!;
    }
    let least = Number.POSITIVE_INFINITY;
    for (const filter of filters) {
      const cost = applyFilter(filter, row, above, attempt);
      if (cost >= least) continue;
      least = cost;
      filtered[y * (1 + rowBytes)] = filter;
      filtered.set(attempt, y * (1 + rowBytes) + 1);
    }
    [row, above] = [above, row];
  }
  const packed = new Blob([filtered]).stream().pipeThrough(new CompressionStream('deflate'));
  const pixels = new Uint8Array(await new Response(packed).arrayBuffer());
  const chunks = [encodeChunk('IHDR', header), encodeChunk('IDAT', pixels), encodeChunk('IEND', new Uint8Array())];
  return new Uint8Array(await new Blob([new Uint8Array(pngSignature), ...chunks]).arrayBuffer());
}

/** @returns the sum of the differences' sizes: the filter with the least packs best (PNG specification, §12.7) */
function applyFilter(filter: (typeof filters)[number], row: Uint8Array, above: Uint8Array, result: Uint8Array): number {
  let cost = 0;
  for (let i = 0; i < result.length; i++) {
    const [value, left, up, upperLeft] = [row[i + 3]!, row[i]!, above[i + 3]!, above[i]!];
    const predicted =
      filter === 0
        ? 0
        : filter === 1
          ? left
          : filter === 2
            ? up
            : filter === 3
              ? (left + up) >> 1
              : paeth(left, up, upperLeft);
    const difference = (value - predicted) & 255;
    result[i] = difference;
    cost += difference < 128 ? difference : 256 - difference;
  }
  return cost;
}
