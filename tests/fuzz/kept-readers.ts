// Readers of what a browser kept: settings, documents and the list of them.
import assert from 'node:assert/strict';
import { readDocument, readIndex, type StoredDocument } from '../../src/store/documents/stored-document.ts';
import { initialState } from '../../src/store/initial-state.ts';
import { loadPriorSettings, savePriorSettings } from '../../src/store/prior/kept-settings.ts';
import { loadSettings, saveSettings } from '../../src/store/settings.ts';
import { mutateText, mutateValue } from './mutate.ts';
import { asJson, type Reader, requireSound } from './reader.ts';

/** What localStorage holds under any key: Node has none. */
const kept = { text: '' };
Object.defineProperty(globalThis, 'localStorage', {
  value: {
    getItem: () => kept.text,
    setItem: (_: string, text: string) => {
      kept.text = text;
    },
  },
});

/** What is loaded is saved as it is, and loaded again. */
function keptSettings<T>(saved: string, load: () => T | null, save: (settings: T) => void): Reader {
  return (random) => {
    const mutated = () => asJson(mutateValue(JSON.parse(saved), random));
    const input = random.chance(0.3) ? mutateText(saved, [saved], random) : mutated();
    return {
      input,
      read: () => {
        kept.text = input;
        const loaded = load();
        if (!loaded) return;
        save(loaded);
        assert.equal(asJson(load()), asJson(loaded));
      },
    };
  };
}

function savedBy<T>(save: (settings: T) => void, settings: T): string {
  save(settings);
  return kept.text;
}

const state = initialState();
export const settings = keptSettings(
  savedBy(saveSettings, {
    ...state,
    recentCodes: [1, 2, 3],
    packs: { ...state.packs, current: 'photo-vqvae2', levels: { 'photo-vqvae2': 1 } },
  }),
  () => {
    const loaded = loadSettings();
    if (loaded) assert.ok(Number.isSafeInteger(loaded.level) && loaded.recentCodes.every(Number.isSafeInteger));
    return loaded && { ...state, ...loaded };
  },
  saveSettings,
);
export const priorSettings = keptSettings(
  savedBy(savePriorSettings, state.prior.settings),
  loadPriorSettings,
  savePriorSettings,
);

const ofCodes = (width: number, height: number) => ({ width, height, tokens: new Int32Array(width * height).fill(3) });
const pixels = { width: 24, height: 16, data: new Uint8ClampedArray(4 * 24 * 16) };
const levelOf = (name: string, width: number) => ({
  name,
  codebookSize: 512,
  downsample: 24 / width,
  meanCode: 7,
  own: ofCodes(width, (width * 2) / 3),
});
const document: StoredDocument = {
  info: {
    id: 'a-b',
    name: 'Chelsea',
    packId: 'photo-vqvae2',
    levels: [levelOf('top', 3), levelOf('bottom', 6)],
    photo: {
      width: 24,
      height: 16,
      source: { width: 240, height: 160 },
      bytes: 1000,
      mediaType: 'image/png',
      crop: { x: 0, y: 0, width: 240, height: 160 },
      shortSide: 256,
    },
    provisional: false,
  },
  grids: [ofCodes(3, 2), ofCodes(6, 4)],
  original: pixels,
  reconstruction: pixels,
  source: new Blob(['x'], { type: 'image/png' }),
  others: [{ packId: 'photo-vqvae-f8', provisional: true, levels: [levelOf('main', 3)], grids: [ofCodes(3, 2)] }],
};
const ofOneLevel = {
  ...document,
  info: { ...document.info, levels: undefined, codebookSize: 512, downsample: 8, own: ofCodes(3, 2) },
  grids: undefined,
  grid: ofCodes(3, 2),
  others: [
    {
      packId: 'photo-vqvae-f8',
      provisional: true,
      codebookSize: 9,
      downsample: 8,
      own: ofCodes(3, 2),
      grid: ofCodes(3, 2),
    },
  ],
};
const storedDocuments = [document, withoutMissing(ofOneLevel)];

function withoutMissing<T extends object>(value: T): object {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => {
      if (part === undefined) return [];
      return [[key, key === 'info' ? withoutMissing(part) : part]];
    }),
  );
}

/** Null stands for what is set aside and told; a document is one that can be shown, painted on and shared. */
export const documents: Reader = (random) => {
  const input = mutateValue(random.pick(storedDocuments), random);
  return {
    input,
    read: () => {
      const read = readDocument(input);
      if (!read) return;
      const { original, reconstruction } = read;
      for (const { packId, levels, grids } of [{ ...read.info, grids: read.grids }, ...read.others]) {
        assert.ok(grids.length > 0);
        assert.equal(levels.length, grids.length);
        for (const [i, { codebookSize, own, meanCode }] of levels.entries()) {
          assert.ok(meanCode === null || meanCode < codebookSize);
          requireSound({ packId: packId || 'x', levels: [own, grids[i]!].map((grid) => ({ codebookSize, grid })) });
        }
      }
      for (const image of [original, reconstruction]) {
        if (image) assert.equal(image.data.length, 4 * image.width * image.height);
      }
      const again = readDocument(structuredClone(read));
      assert.deepEqual({ ...again, source: null }, { ...read, source: null });
    },
  };
};

const storedIndex = {
  current: 'a-b',
  shelf: ['a-b', 'c-d'].map((id) => ({
    id,
    name: 'Chelsea',
    thumbnail: 'data:image/png;base64,AAAA',
    untouched: true,
  })),
};

export const index: Reader = (random) => {
  const input = mutateValue(storedIndex, random);
  return {
    input,
    read: () => {
      const read = readIndex(input);
      for (const { id, thumbnail } of read?.shelf ?? []) {
        assert.ok(typeof id === 'string' && (thumbnail === '' || thumbnail.startsWith('data:image/')));
      }
      if (read) assert.deepEqual(readIndex(structuredClone(read)), read);
    },
  };
};
