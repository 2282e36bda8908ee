// The page's side of the metrics worker: started at the first comparison.
import { type Remote, wrap } from 'comlink';
import type { RgbaImage } from '../../core/image.ts';
import type { Comparison, RemoteMetrics } from './metrics.worker.ts';

export class MetricsClient {
  #worker: Worker | null = null;
  #remote: Remote<RemoteMetrics> | null = null;

  compare(original: RgbaImage, reconstruction: RgbaImage): Promise<Comparison> {
    this.#worker ??= new Worker(new URL('./metrics.worker.ts', import.meta.url), { type: 'module', name: 'metrics' });
    this.#remote ??= wrap<RemoteMetrics>(this.#worker);
    return this.#remote.compare(original, reconstruction);
  }

  dispose(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#remote = null;
  }
}
