// What the store holds of the packs that come with the page: what they are, and which one the codes on screen are of.

/** The codes in the person's hand. They are ids, so each pack has its own. */
export interface Hand {
  readonly foreground: number;
  readonly background: number;
  /** Latest first, 9 at most. */
  readonly recentCodes: readonly number[];
}

export interface PackEntry {
  readonly id: string;
  readonly title: string;
  /** As the literature writes it: "VQ-GAN". */
  readonly family: string;
  /** One line; empty where the pack's manifest has none. */
  readonly description: string;
  readonly codebookSize: number;
  /** What opening it fetches. */
  readonly bytes: number;
  /** What its priors' files add when they are first used; 0 without priors. */
  readonly priorBytes: number;
  /** All of `bytes` lies in this browser. */
  readonly downloaded: boolean;
}

export interface PacksState {
  readonly shipped: readonly PackEntry[];
  /** The pack whose codes the state holds; empty until the first one is open. */
  readonly current: string;
  /** The pack that is on its way to take the place of `current`. */
  readonly opening: string | null;
  /** Hands of the other packs, by id. */
  readonly hands: Readonly<Record<string, Hand>>;
}

export const initialPacks: PacksState = { shipped: [], current: '', opening: null, hands: {} };

export const emptyHand: Hand = { foreground: 0, background: 0, recentCodes: [] };
