// What the parts of one stage share.
import { createContext, useContext } from 'react';
import type { Hands } from './pointer-gestures.ts';
import type { SpaceBar } from './space-bar.ts';
import type { StageRenderer } from './stage-renderer.ts';

export interface StageParts {
  readonly renderer: StageRenderer;
  readonly spaceBar: SpaceBar;
  readonly hands: Hands;
}

export const StageContext = createContext<StageParts | null>(null);

export function useStageParts(): StageParts {
  const parts = useContext(StageContext);
  if (!parts) throw new Error('StageContext is missing: only <Stage> holds panes.');
  return parts;
}
