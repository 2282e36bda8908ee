// The live decoder against a decoder that answers when told to: what is asked for, what is drawn, what is dropped.
import { describe, expect, test } from 'vitest';
import type { TokenLayers } from '../core/levels.ts';
import { type Rect, scale } from '../core/rect.ts';
import { applyChanges, createGrid, type TokenGrid } from '../core/token-grid.ts';
import { EngineError } from '../engine/engine-error.ts';
import type { DecodedPatch } from '../engine/protocol.ts';
import { LiveDecoder } from './live-decoder.ts';
import { createSurfaces } from './surfaces.ts';

const f = 2;
const levels = [{ downsample: f }];

/** Each token as an f×f block of its own grey. */
function paint({ width, layers }: TokenLayers, cells: Rect): DecodedPatch {
  const rect = scale(cells, f);
  const data = new Uint8ClampedArray(4 * rect.width * rect.height);
  for (let i = 0; i < rect.width * rect.height; i++) {
    const x = cells.x + Math.floor((i % rect.width) / f);
    const y = cells.y + Math.floor(Math.floor(i / rect.width) / f);
    data.fill(layers.at(-1)![y * width + x]!, 4 * i, 4 * i + 3);
    data[4 * i + 3] = 255;
  }
  return { rect, settles: cells, image: { width: rect.width, height: rect.height, data } };
}

interface Ask {
  readonly grid: TokenLayers;
  readonly changed: readonly number[] | null;
  readonly signal: AbortSignal;
  /** Delivers the pixels of these cells. */
  readonly deliver: (cells: Rect) => void;
  readonly finish: () => void;
  readonly fail: (error: unknown) => void;
}

function start(size = { width: 4, height: 3 }) {
  const asks: Ask[] = [];
  const errors: unknown[] = [];
  let settled = 0;
  const surfaces = createSurfaces();
  const decoder = new LiveDecoder({
    surfaces,
    decode: (grid, changed, onPatch, signal) =>
      new Promise((resolve, reject) => {
        asks.push({
          grid,
          changed,
          signal,
          deliver: (cells) => onPatch(paint(grid, cells)),
          finish: () => resolve({ decoderMs: 1, multiplyAdds: null }),
          fail: reject,
        });
      }),
    onTime: () => undefined,
    onSettled: () => settled++,
    onError: (error) => errors.push(error),
  });
  const grid = createGrid(size, 10);
  const everything: Rect = { x: 0, y: 0, ...size };
  const pixel = (x: number, y: number) => surfaces.reconstruction.image!.data[4 * (y * f * size.width * f + x * f)];
  return { asks, errors, surfaces, decoder, grid, everything, pixel, settledTimes: () => settled };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
const set = (grid: TokenGrid, index: number, code: number) => applyChanges(grid, [{ index, code }]);

async function startDecoded() {
  const app = start();
  app.decoder.enable(true);
  app.decoder.reset([app.grid], levels);
  app.asks[0]!.deliver(app.everything);
  app.asks[0]!.finish();
  await turn();
  return app;
}

describe('LiveDecoder', () => {
  test('waits for the engine, then decodes the whole grid', async () => {
    const { decoder, asks, grid, everything, pixel, settledTimes } = start();
    decoder.reset([grid], levels);
    expect(asks).toHaveLength(0);
    decoder.enable(true);
    expect(asks[0]!.changed).toBe(null);
    asks[0]!.deliver(everything);
    asks[0]!.finish();
    await turn();
    expect(pixel(3, 2)).toBe(10);
    expect(settledTimes()).toBe(1);
  });

  test('asks for the cells that changed, and while that runs only for the newest grid', async () => {
    const { decoder, asks, grid } = await startDecoded();
    const first = set(grid, 1, 20);
    const second = set(first, 2, 30);
    const third = set(second, 3, 40);
    decoder.show([first]);
    decoder.show([second]);
    decoder.show([third]);
    expect(asks).toHaveLength(2);
    expect(asks[1]!.changed).toEqual([1]);
    asks[1]!.deliver({ x: 1, y: 0, width: 1, height: 1 });
    asks[1]!.finish();
    await turn();
    expect(asks).toHaveLength(3);
    expect(asks[2]!.grid.layers).toEqual([third.tokens]);
    expect(asks[2]!.changed).toEqual([2, 3]);
  });

  test('a change that is taken back before its turn costs nothing', async () => {
    const { decoder, asks, grid } = await startDecoded();
    const painted = set(grid, 0, 99);
    decoder.show([painted]);
    decoder.show([set(painted, 5, 1)]);
    decoder.show([painted]);
    asks[1]!.deliver({ x: 0, y: 0, width: 1, height: 1 });
    asks[1]!.finish();
    await turn();
    expect(asks).toHaveLength(2);
  });

  test('of a decode in windows the rest is dropped for a newer grid, and decoded with it', async () => {
    const { decoder, asks, grid, pixel } = await startDecoded();
    const both = set(set(grid, 0, 50), 11, 60);
    decoder.show([both]);
    asks[1]!.deliver({ x: 0, y: 0, width: 1, height: 1 });
    decoder.show([set(both, 1, 70)]);
    expect(asks[1]!.signal.aborted).toBe(true);
    asks[1]!.fail(new EngineError('aborted', 'stopped'));
    await turn();
    expect(pixel(0, 0)).toBe(50);
    expect(asks[2]!.changed).toEqual([1, 11]);
  });

  test('pixels of a document that has left the screen are not drawn', async () => {
    const { decoder, asks, grid, everything, pixel, errors } = await startDecoded();
    decoder.show([set(grid, 0, 50)]);
    const other = createGrid(grid, 200);
    decoder.reset([other], levels);
    asks[1]!.deliver({ x: 0, y: 0, width: 1, height: 1 });
    asks[1]!.fail(new EngineError('aborted', 'stopped'));
    await turn();
    expect(pixel(0, 0)).toBe(10);
    asks[2]!.deliver(everything);
    expect(pixel(0, 0)).toBe(200);
    expect(errors).toEqual([]);
  });

  test('marks the pixels that an edit changed, and forgets them at the next one', async () => {
    const { decoder, asks, grid, surfaces } = await startDecoded();
    const marked = () => surfaces.changed.image!.data.filter((value, i) => i % 4 === 3 && value > 0).length;
    decoder.beginEdit();
    const first = set(grid, 0, 50);
    decoder.show([first]);
    asks[1]!.deliver({ x: 0, y: 0, width: 2, height: 2 });
    asks[1]!.finish();
    await turn();
    expect(marked()).toBe(f * f);
    decoder.beginEdit();
    decoder.show([set(first, 3, 60)]);
    asks[2]!.deliver({ x: 2, y: 0, width: 2, height: 2 });
    expect(marked()).toBe(f * f);
    expect(surfaces.changed.image!.data[3]).toBe(0);
  });

  test('a code of a coarser level changes all cells of the finest grid that it covers', async () => {
    const { decoder, asks } = start();
    const fine = createGrid({ width: 3, height: 3 }, 10);
    const coarse = createGrid({ width: 2, height: 2 }, 20);
    decoder.enable(true);
    decoder.reset([coarse, fine], [{ downsample: 2 * f }, { downsample: f }]);
    expect(asks[0]!.changed).toBe(null);
    asks[0]!.deliver({ x: 0, y: 0, width: 3, height: 3 });
    asks[0]!.finish();
    await turn();
    decoder.show([set(coarse, 0, 21), fine]);
    expect(asks[1]!.changed).toEqual([0, 1, 3, 4]);
    expect([...asks[1]!.grid.layers[0]!]).toEqual([21, 21, 20, 21, 21, 20, 20, 20, 20]);
    // Shown in part: the rest is asked for again, and what the finer level changes with it.
    asks[1]!.deliver({ x: 0, y: 0, width: 1, height: 3 });
    decoder.show([set(coarse, 0, 21), set(fine, 8, 11)]);
    asks[1]!.fail(new EngineError('aborted', 'stopped'));
    await turn();
    expect(asks[2]!.changed).toEqual([1, 4, 8]);
  });

  test('after a failure it tries again when the engine is back', async () => {
    const { decoder, asks, grid, errors } = await startDecoded();
    decoder.show([set(grid, 4, 50)]);
    asks[1]!.fail(new EngineError('worker-died', 'gone'));
    await turn();
    expect(errors).toHaveLength(1);
    decoder.enable(false);
    decoder.enable(true);
    expect(asks[2]!.changed).toEqual([4]);
  });
});

describe('whenSettled', () => {
  test('resolves when the newest grid is on screen, not before', async () => {
    const { decoder, asks, grid } = await startDecoded();
    let settled = false;
    await decoder.whenSettled();
    decoder.show([set(grid, 1, 20)]);
    void decoder.whenSettled().then(() => {
      settled = true;
    });
    await turn();
    expect(settled).toBe(false);
    asks[1]!.deliver({ x: 1, y: 0, width: 1, height: 1 });
    asks[1]!.finish();
    await turn();
    expect(settled).toBe(true);
  });

  test('does not wait for an engine that is away', async () => {
    const { decoder, grid } = await startDecoded();
    decoder.show([set(grid, 1, 20)]);
    const waiting = decoder.whenSettled();
    decoder.enable(false);
    await waiting;
    await decoder.whenSettled();
  });
});
