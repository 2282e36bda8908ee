// What a reader is to the fuzzer, and what must hold of every picture that one gives.
import assert from 'node:assert/strict';
import { decodeLink, encodeLink } from '../../src/core/share/link.ts';
import type { SharedPicture } from '../../src/core/share/shared-grid.ts';
import type { Random } from './random.ts';

/** A mutated input, and its reading: it gives a valid value, or throws the error that is meant for it. */
export interface Attempt {
  readonly input: unknown;
  read(): unknown;
}

export type Reader = (random: Random) => Attempt;

/** Whatever is read can be written, and read again. */
export function requireSound(picture: SharedPicture | null): void {
  if (!picture) return;
  for (const { codebookSize, grid } of picture.levels) {
    assert.equal(grid.tokens.length, grid.width * grid.height);
    assert.ok(grid.tokens.every((token) => token >= 0 && token < codebookSize));
  }
  // But for half characters.
  const whole = (text: string) => text.replaceAll(/\p{Surrogate}/gu, '\ufffd');
  const { packId, name } = picture;
  const written = { ...picture, packId: whole(packId), ...(name && { name: whole(name) }) };
  assert.deepEqual(decodeLink(encodeLink(picture)), written);
}

export function asJson(value: unknown): string {
  return JSON.stringify(value) ?? '';
}
