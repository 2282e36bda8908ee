// What a change of the pack does to the state: each pack has its own codes in hand, and its own clipboard.
import { describe, expect, test } from 'vitest';
import vqgan from '../../../models/packs/photo-vqgan-f8/manifest.json';
import vqvae from '../../../models/packs/photo-vqvae-f8/manifest.json';
import type { RgbaImage } from '../../core/image.ts';
import type { PackInfo } from '../../engine/protocol.ts';
import type { StoreContext } from '../context.ts';
import type { TesseraState } from '../state.ts';
import { createSurfaces } from '../surfaces.ts';
import { createUndoableStore } from '../undoable-store.ts';
import { Packs } from './packs.ts';

function open() {
  const store = createUndoableStore();
  const set = (change: Partial<TesseraState>) => store.setState(change);
  const engine: { pack: PackInfo | null; swatches: RgbaImage[] } = { pack: null, swatches: [] };
  const context = { get: store.getState, set, surfaces: createSurfaces(), engine };
  const sources = new Map([vqvae, vqgan].map((manifest) => [manifest.id, { manifest, urls: {} }]));
  const packs = new Packs(context as unknown as StoreContext, {
    sources,
    continuous: new Map(),
    onLeaving: () => undefined,
  });
  // Code 1 is the reddest, code 2 the lightest.
  const similarityColours = Uint8Array.of(0, 0, 0, 240, 120, 40, 245, 245, 245);
  const level = { codebookSize: 3, similarityColours };
  const change = (id: string, at = 0, version = 1) =>
    set(packs.change({ id, version, levels: [level, level] } as unknown as PackInfo, at));
  return { get: store.getState, set, packs, change, context, engine, level };
}

describe('Packs', () => {
  test('describes what ships', () => {
    const { packs } = open();
    expect(packs.entry('photo-vqgan-f8')).toMatchObject({
      family: 'VQ-GAN',
      levels: [{ codebookSize: 4096, downsample: 8 }],
      downloaded: false,
    });
    const [{ encoder, codebook }] = vqvae.levels as [(typeof vqvae.levels)[0]];
    const files = [encoder, codebook, codebook.swatches, vqvae.decoder];
    expect(packs.entry('photo-vqvae-f8')?.bytes).toBe(files.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(packs.entry('another')).toBeNull();
  });

  test('the first pack takes the hand of the last visit, or begins with a strong and a light code', () => {
    const { get, change } = open();
    change('photo-vqvae-f8');
    expect(get()).toMatchObject({ foreground: 1, background: 2, recentCodes: [1] });
    expect(get().packs.current).toBe('photo-vqvae-f8');
  });

  test('a kept hand of another codebook under the same name gives way', () => {
    const { get, set, change } = open();
    const kept = { foreground: 1, background: 0, recentCodes: [2, 3] };
    set({ ...kept, packs: { ...get().packs, vocabulary: 'photo-vqvae-f8', hands: { 'photo-vqgan-f8': kept } } });
    change('photo-vqvae-f8');
    expect(get()).toMatchObject({ foreground: 1, background: 2, recentCodes: [1] });
    change('photo-vqgan-f8');
    expect(get()).toMatchObject({ foreground: 1, background: 2, recentCodes: [1] });
  });

  test('hand and clipboard stay with their pack', () => {
    const { get, set, change } = open();
    change('photo-vqvae-f8');
    const clipboard = {
      width: 1,
      height: 1,
      tokens: Int32Array.of(7),
      mask: null,
    } as unknown as TesseraState['clipboard'];
    set({ foreground: 2, recentCodes: [2, 1], clipboard });
    change('photo-vqgan-f8');
    expect(get()).toMatchObject({ foreground: 1, recentCodes: [1], clipboard: null });
    set({ background: 0 });
    change('photo-vqvae-f8');
    expect(get()).toMatchObject({ foreground: 2, background: 2, recentCodes: [2, 1], clipboard });
    change('photo-vqgan-f8');
    expect(get()).toMatchObject({ foreground: 1, background: 0 });
  });

  test('codes in hand belong to a version of their pack', () => {
    const { get, set, change } = open();
    change('photo-vqvae-f8');
    set({ foreground: 2, recentCodes: [2, 1] });
    change('photo-vqvae-f8', 0, 2);
    expect(get()).toMatchObject({ foreground: 1, recentCodes: [1] });
    expect(get().packs.vocabulary).toBe('photo-vqvae-f8@2');
    expect(get().packs.hands['photo-vqvae-f8']).toMatchObject({ foreground: 2, recentCodes: [2, 1] });
  });

  test('and with their level, which is remembered', () => {
    const { get, set, packs, change } = open();
    change('photo-vqgan-f8');
    set({ foreground: 2 });
    change('photo-vqgan-f8', 1);
    expect(get()).toMatchObject({ foreground: 1, recentCodes: [1] });
    set({ background: 0 });
    change('photo-vqvae-f8');
    change('photo-vqgan-f8', 1);
    expect(get()).toMatchObject({ foreground: 1, background: 0 });
    expect(packs.levelOf({ packId: 'photo-vqgan-f8', levels: Array(2) })).toBe(1);
    change('photo-vqgan-f8', 0);
    expect(get()).toMatchObject({ foreground: 2, background: 2 });
  });

  test('swatches stay those of the pack on screen while the engine has another one open', () => {
    const { packs, set, engine, level, context } = open();
    const [shown, next] = ['photo-vqgan-f8', 'photo-vqvae-f8'].map(
      (id) => ({ id, levels: [level, level] }) as unknown as PackInfo,
    );
    const atlas = (grey: number): RgbaImage => ({
      width: 512,
      height: 8,
      data: new Uint8ClampedArray(512 * 8 * 4).fill(grey),
    });
    const own = [atlas(1), atlas(2)];
    engine.pack = shown!;
    engine.swatches = own;
    set(packs.change(shown!, 0));
    engine.pack = next!;
    engine.swatches = [atlas(3)];
    set(packs.changeLevel(1));
    expect(context.surfaces.swatches.image).toBe(own[1]);
  });
});
