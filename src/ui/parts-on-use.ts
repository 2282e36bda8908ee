// Parts that the app loads when they are first shown: the first visit waits for nothing that it may not use.
import { lazy } from 'react';

export const CodeSearchBar = lazy(async () => ({
  default: (await import('./code-search/code-search-bar.tsx')).CodeSearchBar,
}));
export const LevelBar = lazy(async () => ({ default: (await import('./levels/level-bar.tsx')).LevelBar }));
export const PackList = lazy(async () => ({ default: (await import('./packs/pack-list.tsx')).PackList }));
export const PriorPanel = lazy(async () => ({ default: (await import('./prior/prior-panel.tsx')).PriorPanel }));
export const ProposalBar = lazy(async () => ({ default: (await import('./prior/proposal-bar.tsx')).ProposalBar }));
export const Statistics = lazy(async () => ({ default: (await import('./statistics/statistics.tsx')).Statistics }));
