// The container of a PNG file: signature and chunks (PNG specification, third edition, §5). Knows nothing of pixels.

export const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export interface PngChunk {
  readonly type: string;
  /** The chunk's data; shorter than it says where the file ends within the chunk. */
  readonly data: Uint8Array;
  /** Where the whole chunk begins and ends in the file. */
  readonly start: number;
  readonly end: number;
  /** False where the file ends within the chunk. */
  readonly complete: boolean;
  /** Computes the CRC-32 and compares it with the stored one. */
  readonly crcMatches: () => boolean;
}

export function isPng(bytes: Uint8Array): boolean {
  return pngSignature.every((byte, index) => bytes[index] === byte);
}

/** The chunks in order, up to IEND or the end of the file. Nothing for what is not a PNG. Never reads out of bounds. */
export function* pngChunks(png: Uint8Array): Generator<PngChunk> {
  if (!isPng(png)) return;
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  let start = pngSignature.length;
  while (start + 8 <= png.length) {
    const length = view.getUint32(start);
    const type = String.fromCharCode(...png.subarray(start + 4, start + 8));
    const dataEnd = start + 8 + length;
    const end = dataEnd + 4;
    const complete = end <= png.length;
    const begin = start;
    const crcMatches = () => complete && view.getUint32(dataEnd) === crc32(png.subarray(begin + 4, dataEnd));
    yield { type, data: png.subarray(start + 8, dataEnd), start, end, complete, crcMatches };
    if (!complete || type === 'IEND') return;
    start = end;
  }
}

/** A whole chunk: length, type (four letters), data, CRC. */
export function encodeChunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let index = 0; index < 4; index++) bytes[4 + index] = type.charCodeAt(index);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)));
  return bytes;
}

/** Remainders of each byte value for the polynomial 0xedb88320 (PNG specification, annex D). */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++)
    remainder = (remainder & 1) === 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1;
  return remainder;
});

/** @param before what came of the bytes before these, to go on from */
export function crc32(bytes: Uint8Array | Uint8ClampedArray, before = 0): number {
  let remainder = (before ^ 0xffffffff) >>> 0;
  for (const byte of bytes) remainder = crcTable[(remainder ^ byte) & 255]! ^ (remainder >>> 8);
  return (remainder ^ 0xffffffff) >>> 0;
}
