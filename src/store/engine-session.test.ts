import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EngineError } from '../engine/engine-error.ts';
import { EngineSession, type EngineSessionListener } from './engine-session.ts';

const choice = { encoder: 'auto', quantizer: 'auto', decoder: 'auto', prior: 'auto' } as const;
const failed = vi.fn((_: EngineError) => undefined);

function session(): EngineSession {
  const listener = { onStatus: () => undefined, onFailed: failed } satisfies Partial<EngineSessionListener>;
  return new EngineSession('a', { manifest: {}, urls: {} }, choice, listener as unknown as EngineSessionListener);
}

beforeEach(() => {
  failed.mockClear();
  const refuses = class {
    constructor() {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    }
  };
  vi.stubGlobal('Worker', refuses);
});

afterEach(() => void vi.unstubAllGlobals());

it('nobody waits for a model that is not running, but who waits until it runs again', async () => {
  const engine = session();
  const waiting = expect(engine.ready()).rejects.toMatchObject({ kind: 'worker-failed' });
  const patient = vi.fn();
  void engine.ready({ patient: true }).then(patient, patient);
  await engine.client.start();
  await waiting;
  await expect(engine.ready()).rejects.toMatchObject({ kind: 'worker-failed' });
  expect(failed).toHaveBeenCalledOnce();
  expect(String(failed.mock.calls[0]![0].message)).not.toMatch(/insecure/);
  expect(patient).not.toHaveBeenCalled();
});

it('where no model can ever run nobody waits at all', async () => {
  vi.stubGlobal('WebAssembly', undefined);
  const engine = session();
  const patient = expect(engine.ready({ patient: true })).rejects.toMatchObject({ kind: 'unsupported' });
  await engine.client.start();
  await patient;
  await expect(engine.ready({ patient: true })).rejects.toMatchObject({ kind: 'unsupported' });
});
