// What happens to bytes, texts and values on their way: bits, cuts, splices, lying lengths, numbers that are none, deep and
// double keys.
import type { Random } from './random.ts';

/** Readers are timed on inputs of at most so many bytes or characters. */
const longest = 2 ** 16;

type Mutation<T> = (value: T, random: Random) => T;

/** One to four of them, one after another. */
function several<T>(value: T, mutations: readonly Mutation<T>[], random: Random): T {
  let mutated = value;
  for (let left = 1 + random.below(4); left > 0; left--) mutated = random.pick(mutations)(mutated, random);
  return mutated;
}

const oddBytes = [0, 1, 0x7f, 0x80, 0xff];
const oddWords = [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 16];

function changed(bytes: Uint8Array, change: (copy: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice();
  if (copy.length > 0) change(copy);
  return copy;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const byteMutations: readonly Mutation<Uint8Array>[] = [
  (bytes, random) =>
    changed(bytes, (copy) => {
      copy[random.below(copy.length)]! ^= 1 << random.below(8);
    }),
  (bytes, random) =>
    changed(bytes, (copy) => {
      copy[random.below(copy.length)] = random.pick(oddBytes);
    }),
  (bytes, random) =>
    changed(bytes, (copy) => {
      if (copy.length < 4) return;
      const word = random.chance(0.3) ? copy.length - random.below(9) : random.pick(oddWords);
      new DataView(copy.buffer).setUint32(random.below(copy.length - 3), word >>> 0, random.chance(0.5));
    }),
  (bytes, random) => bytes.slice(0, random.below(bytes.length + 1)),
  (bytes, random) => {
    const from = random.below(bytes.length + 1);
    return joined(bytes.subarray(0, from), bytes.subarray(from + random.below(16)));
  },
  (bytes, random) => {
    const [at, from] = [random.below(bytes.length + 1), random.below(bytes.length + 1)];
    return joined(bytes.subarray(0, at), bytes.subarray(from, from + random.below(64)), bytes.subarray(at));
  },
];

/** @param others are spliced in */
export function mutateBytes(bytes: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array {
  let start = bytes;
  if (random.chance(0.1)) {
    const other = random.pick(others);
    start = joined(bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length + 1)));
  }
  return several(start, byteMutations, random).subarray(0, longest);
}

const oddNumbers = ['0', '-1', '-0', '0.5', '1e999', '9007199254740993', '4294967296', '1e3', 'NaN', 'null', '"1"', ''];
const oddCharacters = [
  '\0',
  '\n',
  ' ',
  '%',
  '%E0%A4',
  '.',
  '#',
  '"',
  '\\',
  '{',
  '[',
  ',',
  '\ud83d',
  '\u202e',
  'é',
  '=',
];

const textMutations: readonly Mutation<string>[] = [
  (text, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + random.pick(oddCharacters) + text.slice(at + random.below(2));
  },
  (text, random) => {
    const at = random.below(text.length + 1);
    const code = (text.charCodeAt(at) || 0) ^ (1 << random.below(7));
    return text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
  },
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + text.slice(at + random.below(16));
  },
  (text, random) => {
    const from = random.below(text.length + 1);
    const piece = text.slice(from, from + 1 + random.below(40));
    const at = random.below(text.length + 1);
    return text.slice(0, at) + piece + text.slice(at);
  },
  // A number.
  (text, random) => {
    const numbers = [...text.matchAll(/\d+/g)];
    const number = numbers[random.below(numbers.length)];
    if (!number) return text;
    return text.slice(0, number.index) + random.pick(oddNumbers) + text.slice(number.index + number[0].length);
  },
  // The same key once more.
  (text, random) => {
    const fields = [...text.matchAll(/"\w+": *("[^"]*"|[\d.]+)/g)];
    const field = fields[random.below(fields.length)];
    if (!field) return text;
    return `${text.slice(0, field.index)}${field[0].replace(/\d+/, random.pick(oddNumbers))},${text.slice(field.index)}`;
  },
];

/** The same piece again and again, or one within another: what readers that look back take long for. */
function long(text: string, random: Random): string {
  const from = random.below(text.length + 1);
  const piece = random.pick([
    text.slice(from, from + 1 + random.below(12)) || ' ',
    '[',
    '{"a":',
    '#t1=',
    '.',
    ' ',
    '%41',
  ]);
  const at = random.below(text.length + 1);
  return text.slice(0, at) + piece.repeat(Math.ceil((longest - text.length) / piece.length)) + text.slice(at);
}

/** @param others are spliced in */
export function mutateText(text: string, others: readonly string[], random: Random): string {
  let start = text;
  if (random.chance(0.1)) {
    const other = random.pick(others);
    start = text.slice(0, random.below(text.length + 1)) + other.slice(random.below(other.length + 1));
  }
  const mutated = several(start, textMutations, random);
  return (random.chance(0.01) ? long(mutated, random) : mutated).slice(0, longest);
}

const oddValues: readonly unknown[] = [
  null,
  undefined,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -1,
  -0,
  0,
  0.5,
  2 ** 31,
  2 ** 53,
  '',
  'a',
  '0',
  '__proto__',
  'constructor',
  [],
  [null],
  {},
  true,
  new Date(0),
];

function deep(depth: number): unknown {
  let value: unknown = [];
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { a: value };
  return value;
}

type Holder = Record<string, unknown>;

/** Every object and list within, that has something in it. */
function holders(value: unknown): Holder[] {
  const found: Holder[] = [];
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null || ArrayBuffer.isView(next) || next instanceof Blob) continue;
    const inside = Object.values(next);
    if (inside.length > 0) found.push(next as Holder);
    // A list of numbers is one place to look at, however long.
    if (typeof inside[0] !== 'number') open.push(...inside);
  }
  return found;
}

const valueMutations: readonly Mutation<unknown>[] = [
  // Something else in its place.
  (value, random) =>
    within(value, random, (holder, key) => {
      holder[key] = random.chance(0.8) ? structuredClone(random.pick(oddValues)) : deep(1 + random.below(500));
    }),
  // Nothing in its place.
  (value, random) =>
    within(value, random, (holder, key) => {
      delete holder[key];
    }),
  // What lies somewhere else.
  (value, random) =>
    within(value, random, (holder, key) => {
      const other = random.pick(holders(value));
      holder[key] = structuredClone(other[random.pick(Object.keys(other))]);
    }),
  // A key too many.
  (value, random) =>
    within(value, random, (holder) => {
      const key = random.pick(['x', 'length', 'constructor', '__proto__', '0']);
      if (!Array.isArray(holder))
        Object.defineProperty(holder, key, { value: 1, enumerable: true, configurable: true, writable: true });
    }),
  // A number beside itself, in a list too.
  (value, random) =>
    within(value, random, (holder, key) => {
      const number = holder[key];
      if (typeof number === 'number') holder[key] = number + random.pick([1, -1, 0.5, 2 ** 20, -(2 ** 20)]);
      else if (ArrayBuffer.isView(number) && !(number instanceof DataView)) {
        const numbers = number as Int32Array | Uint8ClampedArray;
        if (random.chance(0.5)) holder[key] = numbers.slice(0, random.below(numbers.length + 2));
        else numbers[random.below(numbers.length)] = random.pick([-1, 2 ** 31 - 1, 4096, 0]);
      }
    }),
];

function within(value: unknown, random: Random, change: (holder: Holder, key: string) => void): unknown {
  const found = holders(value);
  if (found.length === 0) return random.pick(oddValues);
  const holder = random.pick(found);
  change(holder, random.pick(Object.keys(holder)));
  return value;
}

/** Of what can be cloned. The value itself stays as it is. */
export function mutateValue(value: unknown, random: Random): unknown {
  return several(structuredClone(value), valueMutations, random);
}
