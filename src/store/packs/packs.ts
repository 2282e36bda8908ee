// Which pack is at work: changes it, and with it everything in the state that is told in its codes.

import type { Patch } from '../../core/patch.ts';
import { EngineError } from '../../engine/engine-error.ts';
import { describePack, packIsKept, packWords } from '../../engine/packs/catalogue.ts';
import type { PackInfo, PackSource } from '../../engine/protocol.ts';
import { firstCodes, meanSwatchColours } from '../code-colours.ts';
import type { StoreContext } from '../context.ts';
import type { EngineSession } from '../engine-session.ts';
import type { DocumentInfo, TesseraState } from '../state.ts';
import { emptyHand, type Hand, handWithin, type PackEntry, type PacksState, vocabularyOf } from './packs-state.ts';

export interface PacksOptions {
  readonly sources: ReadonlyMap<string, PackSource>;
  readonly continuous: ReadonlyMap<string, PackSource>;
  /** The open pack is about to end: nothing may be asked of it any more. */
  readonly onLeaving: () => void;
}

/** As the papers write them; others as the manifest has them. */
const familyNames: Readonly<Record<string, string>> = {
  'vq-vae': 'VQ-VAE',
  'vq-vae-2': 'VQ-VAE-2',
  'vq-gan': 'VQ-GAN',
  dvae: 'dVAE',
  ae: 'AE',
};

function familyName({ family }: { readonly family: string }): string {
  return familyNames[family] ?? family;
}

export class Packs {
  readonly #context: StoreContext;
  readonly #options: PacksOptions;
  /** The pack whose codes are on screen. */
  #pack: PackInfo | null = null;
  /** Of that pack, while the engine may have another one open already. */
  #swatches: EngineSession['swatches'] = [];
  /** Patches of tokens that were copied in other vocabularies. */
  readonly #clipboards = new Map<string, Patch | null>();

  constructor(context: StoreContext, options: PacksOptions) {
    this.#context = context;
    this.#options = options;
    const shipped = [...options.sources.values()].map((source): PackEntry => {
      const description = describePack(source);
      return { ...description, family: familyName(description), downloaded: false };
    });
    const continuous = [...options.continuous.values()].map(packWords);
    const named = continuous.map((words) => ({ ...words, family: familyName(words) }));
    this.#set({ shipped, continuous: named });
  }

  entry(id: string): PackEntry | null {
    return this.#context.get().packs.shipped.find((entry) => entry.id === id) ?? null;
  }

  titleOf(id: string): string {
    return this.entry(id)?.title ?? id;
  }

  /**
   * Makes it the pack at work. The one before goes on working until the new one's files are here.
   *
   * @throws EngineError where it cannot be fetched or opened: the one before is back then, or on its way
   */
  async use(id: string): Promise<PackInfo> {
    const { engine } = this.#context;
    const source = this.#options.sources.get(id);
    if (!source)
      throw new EngineError(
        'pack-invalid',
        `This page has no pack named “${id}”.`,
        'It may be of another version of the site.',
      );
    this.#set({ opening: engine.pack?.id === id ? null : id });
    try {
      return await engine.use(id, source, this.#options.onLeaving);
    } catch (error) {
      this.giveUpOn(id);
      throw error;
    }
  }

  /** Nothing will be shown by it. */
  giveUpOn(id: string): void {
    if (this.#context.get().packs.opening === id) this.#set({ opening: null });
  }

  /** The level of a document's pack that was in hand last. */
  levelOf({ packId, levels }: Pick<DocumentInfo, 'packId' | 'levels'>): number {
    return Math.min(this.#context.get().packs.levels[packId] ?? 0, levels.length - 1);
  }

  /** What changes in the state when codes of this pack and level take the place of those on screen. */
  change(pack: PackInfo, level: number): Partial<TesseraState> {
    const { get, engine, surfaces } = this.#context;
    if (engine.pack === pack) this.#swatches = engine.swatches;
    this.#pack = pack;
    const { codebookSize, similarityColours } = pack.levels[level]!;
    const swatches = this.#swatches[level] ?? null;
    if (surfaces.swatches.image !== swatches) surfaces.swatches.replace(swatches);
    const state = get();
    const { packs, foreground, background, recentCodes, clipboard } = state;
    const looks = meanSwatchColours(swatches, codebookSize) ?? similarityColours;
    const ofLevels = pack.levels.map((other) => other.similarityColours);
    const codeColours = { ofLevels, similarity: similarityColours, looks };
    const vocabulary = vocabularyOf(pack.id, pack.version, level);
    const next = {
      ...packs,
      current: pack.id,
      opening: packs.opening === pack.id ? null : packs.opening,
      levels: pack.levels.length > 1 ? { ...packs.levels, [pack.id]: level } : packs.levels,
      vocabulary,
    };
    const present = { foreground, background, recentCodes };
    // What was kept may be of an earlier codebook under the same name.
    const taken = (hand: Hand) => {
      const within = handWithin(hand, codebookSize);
      return { ...within, ...firstCodes(within, swatches ?? similarityColours, codebookSize) };
    };
    if (packs.vocabulary === vocabulary) return { codeColours, ...taken(present), packs: next };
    const isFirst = packs.vocabulary === '';
    const { [vocabulary]: hand = isFirst ? present : emptyHand, ...hands } = packs.hands;
    this.#clipboards.set(packs.vocabulary, clipboard);
    return {
      codeColours,
      ...taken(hand),
      clipboard: this.#clipboards.get(vocabulary) ?? null,
      packs: { ...next, hands: isFirst ? hands : { ...hands, [packs.vocabulary]: present } },
    };
  }

  /** The same for another level of the pack whose codes are on screen. */
  changeLevel(level: number): Partial<TesseraState> {
    return this.#pack && this.#pack.id === this.#context.get().packs.current ? this.change(this.#pack, level) : {};
  }

  async findDownloaded(): Promise<void> {
    const kept = new Map<string, boolean>();
    for (const [id, source] of this.#options.sources) kept.set(id, await packIsKept(source));
    const { shipped } = this.#context.get().packs;
    this.#set({ shipped: shipped.map((entry) => ({ ...entry, downloaded: kept.get(entry.id) ?? false })) });
  }

  #set(change: Partial<PacksState>): void {
    const { get, set } = this.#context;
    set({ packs: { ...get().packs, ...change } });
  }
}
