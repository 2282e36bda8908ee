// The contents of each step; those not read yet are not loaded.
import type { ComponentType } from 'react';
import { partOnUse } from '../../parts/part-on-use.ts';
import type { StepProps } from '../step-layout.tsx';
import type { StepId } from '../step-list.ts';

export const steps: Readonly<Record<StepId, ComponentType<StepProps>>> = {
  'fewer-numbers': partOnUse(async () => (await import('./fewer-numbers.tsx')).FewerNumbers),
  codebook: partOnUse(async () => (await import('./codebook.tsx')).CodebookStep),
  'nearest-code': partOnUse(async () => (await import('./nearest-code.tsx')).NearestCodeStep),
  room: partOnUse(async () => (await import('./room.tsx')).RoomStep),
  learning: partOnUse(async () => (await import('./learning.tsx')).LearningStep),
  'one-by-one': partOnUse(async () => (await import('./one-by-one.tsx')).OneByOneStep),
  'two-levels': partOnUse(async () => (await import('./two-levels.tsx')).TwoLevelsStep),
  critic: partOnUse(async () => (await import('./critic.tsx')).CriticStep),
  sentence: partOnUse(async () => (await import('./sentence.tsx')).SentenceStep),
  'text-to-image': partOnUse(async () => (await import('./text-to-image.tsx')).TextToImageStep),
};
