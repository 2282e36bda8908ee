// The proposals in the state, and which of them is on screen.
import type { StoreContext } from '../context.ts';
import { isAlternative, type Proposal, proposedGrids, writtenCount } from './proposal.ts';

/** Older ones make room. */
const mostProposals = 16;

export type Draft = Pick<Proposal, 'task' | 'base' | 'passages' | 'settings'>;

export interface Proposals {
  /** Replaces proposals and which of them is shown; the picture follows. */
  put(proposals: readonly Proposal[], shown: number): void;
  shown(): Proposal | undefined;
  update(proposal: Proposal): void;
  /** Puts a new one on screen, beside its alternatives alone; null where no prior could write it. */
  propose(draft: Draft): Proposal | null;
}

export function createProposals({ get, set }: StoreContext): Proposals {
  let nextId = 1;

  function put(proposals: readonly Proposal[], shown: number): void {
    const proposal = proposals[shown];
    set({
      proposed: proposal && writtenCount(proposal) > 0 ? proposedGrids(proposal) : null,
      prior: { ...get().prior, proposals, shown },
    });
  }

  function shown(): Proposal | undefined {
    const { prior } = get();
    return prior.proposals[prior.shown];
  }

  function update(proposal: Proposal): void {
    const { proposals, shown } = get().prior;
    put(
      proposals.map((other) => (other.id === proposal.id ? proposal : other)),
      shown,
    );
  }

  function propose(draft: Draft): Proposal | null {
    const { proposals, info } = get().prior;
    const told = info ?? draft.passages[0]?.prior;
    if (!told) return null;
    const proposal = { ...draft, id: nextId++, told };
    const kept = proposals.filter((other) => isAlternative(other, draft)).slice(1 - mostProposals);
    put([...kept, proposal], kept.length);
    return proposal;
  }

  return { put, shown, update, propose };
}
