import { describe, expect, it } from 'vitest';
import { fileName } from './download.ts';

describe('fileName', () => {
  it('replaces the extension', () => {
    expect(fileName('Holiday 2024.jpeg', 'png')).toBe('Holiday 2024.png');
  });

  it('leaves out what file systems refuse', () => {
    expect(fileName('a/b:c?.png', 'tokens.json')).toBe('abc.tokens.json');
  });

  it('names what has no name', () => {
    expect(fileName('???', 'png')).toBe('tessera.png');
  });
});
