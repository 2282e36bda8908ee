// Pictures given to an engine that answers when told to.
import { expect, test } from 'vitest';
import type { RgbaImage } from '../../core/image.ts';
import { EncodedPhoto } from './encoded-photo.ts';

const [a, b] = [1, 2].map((width): RgbaImage => ({ width, height: 1, data: new Uint8ClampedArray(4 * width) }));

function start() {
  const known = new EncodedPhoto();
  const give = (image: RgbaImage) => {
    let resolve!: (codes: string) => void;
    let reject!: (error: Error) => void;
    const done = known.give(
      image,
      () =>
        new Promise<string>((...settle) => {
          [resolve, reject] = settle;
        }),
    );
    return { done, resolve, reject };
  };
  return { known, give };
}

test('a photo is known once it is encoded, and hands on what came of it', async () => {
  const { known, give } = start();
  const asked = give(a!);
  expect(known.is(a!)).toBe(false);
  asked.resolve('codes');
  expect(await asked.done).toBe('codes');
  expect(known.is(a!)).toBe(true);
  expect(known.is({ ...a! })).toBe(false);
});

test('of several the one given last counts, in whichever order answers come', async () => {
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const { known, give } = start();
    const asked = [give(a!), give(b!)];
    for (const i of order) {
      asked[i]!.resolve('codes');
      await asked[i]!.done;
    }
    expect(known.is(a!)).toBe(false);
    expect(known.is(b!)).toBe(true);
  }
});

test('none is known while another is under way, after a failure, or after the engine forgot', async () => {
  const { known, give } = start();
  const first = give(a!);
  first.resolve('codes');
  await first.done;
  const second = give(b!);
  expect(known.is(a!)).toBe(false);
  second.reject(new Error('failed'));
  await expect(second.done).rejects.toThrow('failed');
  expect(known.is(a!) || known.is(b!) || known.is(null)).toBe(false);
  const third = give(a!);
  known.forget();
  third.resolve('codes');
  await third.done;
  expect(known.is(a!)).toBe(false);
});
