import { describe, expect, test } from 'vitest';
import { createGrid } from '../../core/token-grid.ts';
import type { PackEntry } from '../packs/packs-state.ts';
import { requireCodesOf } from './codes-of-pack.ts';

const pack: PackEntry = {
  id: 'photo',
  version: 2,
  title: 'Photo',
  family: 'VQ-VAE',
  description: '',
  levels: [{ name: 'main', codebookSize: 16, downsample: 8 }],
  bytes: 0,
  priorBytes: 0,
  downloaded: false,
};
const levels = [{ codebookSize: 16, grid: createGrid({ width: 2, height: 2 }) }];

describe('tokens from elsewhere', () => {
  test('are taken in the codes of the pack and version that this page has', () => {
    expect(() => requireCodesOf(pack, { packId: 'photo', packVersion: 2, levels })).not.toThrow();
  });

  test.each([
    [
      'of a later version ask for a reload',
      { packVersion: 3 },
      /version 3 of “Photo”; this page has version 2\. Reload/,
    ],
    ['of an earlier version are never shown in other codes', { packVersion: 1 }, /version 1 of “Photo”/],
    ['without a version are of the first', {}, /version 1 of “Photo”/],
    ['of another codebook are refused', { packVersion: 2, levels: [{ ...levels[0]!, codebookSize: 32 }] }, /32 codes/],
  ])('%s', (_, change, words) => {
    expect(() => requireCodesOf(pack, { packId: 'photo', levels, ...change })).toThrow(words);
  });

  test('of a pack that this page does not have are refused', () => {
    expect(() => requireCodesOf(null, { packId: 'other', levels })).toThrow(/does not have/);
  });
});
