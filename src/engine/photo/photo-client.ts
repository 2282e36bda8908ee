// The page's side of the photo worker: started by the first photo, kept for the next.
import { type Remote, transfer, wrap } from 'comlink';
import type { RemotePhotos } from './photo.worker.ts';
import { PhotoError } from './photo-error.ts';
import type { FittedPhoto, PhotoRequest } from './read-photo.ts';

interface Running {
  readonly remote: Remote<RemotePhotos>;
  /** Rejects if the worker cannot start or ends. */
  readonly failed: Promise<never>;
}

let running: Running | null = null;

/**
 * @param picture a file, or what the page has drawn of it; that is closed
 * @throws PhotoError for what is no picture, too small, too thin or too large to decode
 */
export async function readPhoto(picture: Blob | ImageBitmap, request: PhotoRequest): Promise<FittedPhoto> {
  running ??= start();
  const { remote, failed } = running;
  const sent = picture instanceof Blob ? picture : transfer(picture, [picture]);
  const answer = await Promise.race([remote.read(sent, request), failed]).catch((cause: unknown) => {
    throw cause instanceof PhotoError ? cause : outOfMemory(cause);
  });
  if ('problem' in answer) throw new PhotoError(answer.problem);
  return answer;
}

function start(): Running {
  const worker = new Worker(new URL('./photo.worker.ts', import.meta.url), { type: 'module', name: 'photos' });
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      // The next photo tries it again.
      running = null;
      worker.terminate();
      event.preventDefault();
      reject(
        new PhotoError('The part of this page that reads photos could not be loaded. Check the network and try again.'),
      );
    });
  });
  failed.catch(() => undefined);
  return { remote: wrap<RemotePhotos>(worker), failed };
}

/** Whatever else goes wrong while pixels are read: allocations that the browser refuses. */
function outOfMemory(cause: unknown): PhotoError {
  return new PhotoError(
    'This picture is too large for the memory that the browser has. Close other tabs, or make it smaller first.',
    { cause },
  );
}
