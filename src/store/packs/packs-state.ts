// What the store holds of the packs that come with the page: what they are, and which one the codes on screen are of.

import type { DescribedLevel } from '../../engine/packs/catalogue.ts';

/** The codes in the person's hand. They are ids, so each level of each pack has its own. */
export interface Hand {
  readonly foreground: number;
  readonly background: number;
  /** Latest first, 9 at most. */
  readonly recentCodes: readonly number[];
}

export interface PackEntry {
  readonly id: string;
  /** Of its codes' meaning: tokens of another version are garbage in this one. */
  readonly version: number;
  readonly title: string;
  /** As the literature writes it: "VQ-GAN". */
  readonly family: string;
  /** One line; empty where the pack's manifest has none. */
  readonly description: string;
  /** Coarsest first. */
  readonly levels: readonly DescribedLevel[];
  /** What opening it fetches. */
  readonly bytes: number;
  /** What its priors' files add when they are first used; 0 without priors. */
  readonly priorBytes: number;
  /** All of `bytes` lies in this browser. */
  readonly downloaded: boolean;
}

export interface PacksState {
  readonly shipped: readonly PackEntry[];
  /** Packs without codes: to compare with, not to paint on. */
  readonly continuous: readonly Pick<PackEntry, 'id' | 'title' | 'family' | 'description'>[];
  /** The pack whose codes the state holds; empty until the first one is open. */
  readonly current: string;
  /** The pack that is on its way to take the place of `current`. */
  readonly opening: string | null;
  /** The level in hand of each pack that was painted on, by id. */
  readonly levels: Readonly<Record<string, number>>;
  /** What the codes in hand are of: see `vocabularyOf`. Empty until the first pack is open. */
  readonly vocabulary: string;
  /** Hands of the other vocabularies. */
  readonly hands: Readonly<Record<string, Hand>>;
}

/** Names a level's codes among those of all packs. Of the first version's first level it is the pack's id. */
export function vocabularyOf(packId: string, version: number, level: number): string {
  const pack = version === 1 ? packId : `${packId}@${version}`;
  return level === 0 ? pack : `${pack}/${level}`;
}

export const initialPacks: PacksState = {
  shipped: [],
  continuous: [],
  current: '',
  opening: null,
  levels: {},
  vocabulary: '',
  hands: {},
};

/** The hand, or an empty one where it holds codes of another codebook than one of so many codes. */
export function handWithin({ foreground, background, recentCodes }: Hand, codebookSize: number): Hand {
  const codes = [foreground, background, ...recentCodes];
  return codes.every((code) => code < codebookSize) ? { foreground, background, recentCodes } : emptyHand;
}

export const emptyHand: Hand = { foreground: 0, background: 0, recentCodes: [] };
