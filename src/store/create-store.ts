// Builds the store: state, actions, undo, pictures and the engine behind them. main.tsx calls it once.
import type { StoreApi } from 'zustand/vanilla';
import type { PackSource } from '../engine/protocol.ts';
import { createCodeSearch } from './code-search.ts';
import type { StoreContext } from './context.ts';
import { createCritic } from './critic/create-critic.ts';
import { Documents } from './documents/documents.ts';
import { createEditing } from './editing.ts';
import { EngineSession } from './engine-session.ts';
import { createInspector } from './inspection.ts';
import { createLevels } from './levels.ts';
import { LiveDecoder } from './live-decoder.ts';
import { describeFailure, isOfFile, withNotice } from './notices.ts';
import { Packs } from './packs/packs.ts';
import { createPrior } from './prior/create-prior.ts';
import { settleFirst } from './prior/settle-first.ts';
import { decodedGrids, sameEdition, visibleGrids } from './selectors.ts';
import { saveSettings } from './settings.ts';
import { createSharing } from './sharing.ts';
import type { EngineStatus, TesseraActions, TesseraState } from './state.ts';
import { createStatistics } from './statistics.ts';
import { createSurfaces, type Surfaces } from './surfaces.ts';
import { noteCopiedCells } from './system-clipboard.ts';
import { createUndoableStore } from './undoable-store.ts';
import { createViewing } from './viewing.ts';

export interface TesseraStore {
  readonly store: StoreApi<TesseraState>;
  readonly history: StoreContext['history'];
  readonly actions: TesseraActions;
  readonly surfaces: Surfaces;
  /** Shows the last visit's work (or a link's, or a sample) and starts the engine. */
  readonly start: (fragment: string) => Promise<void>;
  /** Resolves once the model is ready for the first time, with the addresses of what the engine runs on. */
  readonly engineFiles: () => Promise<readonly string[]>;
}

export interface TesseraStoreOptions {
  /** The packs that come with the page, by id. */
  readonly packs: ReadonlyMap<string, PackSource>;
  /** Those of plain numbers, to compare with. */
  readonly continuousPacks: ReadonlyMap<string, PackSource>;
  /** The pack of a first visit. */
  readonly defaultPack: string;
  /** What the address asks for; otherwise the pack of the last visit opens. */
  readonly wantedPack: string | null;
}

/** Title of the notice about it, which is of no use once there is newer news. */
const restarting = 'The engine is starting again';

export function createTesseraStore(options: TesseraStoreOptions): TesseraStore {
  const store = createUndoableStore();
  const surfaces = createSurfaces();
  const get = store.getState;
  const set = (change: Partial<TesseraState>) => store.setState(change);
  const setEngine = (change: Partial<EngineStatus>) => set({ engine: { ...get().engine, ...change } });

  const packId =
    [options.wantedPack, get().packs.current].find((id) => id && options.packs.has(id)) ?? options.defaultPack;
  const pack = options.packs.get(packId);
  if (!pack) throw new Error('The page is incomplete: its default pack is missing. Build it again.');
  const engine = new EngineSession(packId, pack, get().preferences.backends, {
    onStatus: setEngine,
    onSwatches: (level, image) => {
      if (level === get().level) surfaces.swatches.replace(image);
    },
    onPriorFile: (file) => set({ prior: { ...get().prior, file } }),
    onPriorOpened: (backend) => set({ prior: { ...get().prior, backend } }),
    onOpened: (info) => {
      prior.onEngineReady(info);
      critic.onPack(info);
    },
    onReady: (info) => void documents.onEngineReady(info),
    onRestarting: (reason) => {
      liveDecoder.enable(false);
      forgetRestart();
      if (reason !== null)
        context.notify({ kind: 'info', title: restarting, detail: `${reason} Your work is intact.` });
    },
    onFailed: (error) => {
      liveDecoder.enable(false);
      forgetRestart();
      context.report('The model could not be started', error);
    },
  });

  const forgetRestart = () => set({ notices: get().notices.filter(({ title }) => title !== restarting) });

  const context: StoreContext = {
    store,
    history: store.temporal,
    get,
    set,
    surfaces,
    engine,
    notify: (notice) => set({ notices: withNotice(get().notices, notice) }),
    report: (title, error) => {
      const detail = describeFailure(error);
      if (detail !== null) context.notify({ kind: 'error', title, detail, ofFile: isOfFile(error) });
    },
  };

  const statistics = createStatistics(context);
  const critic = createCritic(context);
  const liveDecoder = new LiveDecoder({
    surfaces,
    decode: (grid, changed, onPatch, signal) => engine.client.decode(grid, changed, onPatch, signal),
    onTime: (decoder) => setEngine({ timings: { ...get().engine.timings, decoder } }),
    onSettled: () => {
      documents.onSettled();
      prior.onSettled();
      statistics.update();
      critic.update();
    },
    onError: (error) => context.report('The picture could not be decoded', error),
  });
  const packs = new Packs(context, {
    sources: options.packs,
    continuous: options.continuousPacks,
    onLeaving: () => {
      liveDecoder.enable(false);
      documents.onPackLeaving();
      prior.actions.stop();
    },
  });
  const documents = new Documents(context, {
    packs,
    liveDecoder,
    settleEdits: () => {
      if (get().prior.proposals.length > 0) prior.actions.leave();
      editing.settle();
    },
    endStrokes: () => editing.settle(),
    onSwitched: () => {
      statistics.restart();
      critic.restart();
    },
  });
  const inspector = createInspector(context, () => documents.photoIsEncoded);
  const viewing = createViewing(context, {
    restartEngine: (choice) => {
      liveDecoder.enable(false);
      setEngine({ phase: 'restarting' });
      engine.restart(choice);
    },
  });
  const editing = createEditing(context, {
    nextNearest: inspector.nextNearest,
    pickCode: viewing.pickCode,
    takeLevel: (level) => levels.takeLevel(level),
    onStepped: () => levels.follow(),
    onCopied: (patch) => noteCopiedCells(patch.grid),
  });
  const { settle: settleEdits, ...edits } = editing;
  const levels = createLevels(context, {
    packs,
    settleEdits,
  });
  const codeSearch = createCodeSearch(context, {
    ensureEncoded: () => documents.ensureEncoded(),
    settleEdits: () => {
      if (get().prior.proposals.length > 0) prior.actions.accept();
      settleEdits();
    },
  });
  const prior = createPrior(context, {
    settleEdits,
    whenSettled: () => liveDecoder.whenSettled(),
    openBlank: (pixels, name) => documents.openBlank(pixels, name),
    closeDocument: async (id) => void (await documents.deletions.close(id)),
  });

  store.subscribe((state, before) => {
    const { alone, level } = before;
    const changed =
      visibleGrids(state) !== visibleGrids(before) || state.alone !== alone || (alone && state.level !== level);
    if (changed && state.grids.length > 0 && sameEdition(state.document, before.document)) {
      if (!before.draft && !before.proposed && !before.floating) liveDecoder.beginEdit();
      liveDecoder.show(decodedGrids(state));
    }
    if (
      state.preferences !== before.preferences ||
      state.view !== before.view ||
      state.brush !== before.brush ||
      state.recentCodes !== before.recentCodes ||
      state.foreground !== before.foreground ||
      state.background !== before.background ||
      state.packs.current !== before.packs.current ||
      state.packs.levels !== before.packs.levels
    ) {
      saveSettings(state);
    }
  });

  return {
    store,
    history: store.temporal,
    surfaces,
    actions: {
      ...viewing,
      ...edits,
      ...codeSearch,
      takeLevel: levels.takeLevel,
      showAlone: levels.showAlone,
      ...settleFirst(edits, prior.actions, () => get().prior.proposals.length > 0),
      prior: prior.actions,
      ...createSharing(context, () => liveDecoder.whenSettled()),
      openFile: (file, name) => documents.openFile(file, name ?? (file instanceof File ? file.name : 'Picture')),
      openFiles: (files) => documents.openFiles(files),
      openSample: (id) => documents.openSample(id),
      openFragment: (fragment) => documents.openFragment(fragment),
      openShelf: (id) => documents.openShelf(id),
      deletePicture: (id) => documents.deletions.delete(id),
      undoDelete: (id) => documents.deletions.undo(id),
      setAsideFile: () => documents.setAsideFile(),
      changePack: (id) => documents.changePack(id),
      comparePacks: async (choice, onResult, signal) => {
        const photo = surfaces.original.image;
        if (!photo) return;
        try {
          // Few visits compare: its code comes when it is asked for.
          const { compare } = await import('./compare/compare.ts');
          const packs = choice.packs.flatMap((pack) => {
            const source = options.packs.get(pack.packId);
            return source ? { ...pack, source } : [];
          });
          const continuous = choice.continuous.flatMap((pack) => {
            const source = options.continuousPacks.get(pack.packId);
            return source ? { ...pack, source } : [];
          });
          const { knownBytes } = choice;
          const { backends } = get().preferences;
          await compare({ photo, packs, continuous, knownBytes, backends, onResult, signal });
        } catch (error) {
          if (!signal.aborted) context.report('The packs could not be compared', error);
        }
      },
      samplePictures: async (onPicture, signal) => {
        const { packs: shown, preferences } = get();
        const source = options.packs.get(shown.current);
        if (!source) return;
        try {
          const { samplePictures } = await import('./atlas/sample-pictures.ts');
          await samplePictures({ packId: shown.current, source, backends: preferences.backends, onPicture, signal });
        } catch (error) {
          if (!signal.aborted) context.report('The sample photos could not be encoded', error);
        }
      },
      findDownloadedPacks: () => packs.findDownloaded(),
      refit: (options) => documents.refit(options),
      sourceUrl: () => documents.sourceUrl(),
    },
    start: async (fragment) => {
      void engine.client.start();
      await documents.start();
      await documents.openFragment(fragment);
    },
    engineFiles: async () => {
      await engine.ready({ patient: true });
      return engine.client.filesInUse();
    },
  };
}
