// Works between the page and its host: keeps the app for visits without network, and gives pages of hosts that send no
// COOP/COEP headers the cross-origin isolation that threads need. It runs after the first visit's models are ready.
//
// Nothing stale can come of it: what may change under its name (the page itself, public/) is asked of the network first;
// only files with their hash in the name are answered from the cache. Models are none of its business: the engine keeps
// them by their SHA-256 (engine/packs/download.ts).

interface Shell {
  /** Names a build: whatever is in the lists changes it. */
  readonly version: string;
  /** What every visit may need, kept at once. */
  readonly files: readonly string[];
  /** Files that are kept when they are used: one of ONNX Runtime's builds. */
  readonly onUse: readonly string[];
}

/** Put in by the build: see vite.service-worker.ts. */
declare const __SHELL__: Shell;

interface WorkEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface FetchEvent extends WorkEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

interface MessageEventOfPage extends WorkEvent {
  readonly data: unknown;
}

/** TypeScript knows no service worker beside the DOM: the part of it that is used here. */
interface Scope {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: WorkEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
  addEventListener(type: 'message', listener: (event: MessageEventOfPage) => void): void;
}

const scope = self as unknown as Scope;
const { version, files, onUse } = __SHELL__;
const prefix = 'tessera-shell-';
const cacheName = prefix + version;

const url = (file: string) => new URL(file, scope.registration.scope).href;
const pageUrl = url('./');
const usable = new Set(onUse.map(url));
const ours = new Set([pageUrl, ...files.map(url), ...usable]);
/** Vite writes the hash of what is in them into these files' names. */
const immutable = url('assets/');

/** Hosts send `index.html` on to its folder; browsers refuse an answer that was sent on where they asked for a page. */
function direct(response: Response): Response {
  if (!response.redirected) return response;
  const { status, statusText, headers } = response;
  return new Response(response.body, { status, statusText, headers });
}

/** From an older build's cache where that is the same file, else from the network. */
async function bring(cache: Cache, address: string): Promise<void> {
  if (await cache.match(address)) return;
  const known = address.startsWith(immutable) ? await caches.match(address) : undefined;
  const response = known ?? (await fetch(address, address.startsWith(immutable) ? {} : { cache: 'no-cache' }));
  if (!response.ok) throw new Error(`${address}: HTTP ${response.status}`);
  await cache.put(address, direct(response));
}

async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  await Promise.all([pageUrl, ...files.map(url)].map((address) => bring(cache, address)));
  // A runtime that an older build kept, and that this one uses too.
  for (const address of usable) if (await caches.match(address)) await bring(cache, address);
  await scope.skipWaiting();
}

async function activate(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(prefix) && name !== cacheName).map((name) => caches.delete(name)),
  );
  // Nobody waits for it: in Firefox it takes as long as any worker of the page waits for a thread, and what the page asks
  // for meanwhile would wait with it.
  void scope.clients.claim();
}

async function keep(addresses: readonly unknown[]): Promise<void> {
  const cache = await caches.open(cacheName);
  for (const address of addresses) {
    // A disk that is full costs visits without network, nothing else.
    if (typeof address === 'string' && usable.has(address)) await bring(cache, address).catch(() => undefined);
  }
}

/** The same answer, with the headers under which browsers allow threads. */
function isolated(response: Response): Response {
  if (response.type === 'opaqueredirect' || response.headers.has('Cross-Origin-Embedder-Policy')) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

async function answer(request: Request, address: string): Promise<Response> {
  const cache = await caches.open(cacheName);
  if (address.startsWith(immutable)) {
    const kept = await cache.match(address);
    if (kept) return isolated(kept);
    const response = await fetch(request);
    if (response.ok && usable.has(address)) await cache.put(address, response.clone()).catch(() => undefined);
    return isolated(response);
  }
  try {
    return isolated(await fetch(request));
  } catch (error) {
    const kept = await cache.match(address);
    if (!kept) throw error;
    return isolated(kept);
  }
}

scope.addEventListener('install', (event) => event.waitUntil(install()));
scope.addEventListener('activate', (event) => event.waitUntil(activate()));
scope.addEventListener('message', (event) => {
  if (Array.isArray(event.data)) event.waitUntil(keep(event.data));
});
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const address = new URL(request.url);
  address.search = '';
  address.hash = '';
  if (request.mode === 'navigate') {
    if (address.href === url('index.html')) address.href = pageUrl;
    // A folder stands for the page in it.
    const page = `${address.href}index.html`;
    if (address.href !== pageUrl && ours.has(page)) address.href = page;
  }
  if (ours.has(address.href)) event.respondWith(answer(request, address.href));
});
