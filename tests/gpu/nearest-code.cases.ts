// Inputs on which every backend of nearest-code must agree with float64: random, tied, tiny, huge, odd shapes, near-ties.
import type { CodebookShape } from '../../src/gpu/codebook.ts';
import { normals, seeded } from './oracle.ts';

export interface NearestCodeCase extends CodebookShape {
  readonly name: string;
  readonly rows: number;
  /** rows × D, row-major. */
  readonly vectors: Float32Array;
  /** K × D, row-major. */
  readonly codebook: Float32Array;
  /** Least share of rows whose token must equal float64's; rows that differ must be near-ties. */
  readonly exact: number;
}

/** Few different D: each one compiles every variant anew, which takes longest of all. */
export const nearestCodeCases: readonly NearestCodeCase[] = [
  random('random, D = 4', { rows: 300, size: 512, dim: 4 }),
  random('random, D = 32', { rows: 257, size: 1024, dim: 32 }),
  random('random, D = 256', { rows: 65, size: 130, dim: 256 }),
  random('D = 3: no whole quad', { rows: 70, size: 90, dim: 3 }),
  random('D = 19: quads left over from a slice', { rows: 131, size: 129, dim: 19 }),
  random('one row', { rows: 1, size: 1000, dim: 8 }),
  random('one code', { rows: 200, size: 1, dim: 8 }),
  random('two codes, three rows', { rows: 3, size: 2, dim: 3 }),
  random('tiny: 1e-20', { rows: 100, size: 200, dim: 8, scale: 1e-20 }),
  random('huge: 1e15', { rows: 100, size: 200, dim: 8, scale: 1e15 }),
  random('squares beyond float32: 1e24', { rows: 100, size: 200, dim: 8, scale: 1e24 }),
  duplicates(),
  allEqual(),
  everNearer(),
  farAway(),
  midway(),
  codesThemselves(),
];

interface RandomOptions extends CodebookShape {
  readonly rows: number;
  readonly scale?: number;
}

function random(name: string, { rows, size, dim, scale = 1 }: RandomOptions): NearestCodeCase {
  const numbers = seeded(rows * 31 + size * 7 + dim);
  const codebook = normals(size * dim, numbers, scale);
  const vectors = normals(rows * dim, numbers, scale);
  return { name, rows, size, dim, vectors, codebook, exact: 0.99 };
}

/** Each code stands four times in the codebook, in far-apart places. */
function duplicates(): NearestCodeCase {
  const [rows, distinct, dim] = [150, 150, 32];
  const numbers = seeded(5);
  const once = normals(distinct * dim, numbers);
  const codebook = new Float32Array(4 * once.length);
  for (let copy = 0; copy < 4; copy++) codebook.set(once, copy * once.length);
  const vectors = normals(rows * dim, numbers);
  return { name: 'every code four times', rows, size: 4 * distinct, dim, vectors, codebook, exact: 1 };
}

function allEqual(): NearestCodeCase {
  const [rows, size, dim] = [40, 300, 8];
  const codebook = new Float32Array(size * dim).fill(0.7);
  return { name: 'all codes equal', rows, size, dim, vectors: normals(rows * dim, seeded(6)), codebook, exact: 1 };
}

/** Each code is nearer than all before it, to every row: what a kernel does for a better code, it does for each. */
function everNearer(): NearestCodeCase {
  const [rows, size, dim] = [150, 250, 32];
  const numbers = seeded(10);
  const direction = normals(dim, numbers);
  const codebook = Float32Array.from(
    { length: size * dim },
    (_, i) => direction[i % dim]! * (size - Math.floor(i / dim)),
  );
  const vectors = normals(rows * dim, numbers, 0.1);
  return { name: 'each code nearer than the last', rows, size, dim, vectors, codebook, exact: 1 };
}

/** Distances differ in digits that ½‖e‖² − z·e hardly has. */
function farAway(): NearestCodeCase {
  const [rows, size, dim] = [100, 200, 32];
  const numbers = seeded(7);
  const shift = (values: Float32Array) => values.map((value) => value + 100);
  const codebook = shift(normals(size * dim, numbers));
  const vectors = shift(normals(rows * dim, numbers));
  return { name: 'far from the origin', rows, size, dim, vectors, codebook, exact: 0.9 };
}

/** Every vector lies halfway between two codes, but for rounding. */
function midway(): NearestCodeCase {
  const [rows, size, dim] = [128, 256, 32];
  const codebook = normals(size * dim, seeded(8));
  const vectors = Float32Array.from({ length: rows * dim }, (_, i) => {
    const row = Math.floor(i / dim);
    return (codebook[2 * row * dim + (i % dim)]! + codebook[(2 * row + 1) * dim + (i % dim)]!) / 2;
  });
  return { name: 'midway between two codes', rows, size, dim, vectors, codebook, exact: 0.3 };
}

function codesThemselves(): NearestCodeCase {
  const [size, dim] = [333, 32];
  const codebook = normals(size * dim, seeded(9));
  return { name: 'the codes themselves', rows: size, size, dim, vectors: codebook.slice(), codebook, exact: 1 };
}
