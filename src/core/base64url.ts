// Base64 with the URL-safe alphabet and no padding (RFC 4648 §5). Pure, so that page, worker and Node agree; canonical:
// each byte string has one spelling.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Six bits by character code; 255 for characters outside the alphabet. */
const sextets = new Uint8Array(128).fill(255);
for (let value = 0; value < 64; value++) sextets[alphabet.charCodeAt(value)] = value;

export function encodeBase64Url(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let index = 0; index < bytes.length; index += 3) {
    const left = Math.min(3, bytes.length - index);
    const bits = (bytes[index]! << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    for (let digit = 0; digit <= left; digit++) pieces.push(alphabet[(bits >>> (18 - 6 * digit)) & 63]!);
  }
  return pieces.join('');
}

/** The bytes, or null where `text` is not canonical base64url: a foreign character, a cut end, bits left over. */
export function decodeBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let pending = 0;
  let pendingBits = 0;
  let next = 0;
  for (let index = 0; index < text.length; index++) {
    const value = sextets[text.charCodeAt(index)] ?? 255;
    if (value === 255) return null;
    pending = (pending << 6) | value;
    pendingBits += 6;
    if (pendingBits < 8) continue;
    pendingBits -= 8;
    bytes[next++] = pending >>> pendingBits;
    pending &= (1 << pendingBits) - 1;
  }
  return pending === 0 ? bytes : null;
}
