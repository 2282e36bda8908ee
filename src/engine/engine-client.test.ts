import { expose } from 'comlink';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineClient } from './engine-client.ts';
import { EngineError, plainFailure } from './engine-error.ts';
import type { EngineListener } from './engine-listener.ts';
import type { BackendChoice, EngineEvent, PackInfo, PackSource, RemoteEngine } from './protocol.ts';
import type { WorkerPort } from './worker-connection.ts';

const source: PackSource = { manifest: {}, urls: {} };
const choice: BackendChoice = { encoder: 'auto', quantizer: 'auto', decoder: 'auto', prior: 'auto' };
const info = { id: 'pack' } as PackInfo;
const photo = { width: 1, height: 1, data: new Uint8ClampedArray(4) };

/** What a worker does when it is asked. */
type Behaviour = Partial<Pick<RemoteEngine, 'open' | 'encode'>>;

/** A worker over a real message channel: the engine behind it is the test's. */
class TestWorker extends EventTarget {
  readonly #channel = new MessageChannel();
  readonly postMessage: Worker['postMessage'];
  readonly choices: BackendChoice[] = [];
  ended = false;
  emit: (event: EngineEvent) => void = () => undefined;

  constructor({ open, encode }: Behaviour) {
    super();
    const { port1, port2 } = this.#channel;
    this.postMessage = port1.postMessage.bind(port1) as Worker['postMessage'];
    port1.onmessage = ({ data }) => this.dispatchEvent(new MessageEvent('message', { data }));
    expose(
      {
        listen: async (onEvent: (event: EngineEvent) => void) => {
          this.emit = onEvent;
          return false;
        },
        open: (asked: PackSource, backends: BackendChoice) => {
          this.choices.push(backends);
          return open ? plainFailure(open(asked, backends)) : info;
        },
        encode: (job: number, image: typeof photo) => plainFailure(encode!(job, image)),
        abort: () => undefined,
      },
      port2,
    );
  }

  fail(): void {
    this.dispatchEvent(new Event('error', { cancelable: true }));
  }

  terminate(): void {
    this.ended = true;
    this.#channel.port1.close();
  }
}

const workers: TestWorker[] = [];
const heard: string[] = [];
let failure: EngineError | null = null;

function client(behaviour: (worker: number) => Behaviour & { readonly dead?: boolean }): EngineClient {
  const listener = {
    progress: () => heard.push('progress'),
    restarting: (reason) => heard.push(`restarting: ${reason}`),
    ready: () => heard.push('ready'),
    failed: (error) => {
      failure = error;
      heard.push('failed');
    },
  } satisfies Partial<EngineListener>;
  return new EngineClient(source, choice, listener as unknown as EngineListener, () => {
    const does = behaviour(workers.length);
    const worker = new TestWorker(does);
    workers.push(worker);
    if (does.dead) setTimeout(() => worker.fail());
    return worker as unknown as WorkerPort;
  });
}

/** Lets messages through, and as much time pass. */
async function pass(milliseconds: number): Promise<void> {
  for (let i = 0; i < 20; i++) {
    await vi.advanceTimersByTimeAsync(milliseconds / 20);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

beforeEach(() => {
  workers.length = 0;
  heard.length = 0;
  failure = null;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(() => {
  for (const worker of workers) worker.terminate();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a worker that cannot start', () => {
  it('is tried three times, further and further apart, and then given up on with a reason', async () => {
    vi.stubGlobal('fetch', async () => new Response(null, { status: 200 }));
    void client(() => ({ dead: true })).start();
    await pass(500);
    expect(workers).toHaveLength(2);
    await pass(60_000);
    expect(workers).toHaveLength(3);
    expect(failure?.kind).toBe('worker-failed');
    expect(workers.every(({ ended }) => ended)).toBe(true);
  });

  it('says that the site has changed where its script is gone', async () => {
    vi.stubGlobal('fetch', async () => new Response(null, { status: 404 }));
    void client(() => ({ dead: true })).start();
    await pass(10_000);
    expect(failure?.kind).toBe('site-changed');
    expect(failure?.advice).toMatch(/Reload/);
  });

  it('is given up on as well where it never says anything', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    const silent = new EventTarget();
    const mute = () => Object.assign(silent, { postMessage: () => undefined, terminate: () => undefined });
    const failed = vi.fn();
    const listener = { restarting: () => undefined, failed } as unknown as EngineListener;
    void new EngineClient(source, choice, listener, () => mute() as unknown as WorkerPort).start();
    await pass(400_000);
    expect(failed).toHaveBeenCalledOnce();
  });

  it('has all its tries again once a person starts it', async () => {
    vi.stubGlobal('fetch', async () => new Response(null, { status: 200 }));
    const engine = client((worker) => ({ dead: worker < 3 }));
    void engine.start();
    await pass(10_000);
    expect(heard.at(-1)).toBe('failed');
    void engine.start();
    await pass(100);
    expect(heard.at(-1)).toBe('ready');
  });
});

describe('a worker that dies at work', () => {
  const never = { encode: () => new Promise<never>(() => undefined) };

  it('rejects the calls that wait, and is replaced', async () => {
    const engine = client(() => never);
    await engine.start();
    const encoding = expect(engine.encode(photo)).rejects.toMatchObject({ kind: 'worker-died' });
    await pass(20);
    workers[0]!.fail();
    await encoding;
    await pass(100);
    expect(workers).toHaveLength(2);
    expect(heard.at(-1)).toBe('ready');
  });

  it('is given up on where the next ones die at once, and not where they worked for long', async () => {
    vi.stubGlobal('fetch', async () => new Response(null, { status: 200 }));
    const engine = client(() => ({ encode: async () => ({ grids: [] }) as never }));
    await engine.start();
    for (let death = 1; death <= 6; death++) {
      await pass(120_000);
      await engine.encode(photo);
      workers.at(-1)!.fail();
      await pass(5000);
    }
    expect(workers).toHaveLength(7);
    for (let death = 1; death <= 3; death++) {
      workers.at(-1)!.fail();
      await pass(5000);
    }
    expect(failure?.kind).toBe('worker-failed');
  });
});

describe('a start by a person', () => {
  it('tells calls that wait that another worker is on its way: they can ask that one', async () => {
    const engine = client(() => ({ encode: () => new Promise<never>(() => undefined) }));
    await engine.start();
    const encoding = expect(engine.encode(photo)).rejects.toMatchObject({ kind: 'worker-died' });
    await engine.start();
    await encoding;
    expect(workers).toHaveLength(2);
  });
});

describe('a GPU that is lost', () => {
  const lost: EngineEvent = { type: 'gpu-lost', reason: 'device lost' };
  const works = { encode: async () => ({ grids: [] }) as never };

  it('is left for the CPU, and that is said, after three losses in a row', async () => {
    await client(() => works).start();
    for (let loss = 1; loss <= 3; loss++) {
      workers.at(-1)!.emit(lost);
      await pass(5000);
    }
    expect(workers.map(({ choices }) => choices[0]!.quantizer)).toEqual(['auto', 'auto', 'auto', 'cpu']);
    expect(heard.filter((line) => /on the CPU/.test(line))).toHaveLength(1);
  });

  it('is kept where the losses are far apart', async () => {
    const engine = client(() => works);
    await engine.start();
    for (let loss = 1; loss <= 5; loss++) {
      await pass(120_000);
      await engine.encode(photo);
      workers.at(-1)!.emit(lost);
      await pass(5000);
    }
    expect(workers.at(-1)!.choices[0]!.quantizer).toBe('auto');
  });
});

describe('a start that failed', () => {
  const fails = (kind: EngineError['kind']) => ({ open: () => Promise.reject(new EngineError(kind, 'It failed.')) });

  it('stays failed, whatever was told of it before comes after', async () => {
    await client(() => fails('pack-invalid')).start();
    workers[0]!.emit({ type: 'progress', progress: { files: [], cached: false } });
    await pass(100);
    expect(heard).toEqual(['failed']);
    expect(workers[0]!.ended).toBe(true);
  });

  it('is tried again once the network is back', async () => {
    const network = new EventTarget();
    vi.stubGlobal('addEventListener', network.addEventListener.bind(network));
    vi.stubGlobal('removeEventListener', network.removeEventListener.bind(network));
    await client((worker) => (worker === 0 ? fails('download-failed') : {})).start();
    network.dispatchEvent(new Event('online'));
    await pass(100);
    expect(heard).toEqual(['failed', 'restarting: null', 'ready']);
    network.dispatchEvent(new Event('online'));
    await pass(100);
    expect(workers).toHaveLength(2);
  });

  it('says that WebAssembly is switched off, without a worker', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    await client(() => ({})).start();
    expect(failure).toMatchObject({ kind: 'unsupported' });
    expect(workers).toHaveLength(0);
  });
});

describe('a worker that could not load a part of the app', () => {
  const spoiled = () => Promise.reject(new EngineError('worker-spoiled', 'A part could not be fetched.'));

  it('is replaced by one that can, and the call goes on there', async () => {
    const engine = client((worker) => ({
      encode: worker === 0 ? spoiled : async () => ({ grids: [] }) as never,
    }));
    await engine.start();
    await expect(engine.encode(photo)).resolves.toEqual({ grids: [] });
    expect(workers).toHaveLength(2);
  });

  it('is replaced once, not for ever', async () => {
    const engine = client(() => ({ encode: spoiled }));
    await engine.start();
    await expect(engine.encode(photo)).rejects.toMatchObject({ kind: 'worker-spoiled' });
    await expect(engine.encode(photo)).rejects.toMatchObject({ kind: 'worker-spoiled' });
    expect(workers).toHaveLength(2);
  });
});
