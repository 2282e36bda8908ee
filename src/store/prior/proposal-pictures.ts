// What the decoder made of each proposal: copied when the proposal is on screen and its pixels are there, so that all of
// them can be seen side by side without being decoded once more.
import { maskBounds, maskFromCells } from '../../core/cell-mask.ts';
import { cropImage, type RgbaImage } from '../../core/image.ts';
import { dilate, intersect, type Rect, scale } from '../../core/rect.ts';
import type { DocumentLevel } from '../state.ts';
import type { Passage, Proposal } from './proposal.ts';

/** Cells around those that are written. */
const margin = 2;

/** The part of a level that shows a passage, in its cells. */
export function passageFrame({ base }: Proposal, { prior, cells }: Passage): Rect {
  const grid = base[prior.level]!;
  return dilate(maskBounds(maskFromCells(cells, grid)), margin, grid);
}

interface Kept {
  readonly passages: Proposal['passages'];
  readonly picture: RgbaImage;
}

export class ProposalPictures {
  readonly #kept = new Map<number, Kept>();
  readonly #listeners = new Set<() => void>();

  /** The pixels of the proposal's frame as it stands; null where they were not on screen yet. */
  get({ id, passages }: Proposal): RgbaImage | null {
    const kept = this.#kept.get(id);
    return kept?.passages === passages ? kept.picture : null;
  }

  /**
   * The frame is that of the coarsest passage: finer ones lie beneath it.
   *
   * @param reconstruction the whole picture, decoded with the proposal in it
   */
  keep(proposal: Proposal, reconstruction: RgbaImage, levels: readonly Pick<DocumentLevel, 'downsample'>[]): void {
    const [first] = proposal.passages;
    if (!first || this.get(proposal)) return;
    const frame = scale(passageFrame(proposal, first), levels[first.prior.level]!.downsample);
    // A coarse grid may reach over the picture's edge.
    const picture = cropImage(reconstruction, intersect(frame, { x: 0, y: 0, ...reconstruction }));
    this.#kept.set(proposal.id, { passages: proposal.passages, picture });
    for (const listener of this.#listeners) listener();
  }

  /** Forgets all but those that are still proposed. */
  retain(proposals: readonly Proposal[]): void {
    const ids = new Set(proposals.map(({ id }) => id));
    for (const id of this.#kept.keys()) if (!ids.has(id)) this.#kept.delete(id);
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
