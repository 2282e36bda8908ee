// One cache a window, as many windows as fit: the one that was not needed for longest makes room, its memory stays in use.
import type { KeyValueCache } from './key-value-cache.ts';

/** Seven windows span a row of 64 cells; guidance takes two caches each. */
const capacity = 14;

export class CachePool {
  readonly #create: () => KeyValueCache;
  /** Longest unused first. */
  readonly #caches = new Map<string, KeyValueCache>();

  constructor(create: () => KeyValueCache) {
    this.#create = create;
  }

  /** @param name says which window, under which condition */
  get(name: string): KeyValueCache {
    const cache = this.#caches.get(name) ?? this.#spare();
    this.#caches.delete(name);
    this.#caches.set(name, cache);
    return cache;
  }

  /** A token that was only promised when it was read is known now. */
  keep(promise: number, token: number): void {
    for (const cache of this.#caches.values()) cache.keep(promise, token);
  }

  #spare(): KeyValueCache {
    const [oldest] = this.#caches;
    if (!oldest || this.#caches.size < capacity) return this.#create();
    const [name, cache] = oldest;
    this.#caches.delete(name);
    cache.forget();
    return cache;
  }
}
