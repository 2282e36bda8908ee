// Builds the tour's store: a photo, the pack it goes through, and the calls that the steps make.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RgbaImage } from '../../core/image.ts';
import { onlyLayer } from '../../core/levels.ts';
import { AutoencoderClient } from '../../engine/autoencoder/autoencoder-client.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import { EngineError } from '../../engine/engine-error.ts';
import type { FileProgress, PackInfo, PackSource } from '../../engine/protocol.ts';
import { opinionScale } from '../critic/opinion-scale.ts';
import { describeFailure } from '../notices.ts';
import { samples } from '../samples.ts';
import { defaultPreferences, loadSettings } from '../settings.ts';
import { decodePicture, openEngine, withPack } from '../side-engine.ts';
import { firstPhoto, photoOf, photoOfSample } from './first-photo.ts';
import type { TourActions, TourPhoto, TourState } from './tour-state.ts';

export interface Tour {
  readonly store: StoreApi<TourState>;
  readonly actions: TourActions;
  /** Reads the photo and starts the engine. */
  readonly start: () => void;
}

export interface TourPacks {
  /** The pack that every step looks into; with a critic, and with priors that write one code after another. */
  readonly tokenizer: PackSource;
  /** The same kind of pack, trained without a critic. */
  readonly rival: PackSource;
  /** The same network without a quantizer. */
  readonly autoencoder: PackSource;
  /** A coarse and a fine level. */
  readonly levels: PackSource;
}

export function createTour(packs: TourPacks): Tour {
  const preferences = loadSettings()?.preferences ?? defaultPreferences;
  const store = createStore<TourState>(() => ({
    photo: null,
    model: null,
    picture: null,
    progress: null,
    priorFile: null,
    failed: false,
    problem: null,
    theme: preferences.theme,
  }));
  const { getState: get, setState: set } = store;
  let engine: EngineClient | null = null;
  let autoencoder: AutoencoderClient | null = null;

  const fail = (error: unknown) => {
    const problem = describeFailure(error);
    if (problem !== null) set({ problem });
  };

  function client(): EngineClient {
    if (!engine) throw new EngineError('not-ready', 'The engine is not running yet.');
    return engine;
  }

  function downsample(): number {
    return get().model?.pack.downsample ?? 1;
  }

  /** Gives the photo to the engine once both are there. */
  async function encode(): Promise<void> {
    const { photo, model } = get();
    if (!photo || !model) return;
    try {
      const { grids, distances } = await client().encode(photo.image);
      const grid = grids[0]!;
      const zE = await client().latents(0);
      const reconstruction = await decodePicture(client(), onlyLayer(grid), { downsample: downsample() });
      if (get().photo === photo) set({ picture: { photo, grid, distances: distances[0]!, zE, reconstruction } });
    } catch (error) {
      fail(error);
    }
  }

  async function show(photo: Promise<TourPhoto>): Promise<void> {
    try {
      set({ photo: await photo, picture: null, problem: null });
      await encode();
    } catch (error) {
      fail(error);
    }
  }

  async function onReady(pack: PackInfo, swatches: RgbaImage | null): Promise<void> {
    try {
      set({ model: { pack, codebook: await client().codebook(0), swatches } });
      await encode();
    } catch (error) {
      fail(error);
    }
  }

  /** One that failed makes room for another. */
  async function withAutoencoder<T>(work: (client: AutoencoderClient) => Promise<T>): Promise<T> {
    autoencoder ??= new AutoencoderClient(packs.autoencoder);
    const used = autoencoder;
    try {
      return await work(used);
    } catch (error) {
      used.dispose();
      if (autoencoder === used) autoencoder = null;
      throw error;
    }
  }

  const onPriorFile = (priorFile: FileProgress) => set({ priorFile });

  const actions: TourActions = {
    openFile: (file) => show(photoOf(file, file.name, { background: preferences.alphaBackground })),
    openSample: async (id) => {
      const sample = samples.find((candidate) => candidate.id === id);
      if (sample) await show(photoOfSample(sample));
    },
    report: fail,
    dismissProblem: () => set({ problem: null }),
    startAgain: () => {
      set({ failed: false, problem: null, progress: null });
      void client().start();
    },
    decodeGrid: (grid, signal) => decodePicture(client(), onlyLayer(grid), { downsample: downsample(), signal }),
    decodeChanges: (grid, changed, decoded, signal) =>
      decodePicture(client(), onlyLayer(grid), { downsample: downsample(), since: { decoded, changed }, signal }),
    decodeLatents: (latents, signal) => client().decodeLatents(latents, signal),
    fill: async (request, onTokens, signal) => {
      try {
        const { changes } = await client().fill(request, onTokens, signal);
        // The last few come with the result alone; telling of all of them again changes nothing.
        onTokens(changes);
      } finally {
        set({ priorFile: null });
      }
    },
    distribution: (request, signal) =>
      client()
        .distribution(request, signal)
        .finally(() => set({ priorFile: null })),
    plainLatents: (image) =>
      withAutoencoder(async (client) => {
        const { dim } = await client.info;
        return { ...(await client.encode(image)), dim };
      }),
    decodePlain: (latents) => withAutoencoder((client) => client.decode(latents)),
    endPlain: () => {
      autoencoder?.dispose();
      autoencoder = null;
    },
    twoLevels: (image, signal) =>
      new Promise((resolve, reject) => {
        const work = async (other: EngineClient, pack: PackInfo): Promise<never> => {
          const { openLevels } = await import('./two-levels.ts');
          resolve(await openLevels(other, pack, image, signal));
          // Its engine stays for as long as somebody looks.
          return new Promise(() => undefined);
        };
        withPack(packs.levels, preferences.backends, signal, work, { onPriorFile }).catch(reject);
      }),
    judged: async (image, own, signal) => {
      const { critic = null } = get().model?.pack ?? {};
      if (!critic) throw new EngineError('pack-invalid', 'This pack brings no critic.');
      const rival = await withPack(packs.rival, preferences.backends, signal, async (other, { downsample }) => {
        const { grids } = await other.encode(image, signal);
        return decodePicture(other, onlyLayer(grids[0]!), { downsample, signal });
      });
      const opinions = {
        photo: await client().opinion(image, signal),
        rival: await client().opinion(rival, signal),
        own: await client().opinion(own, signal),
      };
      return { rival, opinions, scale: opinionScale(critic) };
    },
  };

  return {
    store,
    actions,
    start: () => {
      void show(firstPhoto());
      engine = openEngine(packs.tokenizer, preferences.backends, {
        onProgress: (progress) => set({ progress, failed: false }),
        onPriorFile,
        onReady: (pack, swatches) => void onReady(pack, swatches),
        onFailed: (error) => {
          set({ failed: true, model: null, picture: null });
          fail(error);
        },
      });
    },
  };
}
