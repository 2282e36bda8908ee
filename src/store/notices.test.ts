// Which of several notices stay, and in which words failures are told.
import { expect, test } from 'vitest';
import { FileError } from '../core/file-error.ts';
import { EngineError } from '../engine/engine-error.ts';
import { PhotoError } from '../engine/photo/photo-error.ts';
import { describeFailure, isOfFile, withNotice } from './notices.ts';
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

test('failures are told with what to do, and never in the words of a browser', () => {
  expect(describeFailure(new EngineError('download-failed', 'It broke off.', 'Try again.'))).toBe(
    'It broke off. Try again.',
  );
  expect(describeFailure(new FileError(true))).toMatch(/Reload the page/);
  expect(describeFailure(new TypeError('Failed to fetch'))).not.toMatch(/Failed to fetch/);
  expect(describeFailure('null is not an object')).not.toMatch(/object/);
  expect(describeFailure(new EngineError('aborted', 'Newer work made this unnecessary.'))).toBeNull();
});
