import { describe, expect, test } from 'vitest';
import type { DocumentInfo, PhotoInfo } from '../state.ts';
import { isExport } from './lost-tokens.ts';

const size = { width: 384, height: 256 };

function documentOf(name: string, photo: Partial<PhotoInfo> | null): DocumentInfo {
  const whole: PhotoInfo = { ...size, source: size, bytes: 1000, mediaType: 'image/png', crop: null, shortSide: 256 };
  return { id: name, name, packId: 'pack', levels: [], photo: photo && { ...whole, ...photo }, provisional: false };
}

const file = new File(['x'], 'Cat.png', { type: 'image/png' });
const mosaic = documentOf('Cat.jpg', { bytes: 90_000, source: { width: 4000, height: 3000 } });
const entry = (name: string) => ({ id: name, name, thumbnail: '', untouched: false });

describe('a picture without tokens is taken for an export that lost them', () => {
  test('where it is called like a picture here and needs no fitting', () => {
    expect(isExport(file, 'Cat.png', documentOf('Cat.png', {}), mosaic, [])).toBe(true);
    expect(isExport(file, 'Cat.png', documentOf('Cat.png', {}), null, [entry('Cat')])).toBe(true);
    const asJpeg = new File(['x'], 'Cat.jpg');
    expect(isExport(asJpeg, 'Cat.jpg', documentOf('Cat.jpg', {}), mosaic, [])).toBe(true);
  });

  test('not where it is another picture, the same photo once more, or one that was pasted', () => {
    expect(isExport(file, 'Cat.png', documentOf('Cat.png', {}), null, [entry('Dog')])).toBe(false);
    const large = documentOf('Cat.png', { source: { width: 3840, height: 2560 } });
    expect(isExport(file, 'Cat.png', large, mosaic, [entry('Cat')])).toBe(false);
    expect(isExport(file, 'Cat.png', documentOf('Cat.png', {}), documentOf('Cat.png', {}), [])).toBe(false);
    expect(isExport(file, 'Pasted picture', documentOf('Pasted picture', {}), null, [entry('Pasted picture')])).toBe(
      false,
    );
    expect(isExport(file, 'Cat.png', null, mosaic, [])).toBe(false);
  });
});
