import { afterEach, describe, expect, test, vi } from 'vitest';
import { describeAdapter, requestGpu } from './device.ts';

afterEach(() => vi.unstubAllGlobals());

describe('requestGpu', () => {
  test('a browser without WebGPU is a reason, not an exception', async () => {
    vi.stubGlobal('navigator', {});
    expect(await requestGpu()).toEqual({ device: null, reason: 'This browser has no WebGPU.' });
  });

  test('a page that is not secure is told so', async () => {
    vi.stubGlobal('navigator', {});
    vi.stubGlobal('isSecureContext', false);
    expect((await requestGpu()) as { reason: string }).toHaveProperty('reason', expect.stringContaining('https'));
  });

  test('no adapter, and an adapter that refuses a device, are reasons too', async () => {
    vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => null } });
    expect(await requestGpu()).toHaveProperty('reason', expect.stringContaining('no graphics adapter'));
    vi.stubGlobal('navigator', { gpu: { requestAdapter: () => Promise.reject(new Error('blocklisted')) } });
    const refused = await requestGpu();
    expect(refused).toHaveProperty('reason', expect.stringContaining('refused'));
    // The browser's own words tell a person nothing.
    expect(refused).not.toHaveProperty('reason', expect.stringContaining('blocklisted'));
  });

  test('a driver that never answers is not waited for, and a device that comes too late is given back', async () => {
    vi.useFakeTimers();
    let answer: (adapter: unknown) => void = () => undefined;
    const requestAdapter = () => new Promise((resolve) => (answer = resolve));
    vi.stubGlobal('navigator', { gpu: { requestAdapter } });
    const asked = requestGpu();
    await vi.advanceTimersByTimeAsync(6000);
    expect(await asked).toEqual({ device: null, reason: 'The graphics adapter did not answer.' });
    const destroy = vi.fn();
    const device = { lost: new Promise(() => undefined), destroy };
    answer({ features: new Set(), limits: {}, info: {}, requestDevice: async () => device });
    await vi.waitFor(() => expect(destroy).toHaveBeenCalledOnce());
    vi.useRealTimers();
  });
});

describe('describeAdapter', () => {
  const nothing = { vendor: '', architecture: '', device: '', description: '' };

  test('takes the names that the browser gives', () => {
    const nvidia = { ...nothing, vendor: 'nvidia', architecture: 'ampere' };
    expect(describeAdapter(nvidia, [])).toEqual({ name: 'nvidia ampere', software: false, features: [] });
    const described = { ...nvidia, description: 'NVIDIA GeForce RTX 3080' };
    expect(describeAdapter(described, ['subgroups'])).toMatchObject({
      name: 'NVIDIA GeForce RTX 3080',
      features: ['subgroups'],
    });
    expect(describeAdapter(nothing, []).name).toBe('unnamed adapter');
  });

  test.each([
    { vendor: 'google', architecture: 'swiftshader' },
    { vendor: 'mesa', description: 'llvmpipe (LLVM 15.0.6, 256 bits)' },
    { vendor: 'microsoft', description: 'Microsoft Basic Render Driver' },
    { vendor: 'unknown', isFallbackAdapter: true },
  ])('knows software: %o', (info) => {
    expect(describeAdapter({ ...nothing, ...info }, []).software).toBe(true);
  });
});
