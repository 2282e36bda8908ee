// What the page's host says of files that could not be loaded, and what that means for a person.
import { EngineError } from './engine-error.ts';

const options: RequestInit = { method: 'HEAD', cache: 'no-store' };

/** Whether the host is there, and has all of these files. */
export async function askHost(files: readonly string[]): Promise<'there' | 'gone' | 'unreachable'> {
  try {
    for (const file of files) {
      const { status } = await fetch(file, { ...options, signal: AbortSignal.timeout(5000) });
      if (status === 404 || status === 410) return 'gone';
    }
    return 'there';
  } catch {
    return 'unreachable';
  }
}

export function siteChanged(): EngineError {
  return new EngineError(
    'site-changed',
    'The site has changed since this page was opened, and a part of the app is no longer there.',
    'Reload the page; your work is kept.',
  );
}

export function unreachable(): EngineError {
  return new EngineError(
    'download-failed',
    'A part of the app could not be fetched.',
    'Check the connection and try again.',
  );
}
