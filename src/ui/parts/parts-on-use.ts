// Parts that the app loads when they are first shown: the first visit waits for nothing that it may not use.
import { partOnUse } from './part-on-use.ts';

export const CodeSearchBar = partOnUse(async () => (await import('../code-search/code-search-bar.tsx')).CodeSearchBar);
export const LevelBar = partOnUse(async () => (await import('../levels/level-bar.tsx')).LevelBar);
export const PackList = partOnUse(async () => (await import('../packs/pack-list.tsx')).PackList);
export const PriorPanel = partOnUse(async () => (await import('../prior/prior-panel.tsx')).PriorPanel);
export const ProposalBar = partOnUse(async () => (await import('../prior/proposal-bar.tsx')).ProposalBar);
export const Statistics = partOnUse(async () => (await import('../statistics/statistics.tsx')).Statistics);
