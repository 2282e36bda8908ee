// What can go wrong on the GPU, as classes that say what happened and what to do; the UI maps class → message.

/** WGSL that does not compile. `message` shows line, column and source; `problems` holds them one by one. */
export class ShaderError extends Error {
  override readonly name = 'ShaderError';
  readonly label: string;
  readonly problems: readonly ShaderProblem[];

  constructor(label: string, source: string, problems: readonly ShaderProblem[]) {
    super(`The shader "${label}" does not compile.\n${problems.map((p) => excerpt(source, p)).join('\n')}`);
    this.label = label;
    this.problems = problems;
  }
}

/** `line` and `column` count from 1, as WebGPU's compilation messages do; 0 where the browser names none. */
export interface ShaderProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A kernel was asked to run in a way that the adapter cannot: leave the choice to the kernel, or choose another way. */
export class UnsupportedVariantError extends Error {
  override readonly name = 'UnsupportedVariantError';
}

/** The device went away: ask for a new one with `requestGpu` and build the kernels again. */
export class DeviceLostError extends Error {
  override readonly name = 'DeviceLostError';
}

/** What is refused is mostly refused by a lost device, whose promise may resolve a moment later. @returns null if it is there */
export async function lossOf(device: GPUDevice, during: string): Promise<DeviceLostError | null> {
  const soon = new Promise<null>((resolve) => setTimeout(() => resolve(null), 200));
  const lost = await Promise.race([device.lost, soon]);
  return lost && new DeviceLostError(`The graphics device was lost during ${during}: ${lost.message || lost.reason}`);
}

/** The GPU has no room for a buffer: try a smaller picture, or close other pages. */
export class GpuMemoryError extends Error {
  override readonly name = 'GpuMemoryError';
}

/** The GPU refused a command: a mistake of ours, or a buffer of the caller's that is too small or gone. */
export class GpuCommandError extends Error {
  override readonly name = 'GpuCommandError';
}

function excerpt(source: string, { line, column, message }: ShaderProblem): string {
  const text = source.split('\n')[line - 1];
  if (text === undefined) return message;
  const gutter = `${line} | `;
  return `${line}:${column} ${message}\n${gutter}${text}\n${' '.repeat(gutter.length + Math.max(0, column - 1))}^`;
}
