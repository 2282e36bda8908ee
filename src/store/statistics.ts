// Compares original and reconstruction whenever the picture has come to rest.
import type { RgbaImage } from '../core/image.ts';
import { EngineError } from '../engine/engine-error.ts';
import { MetricsClient } from '../engine/metrics/metrics-client.ts';
import type { StoreContext } from './context.ts';

/** Milliseconds at rest before the comparison begins. */
const rest = 120;

interface PictureStatistics {
  /** The picture has settled. */
  readonly update: () => void;
  /** The picture is another one; if it came with its reconstruction, the two are compared before any model runs. */
  readonly restart: () => void;
}

export function createStatistics({ set, surfaces, report }: StoreContext): PictureStatistics {
  const metrics = new MetricsClient();
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts pictures: a result for an older one is thrown away. */
  let picture = 0;

  async function compare(): Promise<void> {
    const original = surfaces.original.image;
    const reconstruction = surfaces.reconstruction.image;
    if (!original || !reconstruction || !sameSize(original, reconstruction)) return;
    const compared = picture;
    try {
      const { psnr, ssim, errorMap } = await metrics.compare(original, reconstruction);
      if (compared !== picture) return;
      set({ statistics: { psnr, ssim } });
      surfaces.error.replace(errorMap);
    } catch (error) {
      // Nobody has asked for it by hand, and the next picture asks again.
      if (error instanceof EngineError && error.kind === 'download-failed') return;
      report('The pictures could not be compared', error);
    }
  }

  function update(): void {
    picture++;
    clearTimeout(timer);
    timer = setTimeout(() => void compare(), rest);
  }

  return {
    update,
    restart() {
      set({ statistics: null });
      surfaces.error.replace(null);
      update();
    },
  };
}

function sameSize(a: RgbaImage, b: RgbaImage): boolean {
  return a.width === b.width && a.height === b.height;
}
