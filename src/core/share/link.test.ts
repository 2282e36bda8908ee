import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createGrid } from '../token-grid.ts';
import { decodeLink, encodeLink } from './link.ts';
import { anyShared, sample, sampleLevel, secondVersion, twoLevels } from './samples.ts';
import { type SharedPicture, ShareFormatError } from './shared-grid.ts';

/** The error that reading this fragment throws. */
function problemOf(fragment: string): string {
  try {
    decodeLink(fragment);
  } catch (error) {
    if (error instanceof ShareFormatError) return error.problem;
    throw error;
  }
  throw new Error(`${fragment} was read without an error`);
}

describe('link', () => {
  test('is readable but for its tokens, and its form does not change', () => {
    expect(encodeLink(sample)).toBe('t1=photo-vqvae-f8.3x2.4096.AAAB__AHIAAh.Gr%C3%BC%C3%9Fe%20%28v1%2E2%29');
  });

  test('of several levels says how many there are, coarsest first', () => {
    expect(encodeLink(twoLevels)).toBe('t2=photo-vqvae2.Two.2.2x1.512._4DA.3x2.4096.AAAB__AHIAAh');
    expect(decodeLink(encodeLink(twoLevels))).toEqual(twoLevels);
  });

  test('of a later version of a pack names it; fields that may be skipped are', () => {
    const link = 't3=photo-vqvae-f8.Gr%C3%BC%C3%9Fe%20%28v1%2E2%29.1.Pack-version.2.1.3x2.4096.AAAB__AHIAAh';
    expect(encodeLink(secondVersion)).toBe(link);
    expect(decodeLink(link.replace('.1.Pack-version.2', '.2.mood.blue.Pack-version.2'))).toEqual(secondVersion);
    expect(decodeLink(link.replace('Pack-version.2', 'Pack-version.1'))).toEqual(sample);
  });

  test('of a 32×32 grid of 12-bit tokens has about 2.1 kB', () => {
    const grid = createGrid({ width: 32, height: 32 }, 4095);
    expect(encodeLink({ packId: 'photo-vqvae-f8', levels: [{ codebookSize: 4096, grid }] }).length).toBeLessThan(2100);
  });

  test('holds the whole grid, pack id and name, with or without the #', () => {
    fc.assert(
      fc.property(anyShared, (shared) => {
        const fragment = encodeLink(shared);
        expect(decodeLink(fragment)).toEqual(shared);
        expect(decodeLink(`#${fragment}`)).toEqual(shared);
      }),
    );
  });

  test('has only characters that chats keep in a link', () => {
    fc.assert(
      fc.property(anyShared, (shared) => {
        expect(encodeLink(shared)).toMatch(/^t[123]=[\w.%-]+$/);
      }),
    );
  });

  test('replaces half characters in a name, and an empty name is none', () => {
    expect(decodeLink(encodeLink({ ...sample, name: 'a\ud83d' }))?.name).toBe('a\ufffd');
    expect(decodeLink(encodeLink({ ...sample, name: '' }))).not.toHaveProperty('name');
  });

  test('is not written for a grid that could not be read back', () => {
    const grid = { width: 1, height: 1, tokens: Int32Array.of(4096) };
    expect(() => encodeLink({ ...sample, levels: [{ ...sampleLevel, grid }] })).toThrow(ShareFormatError);
    expect(() => encodeLink({ ...sample, packId: '' })).toThrow(ShareFormatError);
    const empty = createGrid({ width: 0, height: 3 });
    expect(() => encodeLink({ ...sample, levels: [{ ...sampleLevel, grid: empty }] })).toThrow(ShareFormatError);
    expect(() => encodeLink({ ...sample, levels: [] })).toThrow(ShareFormatError);
    expect(() => encodeLink({ ...sample, levels: Array(9).fill(sampleLevel) })).toThrow(ShareFormatError);
  });
});

describe('fragments of other kinds', () => {
  test('are none of ours', () => {
    for (const fragment of ['', '#', '#section', 'token=1', 't=1', 'T1=a', 'xt1=a.1x1.2.AA', '/#t1=']) {
      expect(decodeLink(fragment), fragment).toBeNull();
    }
  });
});

describe('bad links say what is wrong', () => {
  test.each([
    ['t4=photo.1x1.2.AA', 'later version'],
    ['t3=photo..0.1.1x1.2.AA', 'incomplete'],
    ['t3=photo..1.Pack-version.2.1', 'incomplete'],
    ['t3=photo..1.Pack-version.2.2.1x1.2.AA', 'incomplete'],
    ['t3=photo..1.Pack-version.0.1.1x1.2.AA', 'version “0”'],
    ['t3=photo..1.Pack-version.%.1.1x1.2.AA', 'field'],
    ['t3=photo..1.Model.abc.1.1x1.2.AA', 'needs “Model”'],
    ['t3=photo..1.a b.c.1.1x1.2.AA', 'fields are damaged'],
    ['t2=photo..2.1x1.2.AA', 'incomplete'],
    ['t2=photo..2.1x1.2.AA.1x1.2', 'incomplete'],
    ['t2=photo..1.1x1.2.AA', 'incomplete'],
    ['t2=photo..x.1x1.2.AA', 'incomplete'],
    ['t2=photo..1e3.1x1.2.AA', 'incomplete'],
    [`t2=photo..9${'.1x1.2.AA'.repeat(9)}`, '9 levels'],
    ['t2=..2.1x1.2.AA.1x1.2.AA', 'model pack'],
    ['t2=photo..2.1x1.2.AA.1x1.2.AAAA', 'too long'],
    ['t1=', 'incomplete'],
    ['t1=photo.3x2.4096', 'incomplete'],
    ['t1=a.b.3x2.4096.AAAB__AHIAAh.name', 'incomplete'],
    ['t1=.3x2.4096.AAAB__AHIAAh', 'model pack'],
    ['t1=%E0%A4.3x2.4096.AAAB__AHIAAh', 'pack id'],
    ['t1=photo.3x2.4096.AAAB__AHIAAh.%', 'its name'],
    ['t1=photo.0x2.4096.AAAB__AHIAAh', '0×2'],
    ['t1=photo.99999x99999.4096.AAAB__AHIAAh', '99999×99999'],
    ['t1=photo.-3x2.4096.AAAB__AHIAAh', 'NaN'],
    ['t1=photo.3x2.0.AAAB__AHIAAh', '0 codes'],
    ['t1=photo.3x2.999999999.AAAB__AHIAAh', '999999999 codes'],
    ['t1=photo.3x2.4e3.AAAB__AHIAAh', 'codes'],
    ['t1=photo.3x2.4096.AAAB__AHIA', 'cut short'],
    ['t1=photo.3x2.4096.AAAB__AHIAAhAA', 'too long'],
    ['t1=photo.3x2.4096.AAAB__AHI AAh', 'characters'],
    ['t1=photo.1x1.4096.AAE', 'end'],
    ['t1=photo.1x1.4095.__A', 'row 1, column 1 is 4095'],
  ])('%s', (fragment, part) => {
    expect(problemOf(fragment)).toContain(part);
  });

  test('and what to do', () => {
    expect(() => decodeLink('t1=photo.3x2.4096.AA')).toThrow(/Copy the whole link again/);
  });
});

describe('damage', () => {
  const outcome = (fragment: string): SharedPicture | null | ShareFormatError => {
    try {
      return decodeLink(fragment);
    } catch (error) {
      if (error instanceof ShareFormatError) return error;
      throw error;
    }
  };

  test.each([sample, twoLevels, secondVersion])(
    'a link cut anywhere is an error, never another picture: $packId',
    (shared) => {
      const { name: _, ...unnamed } = shared;
      const fragment = encodeLink(unnamed);
      for (let length = 3; length < fragment.length; length++) {
        expect(outcome(fragment.slice(0, length)), `${length}`).toBeInstanceOf(ShareFormatError);
      }
    },
  );

  test('arbitrary text gives a sound grid, null or a clear error', () => {
    const anyCharacters = fc.array(fc.nat({ max: 0xffff })).map((codes) => `t3=${String.fromCharCode(...codes)}`);
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('3x2', '4096', 'AAAB__AHIAAh', 'photo', '.', '%', '1x1', '1', '2'),
    );
    const version = fc.constantFrom('t1', 't2', 't3');
    const garbage = fc
      .tuple(version, fc.array(piece, { maxLength: 9 }))
      .map(([start, pieces]) => `${start}=${pieces.join('.')}`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), anyCharacters, garbage), (text) => {
        const result = outcome(text);
        if (result instanceof ShareFormatError) expect(result.message.length).toBeGreaterThan(20);
        else if (result) expect(decodeLink(encodeLink(result))).toEqual(result);
      }),
      { numRuns: 500 },
    );
  });

  test('one changed character gives a sound grid or a clear error', () => {
    fc.assert(
      fc.property(anyShared, fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (shared, seed, character) => {
        const fragment = encodeLink(shared);
        const at = seed % fragment.length;
        const result = outcome(fragment.slice(0, at) + character + fragment.slice(at + 1));
        if (result && !(result instanceof ShareFormatError)) {
          for (const { grid, codebookSize } of result.levels) {
            expect(grid.tokens).toHaveLength(grid.width * grid.height);
            expect(Math.max(...grid.tokens)).toBeLessThan(codebookSize);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a huge link is refused quickly', () => {
    const started = process.cpuUsage();
    expect(outcome(`t1=${'.'.repeat(4_000_000)}`)).toBeInstanceOf(ShareFormatError);
    expect(outcome(`t1=p.512x512.4096.${'A'.repeat(524_288)}`)).toMatchObject({
      problem: expect.stringContaining('65,536'),
    });
    expect(outcome(`t1=p.1024x1024.4096.${'A'.repeat(4_000_000)}`)).toBeInstanceOf(ShareFormatError);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(1000);
  });
});
