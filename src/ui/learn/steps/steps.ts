// The contents of each step; those not read yet are not loaded.
import { type ComponentType, lazy } from 'react';
import type { StepProps } from '../step-layout.tsx';
import type { StepId } from '../step-list.ts';

export const steps: Readonly<Record<StepId, ComponentType<StepProps>>> = {
  'fewer-numbers': lazy(async () => ({ default: (await import('./fewer-numbers.tsx')).FewerNumbers })),
  codebook: lazy(async () => ({ default: (await import('./codebook.tsx')).CodebookStep })),
  'nearest-code': lazy(async () => ({ default: (await import('./nearest-code.tsx')).NearestCodeStep })),
  room: lazy(async () => ({ default: (await import('./room.tsx')).RoomStep })),
  learning: lazy(async () => ({ default: (await import('./learning.tsx')).LearningStep })),
  'one-by-one': lazy(async () => ({ default: (await import('./one-by-one.tsx')).OneByOneStep })),
  'two-levels': lazy(async () => ({ default: (await import('./two-levels.tsx')).TwoLevelsStep })),
  critic: lazy(async () => ({ default: (await import('./critic.tsx')).CriticStep })),
  sentence: lazy(async () => ({ default: (await import('./sentence.tsx')).SentenceStep })),
  'text-to-image': lazy(async () => ({ default: (await import('./text-to-image.tsx')).TextToImageStep })),
};
