// How long a run takes: three lengths to choose from, and shapes of one's own by ?shapes=1024x4096x32,….
import { shapes as allShapes } from '../measure/nearest-code/problem.ts';
import type { BenchRequest, Shape } from '../measure/protocol.ts';

export const lengths = [
  { value: 'quick', label: 'Quick' },
  { value: 'usual', label: 'Usual' },
  { value: 'thorough', label: 'Thorough' },
] as const;

export type Length = (typeof lengths)[number]['value'];

const budgets: Readonly<Record<Length, number>> = { quick: 6000, usual: 10_000, thorough: 120_000 };

export function requestOf(length: Length, search: string): BenchRequest {
  const own = parseShapes(new URLSearchParams(search).get('shapes') ?? '');
  const shapes = length === 'quick' ? allShapes.slice(0, 2) : allShapes;
  return { budgetMs: budgets[length], shapes: own.length > 0 ? own : shapes };
}

/** "1024x4096x32,256x512x8" → N, K and D of each; whatever is not three whole numbers is left out. */
export function parseShapes(text: string): Shape[] {
  return text.split(',').flatMap((part) => {
    const numbers = /^\s*(\d+)x(\d+)x(\d+)\s*$/.exec(part)?.slice(1).map(Number);
    if (!numbers || numbers.includes(0)) return [];
    const [rows, size, dim] = numbers as [number, number, number];
    return [{ rows, size, dim }];
  });
}
