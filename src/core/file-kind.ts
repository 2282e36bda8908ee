// What a file is, by its first bytes: names and types that systems give are often missing, and now and then wrong.

const pictureKinds = ['jpeg', 'png', 'gif', 'webp', 'avif', 'bmp', 'svg'] as const;
const otherKinds = ['heic', 'jxl', 'tiff', 'psd', 'pdf', 'video', 'zip', 'gzip', 'html', 'json', 'text'] as const;

export type PictureKind = (typeof pictureKinds)[number];
export type FileKind = PictureKind | (typeof otherKinds)[number] | 'unknown';

/** So many bytes tell: drawings may begin with long declarations. */
export const tellingBytes = 1 << 16;

/** Bytes at the start of a file; a dot stands for any byte. */
const signatures: readonly (readonly [string, FileKind])[] = [
  ['\xff\xd8\xff', 'jpeg'],
  ['\x89PNG\r\n\x1a\n', 'png'],
  ['GIF8', 'gif'],
  ['RIFF....WEBP', 'webp'],
  ['RIFF....AVI ', 'video'],
  ['BM', 'bmp'],
  ['II*\0', 'tiff'],
  ['MM\0*', 'tiff'],
  ['8BPS', 'psd'],
  ['%PDF', 'pdf'],
  ['PK\x03\x04', 'zip'],
  ['\x1f\x8b', 'gzip'],
  ['\xff\x0a', 'jxl'],
  ['\0\0\0\x0cJXL ', 'jxl'],
  ['\x1aE\xdf\xa3', 'video'],
];

/** @param start the first `tellingBytes` of the file, or all there are */
export function fileKind(start: Uint8Array): FileKind {
  const head = String.fromCharCode(...start.subarray(0, 64));
  const known = signatures.find(([signature]) => {
    return head.length >= signature.length && [...signature].every((letter, i) => letter === '.' || letter === head[i]);
  });
  if (known) return known[1];
  if (head.slice(4, 8) === 'ftyp') return isoKind(head);
  return textKind(start);
}

/** ISO base media files tell by their brands: the major one first, those that they go with after. */
function isoKind(head: string): FileKind {
  const length = Math.min(head.charCodeAt(2) * 256 + head.charCodeAt(3), head.length);
  const brand = head.slice(8, 12);
  const others: readonly string[] = head.slice(16, length).match(/.{4}/gs) ?? [];
  // Of a picture in general (mif1, msf1) those that follow tell the coding.
  const isGeneral = /^m[is]f1$/.test(brand);
  if (/^avi[fs]$/.test(brand) || (isGeneral && others.includes('avif'))) return 'avif';
  return isGeneral || /^he[iv][cxms]$/.test(brand) ? 'heic' : 'video';
}

function textKind(start: Uint8Array): FileKind {
  const text = textOf(start);
  if (text === null) return 'unknown';
  const body = afterProlog(text);
  if (/^<([a-z]\w*:)?svg[\s>/]/i.test(body)) return 'svg';
  if (/^<(!doctype\s+html|html|head|body)[\s>]/i.test(body)) return 'html';
  return body.startsWith('{') ? 'json' : 'text';
}

/** Null where the bytes are no text. */
function textOf(start: Uint8Array): string | null {
  const encoding =
    start[0] === 0xff && start[1] === 0xfe ? 'utf-16le' : start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : 'utf-8';
  const text = new TextDecoder(encoding).decode(start);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what text does not have
  return text === '' || /[\0-\x08\x0e-\x1a]/.test(text.slice(0, 1024)) ? null : text;
}

/** Without what may stand before the first element of an XML document; HTML's doctype stays. */
function afterProlog(text: string): string {
  let rest = text.trimStart();
  for (;;) {
    const end = rest.startsWith('<?')
      ? endOf(rest, '?>')
      : rest.startsWith('<!--')
        ? endOf(rest, '-->')
        : /^<!doctype\s+(?!html)/i.test(rest)
          ? endOfDoctype(rest)
          : null;
    if (end === null) return rest;
    rest = rest.slice(end).trimStart();
  }
}

function endOf(text: string, mark: string): number {
  const at = text.indexOf(mark);
  return at < 0 ? text.length : at + mark.length;
}

/** Declarations of its own may stand in brackets. */
function endOfDoctype(text: string): number {
  const bracket = text.indexOf('[');
  const close = text.indexOf('>');
  return bracket < 0 || close < bracket
    ? endOf(text, '>')
    : endOf(text, ']') + endOf(text.slice(endOf(text, ']')), '>');
}

export function isPictureKind(kind: FileKind): kind is PictureKind {
  return pictureKinds.some((picture) => picture === kind);
}

/** The media type that belongs to the bytes; empty where browsers know none. */
export function mediaTypeOf(kind: FileKind): string {
  if (kind === 'svg') return 'image/svg+xml';
  return isPictureKind(kind) || kind === 'heic' || kind === 'jxl' || kind === 'tiff' ? `image/${kind}` : '';
}

interface Words {
  /** With its article. */
  readonly name: string;
  readonly advice: string;
}

const asPicture = 'Save it as a JPEG or PNG and bring that.';
const words: Readonly<Record<Exclude<FileKind, PictureKind | 'unknown'>, Words>> = {
  heic: {
    name: 'a HEIC photo, as iPhones take them, which this browser does not show,',
    advice:
      'Save it as a JPEG and bring that. For new photos choose Settings → Camera → Formats → Most Compatible on the iPhone.',
  },
  jxl: { name: 'a JPEG XL picture, which this browser does not show,', advice: asPicture },
  tiff: { name: 'a TIFF picture or a camera’s raw file (DNG, CR2, NEF …)', advice: asPicture },
  psd: { name: 'a Photoshop document (PSD)', advice: asPicture },
  pdf: { name: 'a PDF document', advice: 'Save its page as a JPEG or PNG, or bring a screenshot of it.' },
  video: { name: 'a video (MP4, MOV, WebM …)', advice: 'Bring a screenshot of one of its frames.' },
  zip: { name: 'a ZIP archive or an office document', advice: 'Unpack it and bring a picture from it.' },
  gzip: { name: 'a compressed file (gzip; drawings are called .svgz then)', advice: 'Unpack it first.' },
  html: {
    name: 'a web page (HTML)',
    advice: 'Perhaps a download gave a page instead of the picture: open the page and save the picture itself.',
  },
  json: { name: 'a JSON file', advice: 'Choose a picture, or a .tokens.json that Tessera wrote.' },
  text: { name: 'a text file', advice: 'Choose a picture.' },
};

const works = 'JPEG, PNG, WebP, AVIF, GIF and SVG work.';

/** Why a file of this kind did not become a picture, and what to do. */
export function unreadableWords(kind: FileKind): string {
  if (kind === 'unknown') {
    return `This file could not be read as a picture: it is of a kind that this browser does not know. ${works}`;
  }
  if (isPictureKind(kind)) {
    return `This ${kind === 'webp' ? 'WebP' : kind.toUpperCase()} could not be read as a picture: it is damaged, incomplete or too large for this device. Open it in another program and save it anew, or choose another one.`;
  }
  const { name, advice } = words[kind];
  return `This is ${name} and could not be read as a picture. ${advice}`;
}
