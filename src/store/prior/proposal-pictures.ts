// What the decoder made of each proposal: copied when the proposal is on screen and its pixels are there, so that all of
// them can be seen side by side without being decoded once more.
import { maskBounds, maskFromCells } from '../../core/cell-mask.ts';
import { cropImage, type RgbaImage } from '../../core/image.ts';
import { dilate, type Rect, scale } from '../../core/rect.ts';
import type { Proposal } from './proposal.ts';

/** Cells around those that are written. */
const margin = 2;

/** The part of the picture that shows a proposal, in cells. */
export function proposalFrame({ base, cells }: Proposal): Rect {
  return dilate(maskBounds(maskFromCells(cells, base)), margin, base);
}

interface Kept {
  readonly written: Proposal['written'];
  readonly picture: RgbaImage;
}

export class ProposalPictures {
  readonly #kept = new Map<number, Kept>();
  readonly #listeners = new Set<() => void>();

  /** The pixels of the proposal's frame as it stands; null where they were not on screen yet. */
  get({ id, written }: Proposal): RgbaImage | null {
    const kept = this.#kept.get(id);
    return kept?.written === written ? kept.picture : null;
  }

  /** @param reconstruction the whole picture, decoded with the proposal in it; f pixels a cell */
  keep(proposal: Proposal, reconstruction: RgbaImage, downsample: number): void {
    if (this.get(proposal)) return;
    const picture = cropImage(reconstruction, scale(proposalFrame(proposal), downsample));
    this.#kept.set(proposal.id, { written: proposal.written, picture });
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
