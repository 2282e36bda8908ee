// One cache a window, as many windows as fit: the one that was not needed for longest makes room, its memory stays in use.

interface Cache {
  /** Of what it was a cache. */
  forget(): void;
}

/** Seven windows span a row of 64 cells; guidance takes two caches each. */
const capacity = 14;

export class CachePool<Kept extends Cache> {
  readonly #create: () => Kept;
  /** Longest unused first. */
  readonly #caches = new Map<string, Kept>();

  constructor(create: () => Kept) {
    this.#create = create;
  }

  /** @param name says which window, under which condition */
  get(name: string): Kept {
    const cache = this.#caches.get(name) ?? this.#spare();
    this.#caches.delete(name);
    this.#caches.set(name, cache);
    return cache;
  }

  get all(): Iterable<Kept> {
    return this.#caches.values();
  }

  #spare(): Kept {
    const [oldest] = this.#caches;
    if (!oldest || this.#caches.size < capacity) return this.#create();
    const [name, cache] = oldest;
    this.#caches.delete(name);
    cache.forget();
    return cache;
  }
}
