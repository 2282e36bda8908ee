// The page's side of the metrics worker: started at the first comparison.
import { type Remote, wrap } from 'comlink';
import type { RgbaImage } from '../../core/image.ts';
import type { Comparison, RemoteMetrics } from './metrics.worker.ts';

export class MetricsClient {
  #remote: Remote<RemoteMetrics> | null = null;

  compare(original: RgbaImage, reconstruction: RgbaImage): Promise<Comparison> {
    this.#remote ??= wrap<RemoteMetrics>(
      new Worker(new URL('./metrics.worker.ts', import.meta.url), { type: 'module', name: 'metrics' }),
    );
    return this.#remote.compare(original, reconstruction);
  }
}
