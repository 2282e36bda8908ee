// Names of exported files: the picture's own, as every file system takes it.

const knownExtension = /\.(jpe?g|jfif|a?png|webp|avif|gif|svgz?|bmp|ico|hei[cf]|tiff?|(tokens\.)?json)$/i;
/** What file systems refuse, and what nobody sees: controls, marks that turn the direction of writing, halves of letters. */
const refused = /[<>:"/\\|?*]|(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu;
/** Devices, whatever follows the dot (Windows). */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** Of the stem, in UTF-8: file systems end at 255 with all that others append. */
const longestStem = 110;

/** The picture's name with its extension replaced, as every file system takes it. */
export function fileName(name: string, extension: string): string {
  const stem = name
    .normalize('NFC')
    .replace(knownExtension, '')
    .replace(refused, '')
    .replace(/^[\s.]+/, '');
  const short = shortened(reserved.test(stem) ? `_${stem}` : stem, longestStem).replace(/[\s.]+$/, '');
  return `${/^[\s\u200c\u200d]*$/.test(short) ? 'tessera' : short}.${extension}`;
}

/** So many bytes of UTF-8 at most, and no letter cut through. */
function shortened(text: string, bytes: number): string {
  const encoder = new TextEncoder();
  let left = bytes;
  let end = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    left -= encoder.encode(segment).length;
    if (left < 0) break;
    end += segment.length;
  }
  return text.slice(0, end);
}
