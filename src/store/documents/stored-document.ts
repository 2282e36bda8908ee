// What a browser keeps of a document, and what it must look like to be shown: anything may lie in storage.
import * as v from 'valibot';
import type { RgbaImage } from '../../core/image.ts';
import { mostLevels, requireSize, requireTokens } from '../../core/share/shared-grid.ts';
import type { TokenGrid } from '../../core/token-grid.ts';
import { type DocumentInfo, photoSizes, type ShelfEntry } from '../state.ts';
import type { Edition } from './edition.ts';
import { withLevels } from './one-level.ts';

/** All that is needed to show a document before any model is loaded. */
export interface StoredDocument {
  readonly info: DocumentInfo;
  /** Of each level. */
  readonly grids: readonly TokenGrid[];
  readonly original: RgbaImage | null;
  readonly reconstruction: RgbaImage | null;
  /** The file as it was brought, to crop and fit again. */
  readonly source: Blob | null;
  /** The same picture in the codes of other packs. */
  readonly others: readonly Edition[];
}

export function newDocumentId(): string {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
}

/** Which pictures are kept, and which of them is open. */
export interface Index {
  readonly current: string | null;
  readonly shelf: readonly ShelfEntry[];
}

/** A file as browsers keep it that take no Blob (WebKit's private windows). */
export interface SourceBytes {
  readonly type: string;
  readonly bytes: ArrayBuffer;
}

/** Goes up when a document means something else than before: earlier versions of the page then set it aside. */
const documentVersion = 1;

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const finite = v.pipe(v.number(), v.finite());
const side = v.pipe(v.number(), v.integer(), v.minValue(1));

export const gridSchema = v.pipe(
  v.object({ width: side, height: side, tokens: v.instance(Int32Array) }),
  v.check(({ width, height, tokens }) => tokens.length === width * height),
);

const levels = v.pipe(
  v.array(
    v.object({
      name: v.string(),
      codebookSize: side,
      downsample: v.pipe(v.number(), v.minValue(1), v.finite()),
      own: gridSchema,
      meanCode: v.nullable(whole),
    }),
  ),
  v.minLength(1),
  v.maxLength(mostLevels),
);

type Painted = Pick<Edition, 'levels' | 'grids'>;

/** Every level has one grid, of the size of its own codes, and all are codes of its codebook. */
function isWhole({ levels, grids }: Painted): boolean {
  try {
    for (const [i, { codebookSize, own, meanCode }] of levels.entries()) {
      if (meanCode !== null && meanCode >= codebookSize) return false;
      for (const { width, height, tokens } of [own, grids[i]!]) {
        requireSize({ width, height }, codebookSize, '');
        requireTokens(tokens, own, codebookSize, '');
        if (width !== own.width || height !== own.height) return false;
      }
    }
    return levels.length === grids.length;
  } catch {
    return false;
  }
}

const edition = v.pipe(
  v.object({ packId: v.string(), levels, provisional: v.boolean(), grids: v.array(gridSchema) }),
  v.check((painted) => isWhole(painted)),
);

export const imageSchema = v.pipe(
  v.object({ width: side, height: side, data: v.instance(Uint8ClampedArray) }),
  v.check(({ width, height, data }) => data.length === 4 * width * height),
);

const photo = v.object({
  width: side,
  height: side,
  source: v.object({ width: side, height: side }),
  bytes: whole,
  mediaType: v.string(),
  crop: v.nullable(v.object({ x: finite, y: finite, width: finite, height: finite })),
  shortSide: v.picklist(photoSizes),
});

const documentSchema = v.pipe(
  v.object({
    version: v.optional(v.literal(documentVersion)),
    info: v.object({
      id: v.string(),
      name: v.string(),
      packId: v.string(),
      levels,
      photo: v.nullable(photo),
      provisional: v.boolean(),
      sample: v.optional(v.string()),
    }),
    grids: v.array(gridSchema),
    original: v.nullable(imageSchema),
    reconstruction: v.nullable(imageSchema),
    source: v.nullable(v.union([v.instance(Blob), v.object({ type: v.string(), bytes: v.instance(ArrayBuffer) })])),
    others: v.array(edition),
  }),
  v.check(({ info, grids }) => isWhole({ levels: info.levels, grids })),
);

const indexSchema = v.object({
  current: v.nullable(v.string()),
  shelf: v.array(
    v.object({
      id: v.string(),
      name: v.string(),
      thumbnail: v.pipe(v.string(), v.regex(/^$|^data:image\//)),
      untouched: v.optional(v.boolean(), false),
    }),
  ),
});

/** The document as it is now, whichever way it was stored; null where it is none. */
export function readDocument(stored: unknown): StoredDocument | null {
  const result = v.safeParse(documentSchema, withLevels(stored));
  if (!result.success) return null;
  const { version: _, source, info, ...rest } = result.output;
  const { sample, ...known } = info;
  return {
    ...(rest as Pick<StoredDocument, 'grids' | 'original' | 'reconstruction' | 'others'>),
    info: sample === undefined ? known : { ...known, sample },
    source: source && (source instanceof Blob ? source : new Blob([source.bytes], { type: source.type })),
  };
}

/** What `readDocument` reads. @param source as the browser takes it */
export function recordOf(document: StoredDocument, source: Blob | SourceBytes | null): unknown {
  return { ...document, source, version: documentVersion };
}

/** Null where it is none. */
export function readIndex(stored: unknown): Index | null {
  const result = v.safeParse(indexSchema, stored);
  return result.success ? result.output : null;
}
