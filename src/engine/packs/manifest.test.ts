import { describe, expect, test } from 'vitest';
import shipped from '../../../models/packs/photo-vqgan-f8/manifest.json';
import { hasCodes, parseManifest, runnableLevels } from './manifest.ts';

describe('parseManifest', () => {
  test('the shipped pack is valid', () => {
    const manifest = parseManifest(shipped);
    expect(manifest.decoder.receptiveField).toBe(4);
    expect(runnableLevels(manifest)).toMatchObject([{ downsample: 8, codebook: { size: 4096 } }]);
  });

  test.each([
    ['format', { ...shipped, format: 2 }],
    ['decoder.bytes', { ...shipped, decoder: { ...shipped.decoder, bytes: 2 ** 60 } }],
    ['decoder.sha256', { ...shipped, decoder: { ...shipped.decoder, sha256: 'abc' } }],
    ['decoder.file', { ...shipped, decoder: { ...shipped.decoder, file: '../../secret' } }],
    ['levels.0.downsample', { ...shipped, levels: [{ ...shipped.levels[0], downsample: 0 }] }],
    [
      'levels.0.codebook.size',
      { ...shipped, levels: [{ ...shipped.levels[0], codebook: { ...shipped.levels[0]!.codebook, size: 'many' } }] },
    ],
    ['priors.0.headDim', { ...shipped, priors: [{ ...shipped.priors[0], headDim: 0 }] }],
    ['priors.0.type', { ...shipped, priors: [{ ...shipped.priors[0], type: 'oracle' }] }],
    ['priors.0.inputs.position', { ...shipped, priors: [{ ...shipped.priors[0], inputs: { token: 'token' } }] }],
    ['priors.0', { ...shipped, priors: [{ ...shipped.priors[0], context: 255 }] }],
  ])('an error names the field that is wrong: %s', (field, manifest) => {
    expect(() => parseManifest(manifest)).toThrow(field);
  });

  test('no manifest at all is an error, not a crash', () => {
    for (const value of [null, undefined, 7, 'text', []]) expect(() => parseManifest(value)).toThrow(/manifest/);
  });

  test('a pack without priors is valid', () => {
    const { priors, ...without } = shipped;
    expect(parseManifest(without).priors).toEqual([]);
    expect(() => parseManifest({ ...shipped, priors: [{ ...priors[0], type: 'other' }] })).toThrow(/priors\.0/);
  });

  test('a masked prior sees its whole grid at once: its context is the grid', () => {
    const masked = {
      ...shipped.priors[0],
      type: 'masked',
      maskToken: 4096,
      inputs: { tokens: 'tokens', condition: 'condition' },
      outputs: { logits: 'logits' },
    };
    expect(parseManifest({ ...shipped, priors: [masked] }).priors).toMatchObject([{ type: 'masked', maskToken: 4096 }]);
    expect(() => parseManifest({ ...shipped, priors: [{ ...masked, context: 257 }] })).toThrow('priors.0');
    expect(() => parseManifest({ ...shipped, priors: [{ ...masked, maskToken: -1 }] })).toThrow('priors.0.maskToken');
  });

  test('a prior of a finer level may be told a coarser one that there is, cell over cells', () => {
    const [bottom] = shipped.levels;
    const levels = [{ ...bottom, name: 'top', downsample: 16 }, bottom];
    const below = {
      ...shipped.priors[0],
      type: 'masked',
      maskToken: 4096,
      above: { level: 'top', grid: [8, 8] },
      inputs: { tokens: 'tokens', condition: 'condition', above: 'above' },
      outputs: { logits: 'logits' },
    };
    const parse = (prior: object) => parseManifest({ ...shipped, levels, priors: [{ ...below, ...prior }] });
    expect(parse({}).priors).toMatchObject([{ level: bottom!.name, above: { level: 'top' } }]);
    for (const wrong of [
      { level: 'middle' },
      { above: { level: 'middle', grid: [8, 8] } },
      { above: { level: bottom!.name, grid: [16, 16] } },
      { above: { level: 'top', grid: [4, 4] } },
      { above: { level: 'top', grid: [8, 4] } },
      { above: undefined },
      { inputs: { tokens: 'tokens', condition: 'condition' } },
    ]) {
      expect(() => parse(wrong)).toThrow('priors');
    }
  });

  const level = shipped.levels[0]!;
  const coarse = { ...level, name: 'top', downsample: 16 };

  test('of two levels the coarser one has numbers for each of the finest cells that a code covers', () => {
    const levels = runnableLevels(parseManifest({ ...shipped, levels: [coarse, level] }));
    expect(levels.map(({ name }) => name)).toEqual(['top', level.name]);
    const odd = { ...coarse, codebook: { ...coarse.codebook, dim: 30 } };
    expect(() => parseManifest({ ...shipped, levels: [odd, level] })).toThrow('each finest cell');
  });

  test('levels go from the coarsest to the finest, each a multiple of the next', () => {
    for (const levels of [
      [level, coarse],
      [level, level],
      [{ ...coarse, downsample: 12 }, level],
    ]) {
      expect(() => parseManifest({ ...shipped, levels })).toThrow('levels');
    }
  });

  test('the quantizer is the nearest code where nothing is said; other kinds are told apart; one without codes cannot be painted with', () => {
    expect(parseManifest(shipped).levels[0]).toMatchObject({ quantizer: 'nearest' });
    const argmax = parseManifest({ ...shipped, levels: [{ ...level, quantizer: 'argmax' }] });
    expect(runnableLevels(argmax)).toMatchObject([{ quantizer: 'argmax' }]);
    expect(hasCodes(argmax)).toBe(true);
    const { codebook, ...without } = level;
    const none = { ...without, quantizer: 'none', latents: { dim: codebook.dim } };
    const plain = parseManifest({ ...shipped, levels: [none] });
    expect(hasCodes(plain)).toBe(false);
    expect(() => runnableLevels(plain)).toThrow('"none"');
    expect(() => parseManifest({ ...shipped, levels: [without] })).toThrow('levels.0.codebook');
    expect(() => parseManifest({ ...shipped, levels: [{ ...level, quantizer: 'guess' }] })).toThrow('quantizer');
  });

  test('the mean code is a code of its level', () => {
    expect(parseManifest({ ...shipped, levels: [{ ...level, meanCode: 4095 }] }).levels[0]).toMatchObject({
      meanCode: 4095,
    });
    expect(() => parseManifest({ ...shipped, levels: [{ ...level, meanCode: 4096 }] })).toThrow('meanCode');
  });

  test('a discriminator brings the range of its opinions', () => {
    const opinions = { low: -1, median: 0.5, high: 2 };
    const { file, bytes, sha256 } = shipped.decoder;
    const discriminator = {
      file,
      bytes,
      sha256,
      input: 'image',
      output: 'opinion',
      downsample: 8,
      originals: opinions,
    };
    expect(() => parseManifest({ ...shipped, discriminator })).toThrow('discriminator.reconstructions');
    const whole = { ...discriminator, reconstructions: opinions };
    expect(parseManifest({ ...shipped, discriminator: whole }).discriminator).toEqual(whole);
  });
});
