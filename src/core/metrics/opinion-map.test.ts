import { expect, test } from 'vitest';
import { opinionColour, opinionMap, opinionPosition } from './opinion-map.ts';

const scale = { made: -1, typical: -0.5, real: 1.5 };

test('the scale runs straight from made to typical and from typical to real, and ends there', () => {
  const positions = [-9, -1, -0.75, -0.5, 0.5, 1.5, 9].map((opinion) => opinionPosition(opinion, scale));
  expect(positions).toEqual([-1, -1, -0.5, 0, 0.5, 1, 1]);
});

test('opposite ends have opposite colours, and further out is stronger', () => {
  const saturation = (t: number) => Math.max(...opinionColour(t)) - Math.min(...opinionColour(t));
  for (const side of [-1, 1]) {
    expect(saturation(side)).toBeGreaterThan(saturation(side / 2));
    expect(saturation(side / 2)).toBeGreaterThan(saturation(0));
  }
  const [redMade, , blueMade] = opinionColour(-1);
  const [redReal, , blueReal] = opinionColour(1);
  expect(redMade).toBeGreaterThan(blueMade);
  expect(blueReal).toBeGreaterThan(redReal);
});

test('a map has one opaque pixel a patch, in reading order', () => {
  const values = Float32Array.from([-1, -0.5, 1.5, 0.5, -0.75, 3]);
  const map = opinionMap({ width: 3, height: 2, values }, scale);
  expect([map.width, map.height]).toEqual([3, 2]);
  const pixels = Array.from({ length: 6 }, (_, i) => Array.from(map.data.subarray(4 * i, 4 * i + 4)));
  expect(pixels).toEqual([-1, 0, 1, 0.5, -0.5, 1].map((t) => [...opinionColour(t), 255]));
});
