// What a link, a .tokens.json and an exported PNG carry, the checks they have in common, and the one packed form of a
// level's tokens. The carriers themselves are in link.ts, tokens-json.ts and png-chunk.ts.
import { bitsPerToken, packedLength, packTokens, unpackTokens } from '../bit-packing.ts';
import type { Size } from '../rect.ts';
import type { TokenGrid } from '../token-grid.ts';

export interface SharedLevel {
  readonly codebookSize: number;
  readonly grid: TokenGrid;
}

export interface SharedPicture {
  /** The pack whose codes these are. */
  readonly packId: string;
  /** Coarsest first; at least one. */
  readonly levels: readonly SharedLevel[];
  /** What its maker called it; absent rather than empty. */
  readonly name?: string;
  /** Of the pack, whose later versions give its codes another meaning. Absent: 1. */
  readonly packVersion?: number;
}

/** Shared data that cannot be used. `message` says what is wrong and then what to do about it. */
export class ShareFormatError extends Error {
  override readonly name = 'ShareFormatError';
  readonly problem: string;
  readonly advice: string;

  constructor(problem: string, advice: string) {
    super(`${problem} ${advice}`);
    this.problem = problem;
    this.advice = advice;
  }
}

/** Far above any grid the app makes (128×128), low enough to be decoded while one waits. */
const longestSide = 1024;
const mostTokens = 256 * 256;
const largestCodebook = 1 << 20;
const longestPackId = 200;
export const mostLevels = 8;

/** For what the app itself is about to write. */
export const adviceForFaults = 'This is a fault of the app.';

/** Throws ShareFormatError unless the pack's id is one, and so many levels can be. */
export function requirePack(packId: string, levels: number, advice: string): void {
  if (packId === '' || packId.length > longestPackId) {
    throw new ShareFormatError('It does not name the model pack its codes belong to.', advice);
  }
  if (levels < 1 || levels > mostLevels) {
    throw new ShareFormatError(`It says there are ${levels} levels of tokens; that cannot be.`, advice);
  }
}

/** Throws ShareFormatError unless dimensions and codebook size are ones a level's grid can have. */
export function requireSize(size: Size, codebookSize: number, advice: string): void {
  for (const side of [size.width, size.height]) {
    if (!Number.isInteger(side) || side < 1 || side > longestSide) {
      throw new ShareFormatError(
        `It says the token grid is ${size.width}×${size.height}; each side must be 1 to ${longestSide}.`,
        advice,
      );
    }
  }
  if (size.width * size.height > mostTokens) {
    throw new ShareFormatError(
      `It says the token grid is ${size.width}×${size.height}; there may be 65,536 tokens at most, as in 256×256.`,
      advice,
    );
  }
  if (!Number.isInteger(codebookSize) || codebookSize < 1 || codebookSize > largestCodebook) {
    throw new ShareFormatError(`It says the codebook has ${codebookSize} codes; that cannot be.`, advice);
  }
}

/**
 * Named fields beyond what every picture has, as links and files of format 3 carry them: text by name. A name that begins
 * with a capital letter must be understood by whoever opens the picture, any other may be skipped (as the types of PNG
 * chunks do it).
 */
export type SharedFields = Readonly<Record<string, string>>;

const fieldName = /^[A-Za-z][A-Za-z0-9-]{0,31}$/;
export const mostFields = 32;
const adviceToReload = 'Reload the page to get the newest version.';

/** None of a picture that formats 1 and 2 can hold. */
export function fieldsOf({ packVersion = 1 }: SharedPicture): SharedFields {
  return packVersion === 1 ? {} : { 'Pack-version': String(packVersion) };
}

/** Throws ShareFormatError for a required field that this page does not know, and for a known one that is damaged. */
export function readFields(fields: SharedFields, advice: string): Pick<SharedPicture, 'packVersion'> {
  const names = Object.keys(fields);
  if (names.length > mostFields || !names.every((name) => fieldName.test(name))) {
    throw new ShareFormatError('Its fields are damaged.', advice);
  }
  const unknown = names.find((name) => /^[A-Z]/.test(name) && name !== 'Pack-version');
  if (unknown) throw new ShareFormatError(`It needs “${unknown}”, which this page does not know.`, adviceToReload);
  const version = fields['Pack-version'];
  if (version === undefined) return {};
  if (!/^[1-9]\d{0,5}$/.test(version)) {
    throw new ShareFormatError(`It says that its pack has version “${version}”; that cannot be.`, advice);
  }
  return version === '1' ? {} : { packVersion: Number(version) };
}

/** Throws ShareFormatError unless there is one token a cell, each in [0, K). */
export function requireTokens(tokens: ArrayLike<number>, size: Size, codebookSize: number, advice: string): void {
  if (tokens.length !== size.width * size.height) {
    throw new ShareFormatError(
      `A ${size.width}×${size.height} grid needs ${size.width * size.height} tokens, but there are ${tokens.length}.`,
      advice,
    );
  }
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (!Number.isInteger(token) || token < 0 || token >= codebookSize) {
      const place = `row ${Math.floor(index / size.width) + 1}, column ${(index % size.width) + 1}`;
      throw new ShareFormatError(`The token in ${place} is ${token}; codes go from 0 to ${codebookSize - 1}.`, advice);
    }
  }
}

/** Tokens row by row at ceil(log2 K) bits each, most significant bit first, padded with zeros to whole bytes. */
export function packGrid({ codebookSize, grid }: SharedLevel): Uint8Array<ArrayBuffer> {
  requireSize(grid, codebookSize, adviceForFaults);
  requireTokens(grid.tokens, grid, codebookSize, adviceForFaults);
  return packTokens(grid.tokens, bitsPerToken(codebookSize));
}

/** The inverse, for dimensions that passed `requireSize`; throws ShareFormatError where the bytes do not fit them. */
export function unpackGrid(bytes: Uint8Array, size: Size, codebookSize: number, advice: string): TokenGrid {
  const bits = bitsPerToken(codebookSize);
  const count = size.width * size.height;
  const expected = packedLength(count, bits);
  if (bytes.length !== expected) {
    const state = bytes.length < expected ? 'cut short' : 'too long';
    throw new ShareFormatError(
      `It is ${state}: a ${size.width}×${size.height} grid takes ${expected} bytes, but there are ${bytes.length}.`,
      advice,
    );
  }
  const padding = expected * 8 - count * bits;
  if ((bytes[expected - 1]! & ((1 << padding) - 1)) !== 0) {
    throw new ShareFormatError('It is damaged at its end.', advice);
  }
  const tokens = unpackTokens(bytes, count, bits);
  requireTokens(tokens, size, codebookSize, advice);
  return { width: size.width, height: size.height, tokens };
}
