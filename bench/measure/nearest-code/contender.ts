// What every way to find nearest codes looks like to the benchmark.
import type { Shape } from '../protocol.ts';
import type { Timed } from '../side-by-side.ts';
import type { Problem } from './problem.ts';

export interface Contender {
  readonly name: string;
  readonly ours: boolean;
  /** A sentence where the shape needs what the adapter does not have, otherwise null. */
  unfit(shape: Shape): string | null;
  /** What is done once for a kind of problem, before anything of it is measured. */
  prepare?(problem: Problem): Promise<void>;
  /** Brings the problem's data to where the contender works. Throws where it cannot. */
  open(problem: Problem): Promise<OpenContender>;
}

export interface OpenContender extends Timed {
  /** How it goes about the problem, where that is not in its name. */
  readonly detail: string | null;
  /** A call to the end, with its codes. */
  tokens(): Promise<Int32Array>;
  dispose(): void | Promise<void>;
}

/** For contenders that write all N×K scores to one GPU buffer. */
export function scoresUnfit({ rows, size }: Shape, { limits }: GPUDevice): string | null {
  const bytes = 4 * rows * size;
  const room = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  if (bytes <= room) return null;
  const mebibytes = (count: number) => Math.floor(count / 2 ** 20);
  return `its N×K scores take ${mebibytes(bytes)} MiB; a buffer has room for ${mebibytes(room)} MiB`;
}
