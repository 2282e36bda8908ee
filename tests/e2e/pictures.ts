// Test pictures, drawn in the browser: no binaries in the repository, and every format that the browser can write.
import type { Page } from '@playwright/test';

export interface PictureFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** A gradient with a red disc in its upper left quarter. */
export async function drawPicture(
  page: Page,
  options: { width: number; height: number; type?: string; transparent?: boolean; name?: string },
): Promise<PictureFile> {
  const { width, height, type = 'image/png', transparent = false } = options;
  const base64 = await page.evaluate(
    async ({ width, height, type, transparent }) => {
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      const context = canvas.getContext('2d')!;
      if (!transparent) {
        const gradient = context.createLinearGradient(0, 0, width, height);
        gradient.addColorStop(0, '#204080');
        gradient.addColorStop(1, '#e0c060');
        context.fillStyle = gradient;
        context.fillRect(0, 0, width, height);
      }
      context.fillStyle = '#d02020';
      context.beginPath();
      context.arc(width / 4, height / 4, Math.min(width, height) / 6, 0, 7);
      context.fill();
      const blob = await new Promise<Blob>((resolve) => canvas.toBlob((made) => resolve(made!), type, 0.8));
      const bytes = new Uint8Array(await blob.arrayBuffer());
      let binary = '';
      for (let i = 0; i < bytes.length; i += 32768) binary += String.fromCharCode(...bytes.subarray(i, i + 32768));
      return btoa(binary);
    },
    { width, height, type, transparent },
  );
  const extension = type.slice(type.indexOf('/') + 1);
  return { name: options.name ?? `drawn.${extension}`, mimeType: type, buffer: Buffer.from(base64, 'base64') };
}

/** The JPEG with an EXIF segment that says "rotate by 90° to show" (orientation 6). */
export function rotatedByExif(jpeg: PictureFile): PictureFile {
  const tiff = Buffer.from([
    ...[0x4d, 0x4d, 0x00, 0x2a, 0x00, 0x00, 0x00, 0x08], // big-endian TIFF header, directory at 8
    ...[0x00, 0x01], // one entry
    ...[0x01, 0x12, 0x00, 0x03, 0x00, 0x00, 0x00, 0x01, 0x00, 0x06, 0x00, 0x00], // Orientation, SHORT, 1, value 6
    ...[0x00, 0x00, 0x00, 0x00], // no further directory
  ]);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 255]), body]);
  return { ...jpeg, buffer: Buffer.concat([jpeg.buffer.subarray(0, 2), segment, jpeg.buffer.subarray(2)]) };
}

export function svgPicture(): PictureFile {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80" viewBox="0 0 120 80">
    <rect width="120" height="80" fill="#3060a0"/><circle cx="60" cy="40" r="30" fill="#f0d040"/></svg>`;
  return { name: 'drawn.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(svg) };
}

/** A 32×24 GIF of one colour, by hand: LZW that clears its table before it could grow. */
export function gifPicture(): PictureFile {
  const width = 32;
  const height = 24;
  const codes: number[] = [];
  for (let i = 0; i < width * height; i++) {
    if (i % 2 === 0) codes.push(4);
    codes.push(1);
  }
  codes.push(5);
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const code of codes) {
    bits |= code << count;
    count += 3;
    while (count >= 8) {
      bytes.push(bits & 255);
      bits >>= 8;
      count -= 8;
    }
  }
  if (count > 0) bytes.push(bits & 255);
  const blocks: number[] = [];
  for (let i = 0; i < bytes.length; i += 255) {
    const block = bytes.slice(i, i + 255);
    blocks.push(block.length, ...block);
  }
  return {
    name: 'drawn.gif',
    mimeType: 'image/gif',
    buffer: Buffer.from([
      ...Buffer.from('GIF89a', 'latin1'),
      ...[width, 0, height, 0, 0x81, 0, 0],
      ...[0, 0, 0, 200, 40, 40, 40, 200, 40, 40, 40, 200],
      ...[0x2c, 0, 0, 0, 0, width, 0, height, 0, 0, 2],
      ...blocks,
      ...[0, 0x3b],
    ]),
  };
}

/** A 48×32 grey gradient, encoded by libavif: browsers read AVIF but do not write it. */
export function avifPicture(): PictureFile {
  const base64 =
    'AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADrbWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAAAAAAAO' +
    'cGl0bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAETAAAAJwAAAChpaW5mAAAAAAABAAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAA' +
    'AABqaXBycAAAAEtpcGNvAAAAFGlzcGUAAAAAAAAAMAAAACAAAAAQcGl4aQAAAAADCAgIAAAADGF2MUOBAAwAAAAAE2NvbHJuY2x4AAEADQAG' +
    'gAAAABdpcG1hAAAAAAAAAAEAAQQBAoMEAAAAL21kYXQSAAoJGBUv+0QENBoQMhgcR4eF3dNNNMLAAIDcR9Y1MQrbY/qrguo=';
  return { name: 'drawn.avif', mimeType: 'image/avif', buffer: Buffer.from(base64, 'base64') };
}
