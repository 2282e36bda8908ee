import { describe, expect, it } from 'vitest';
import { fileName } from './file-name.ts';

describe('fileName', () => {
  it('replaces the extension', () => {
    expect(fileName('Holiday 2024.jpeg', 'png')).toBe('Holiday 2024.png');
  });

  it('leaves out what file systems refuse', () => {
    expect(fileName('a/b:c?.png', 'tokens.json')).toBe('abc.tokens.json');
  });

  it('keeps every script and its marks, in one normal form', () => {
    expect(fileName('हिन्दी चित्र.jpg', 'png')).toBe('हिन्दी चित्र.png');
    expect(fileName('ภาพถ่าย.jpg', 'png')).toBe('ภาพถ่าย.png');
    expect(fileName('👩‍🚀.png', 'png')).toBe('👩‍🚀.png');
    expect(fileName('Cafe\u0301.jpg', 'png')).toBe('Caf\u00e9.png');
  });

  it('takes only extensions of pictures and tokens for extensions', () => {
    expect(fileName('v1.2 final.jpeg', 'png')).toBe('v1.2 final.png');
    expect(fileName('Mosaic no.5', 'png')).toBe('Mosaic no.5.png');
    expect(fileName('cat.tokens.json', 'png')).toBe('cat.png');
  });

  it('hides nothing: neither in front of a dot nor behind marks of direction', () => {
    expect(fileName('.htaccess', 'png')).toBe('htaccess.png');
    expect(fileName('cat\u202egnp.jpg', 'png')).toBe('catgnp.png');
    expect(fileName('a\u0000b\ud800.', 'png')).toBe('ab.png');
  });

  it('is no name of a device', () => {
    expect(fileName('con.jpg', 'png')).toBe('_con.png');
    expect(fileName('COM1.final.png', 'png')).toBe('_COM1.final.png');
    expect(fileName('console', 'png')).toBe('console.png');
  });

  it('is short enough for every file system, and cuts through no letter', () => {
    for (const letter of ['x', '猫', '👩‍🚀']) {
      const given = fileName(`${letter.repeat(300)}.jpg`, 'tokens.json');
      expect(new TextEncoder().encode(given).length).toBeLessThanOrEqual(130);
      expect(given.slice(0, -'.tokens.json'.length).replaceAll(letter, '')).toBe('');
    }
  });

  it('names what has no name', () => {
    for (const name of ['???', '.jpg', '...', ' ', '\u200d']) expect(fileName(name, 'png')).toBe('tessera.png');
  });
});
