// The page's side of the photo worker: started by the first file, kept for the next.
import { transfer, wrap } from 'comlink';
import { FileError } from '../../core/file-error.ts';
import type { RgbaImage } from '../../core/image.ts';
import { type SharedPicture, ShareFormatError } from '../../core/share/shared-grid.ts';
import { PhotoError } from './photo-error.ts';
import type { PhotoAnswer, RemotePhotos, TokensAnswer, TokensInFile } from './photo-tasks.ts';
import type { FittedPhoto, PhotoRequest } from './read-photo.ts';

interface Running {
  readonly remote: RemotePhotos;
  /** Rejects if the worker cannot start or ends. */
  readonly failed: Promise<never>;
}

let running: Promise<Running> | null = null;

/**
 * @param picture a file, or what the page has drawn of it; that is closed
 * @throws PhotoError for what is no picture, too small, too thin or too large to decode
 */
export async function fitPicture(picture: Blob | ImageBitmap, request: PhotoRequest): Promise<FittedPhoto> {
  const sent = picture instanceof Blob ? picture : transfer(picture, [picture]);
  const answer = await ask<PhotoAnswer>((remote) => remote.fit(sent, request));
  if ('problem' in answer) throw new PhotoError(answer.problem);
  return answer;
}

/**
 * The token grids in a PNG or .tokens.json.
 *
 * @throws ShareFormatError for damaged ones, and for a JSON file that holds none
 */
export async function readTokens(file: Blob, kind: 'png' | 'json'): Promise<TokensInFile> {
  const answer = await ask<TokensAnswer>((remote) => remote.tokens(file, kind));
  if ('problem' in answer) throw new ShareFormatError(answer.problem, answer.advice);
  return answer;
}

/** The pixels of a PNG that the app has written. */
export function readPixels(png: Blob): Promise<RgbaImage> {
  return ask((remote) => remote.pixels(png));
}

/** A picture as a PNG with its tokens inside. */
export async function writePng(image: RgbaImage, shared: SharedPicture): Promise<Blob> {
  return new Blob([await ask((remote) => remote.png(image, shared))], { type: 'image/png' });
}

async function ask<T>(question: (remote: RemotePhotos) => Promise<T>): Promise<T> {
  running ??= start().catch((cause: unknown) => {
    running = null;
    throw cause;
  });
  const { remote, failed } = await running;
  return Promise.race([question(remote), failed]).catch((cause: unknown) => {
    throw cause instanceof FileError ? cause : outOfMemory(cause);
  });
}

async function start(): Promise<Running> {
  const worker = makeWorker();
  if (!worker) return { remote: (await import('./photo-tasks.ts')).photos, failed: new Promise(() => undefined) };
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      // The next file tries it again.
      running = null;
      worker.terminate();
      event.preventDefault();
      reject(new FileError(false));
    });
  });
  failed.catch(() => undefined);
  return { remote: wrap<RemotePhotos>(worker), failed };
}

/** Null where the browser refuses: in a sandboxed frame. The page itself does the work then. */
function makeWorker(): Worker | null {
  try {
    return new Worker(new URL('./photo.worker.ts', import.meta.url), { type: 'module', name: 'photos' });
  } catch {
    return null;
  }
}

/** Whatever else goes wrong with pixels: allocations that the browser refuses. */
function outOfMemory(cause: unknown): PhotoError {
  return new PhotoError(
    'This picture is too large for the memory that the browser has. Close other tabs, or make it smaller first.',
    { cause },
  );
}
