// Parts of the app that the worker loads when they are first needed.
import { EngineError, isOutOfMemory } from '../engine-error.ts';
import { askHost, siteChanged, unreachable } from '../host-answer.ts';

/**
 * Browsers remember modules that they could not load, and ONNX Runtime that it could not begin: where the host has all of
 * it by now, only another worker can load it.
 *
 * @param files that it takes; by default the worker's own script stands for them
 * @throws EngineError `worker-spoiled`, `download-failed`, `site-changed`, `out-of-memory`
 */
export async function loadPart<T>(load: () => Promise<T>, files = ownScript()): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (isOutOfMemory(cause)) throw cause;
    const answer = await askHost(files);
    if (answer === 'gone') throw siteChanged();
    if (answer === 'unreachable') throw unreachable();
    throw new EngineError(
      'worker-spoiled',
      'A part of the app could not be loaded.',
      'Check the connection and try again; if it stays, reload the page.',
      { cause },
    );
  }
}

function ownScript(): readonly string[] {
  return globalThis.location ? [location.href] : [];
}
