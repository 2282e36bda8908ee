// Which of several notices stay.
import { expect, test } from 'vitest';
import { PhotoError } from '../engine/photo/photo-error.ts';
import { isOfFile, withNotice } from './notices.ts';
import type { Notice } from './state.ts';

function titles(...notices: readonly Omit<Notice, 'id'>[]): string[] {
  return notices.reduce<readonly Notice[]>(withNotice, []).map(({ title }) => title);
}

const detail = 'It may be damaged.';

test('one failure that stops several things is told once', () => {
  const [decoded, encoded] = ['decoded', 'encoded'].map((title) => ({ kind: 'error', title, detail }) as const);
  expect(titles(decoded!, encoded!)).toEqual(['encoded']);
});

test('each file that failed is named, though the cause is the same', () => {
  const ofFile = isOfFile(new PhotoError(detail));
  const [one, other] = ['one.jpg', 'other.jpg'].map((title) => ({ kind: 'error', title, detail, ofFile }) as const);
  expect(titles(one!, other!, one!)).toEqual(['other.jpg', 'one.jpg']);
});
