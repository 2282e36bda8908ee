// What size a photo gets before it is encoded. Sizes only: resample.ts makes the pixels.
import type { Size } from './rect.ts';

export interface FitOptions {
  /** The wanted short side in pixels; the result's is the nearest multiple. */
  readonly shortSide: 128 | 256 | 384 | 512;
  /** The pack's downsample f: both sides are multiples of it. */
  readonly multiple: number;
  /** No side becomes longer, in pixels; 1024 if left out. */
  readonly maxSide?: number;
}

/** Why a picture cannot be used; `message` says so and what to do. */
export interface FitProblem {
  readonly problem: 'too-small' | 'too-thin';
  readonly message: string;
}

const defaultMaxSide = 1024;
/** Below this many pixels a side there is nothing to see. */
const shortestSource = 16;
/** Below this many tokens a side there is nothing to paint. */
const fewestTokens = 4;

/**
 * The whole picture at about `shortSide`, not cropped, not forced square: both sides multiples of `multiple`, aspect
 * ratio kept as well as they allow. Where the long side would pass `maxSide`, it gets the largest multiple within and
 * the short side shrinks with it. Small pictures are enlarged.
 */
export function fitPhoto(source: Size, options: FitOptions): Size | FitProblem {
  const { shortSide, multiple, maxSide = defaultMaxSide } = options;
  const toMultiple = (length: number) => Math.max(multiple, Math.round(length / multiple) * multiple);
  const shortSource = Math.min(source.width, source.height);
  const longSource = Math.max(source.width, source.height);
  const aspect = longSource / shortSource;
  const longest = Math.floor(maxSide / multiple) * multiple;
  let short = Math.min(toMultiple(shortSide), longest);
  let long = toMultiple(short * aspect);
  if (long > longest) {
    long = longest;
    short = Math.round(longest / aspect / multiple) * multiple;
  }
  // Thinness first: of a 10000×1 picture it is the truer word.
  if (short < fewestTokens * multiple) {
    return {
      problem: 'too-thin',
      message: `The picture is ${source.width}×${source.height} pixels: too long and thin. Crop it to less than ${Math.floor(
        longest / (fewestTokens * multiple),
      )} times as long as wide.`,
    };
  }
  if (shortSource < shortestSource) {
    return {
      problem: 'too-small',
      message: `The picture is only ${source.width}×${source.height} pixels. Choose one with at least ${shortestSource} pixels on each side.`,
    };
  }
  return source.width <= source.height ? { width: short, height: long } : { width: long, height: short };
}

export function isFitProblem(result: Size | FitProblem): result is FitProblem {
  return 'problem' in result;
}
