// The packs without codes against what PyTorch computed (their golden/ folders), through the app's own code.
import { expect, test } from 'vitest';
import type { RgbaImage } from '../../src/core/image.ts';
import { Autoencoder } from '../../src/engine/autoencoder/autoencoder.ts';
import { continuousPacks, shippedPacks } from '../../src/engine/packs/shipped.ts';

const urls = import.meta.glob<string>('/models/packs/*/golden/*.{png,f32}', {
  eager: true,
  query: '?url',
  import: 'default',
});

async function golden(pack: string, file: string): Promise<Response> {
  return fetch(urls[`/models/packs/${pack}/golden/${file}`]!);
}

async function goldenImage(pack: string): Promise<RgbaImage> {
  const blob = await (await golden(pack, 'image.png')).blob();
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none' });
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  const { width, height, data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  return { width, height, data: data as Uint8ClampedArray<ArrayBuffer> };
}

test('one ships, and is not among those to paint with', () => {
  expect(continuousPacks.size).toBeGreaterThan(0);
  for (const id of continuousPacks.keys()) expect(shippedPacks.has(id)).toBe(false);
});

test.each([...continuousPacks])('%s: the golden latents, and the golden picture from them', async (id, source) => {
  const autoencoder = await Autoencoder.open(source);
  const latents = await autoencoder.encode(await goldenImage(id));
  const zE = new Float32Array(await (await golden(id, 'z_e.f32')).arrayBuffer());
  expect(latents.values.length).toBe(zE.length);
  expect(zE.every((value, i) => Math.abs(value - latents.values[i]!) < 1e-3)).toBe(true);
  const { width, height, data } = await autoencoder.decode({ ...latents, values: zE });
  const expected = new Float32Array(await (await golden(id, 'reconstruction.f32')).arrayBuffer());
  const plane = width * height;
  expect(expected.length).toBe(3 * plane);
  for (let i = 0; i < plane; i++) {
    for (const channel of [0, 1, 2]) {
      const level = Math.max(0, Math.min(255, (expected[channel * plane + i]! + 1) * 127.5));
      expect(Math.abs(data[4 * i + channel]! - level)).toBeLessThan(0.6);
    }
  }
});
