// A flat cut through the codebook's space. Within the cut every distance is exact: ‖p − e‖² of a point p of the plane is
// its squared distance to e's foot on the plane plus e's squared height above it, so two coordinates and a height for
// each code say which code wins where (a power diagram: F. Aurenhammer, SIAM J. Comput. 16 (1), 1987).
import type { Rect } from './rect.ts';

/** Through `origin` along two orthonormal directions, all of D numbers. */
export interface Plane {
  readonly origin: Float64Array;
  readonly u: Float64Array;
  readonly v: Float64Array;
}

/** Where each code stands over the plane. */
export interface SlicedCodes {
  /** Foot on the plane, along u and v from the origin. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Squared height above the plane: what no move within it can change. */
  readonly heights: Float64Array;
}

/** A code and the squared distance of a point to it. */
export interface CodeDistance {
  readonly code: number;
  readonly distance: number;
}

/** The plane that holds `origin`, `a` and `b`; of points on one line, any plane through them. `a` lies along u. */
export function planeThrough(origin: ArrayLike<number>, a: ArrayLike<number>, b: ArrayLike<number>): Plane {
  const start = Float64Array.from(origin);
  const u = perpendicularTo([], start, a);
  return { origin: start, u, v: perpendicularTo([u], start, b) };
}

/** @param axes two orthonormal directions, one after another */
export function planeAlong(origin: ArrayLike<number>, axes: ArrayLike<number>): Plane {
  const start = Float64Array.from(origin);
  const dim = start.length;
  const both = Float64Array.from(axes);
  return { origin: start, u: both.slice(0, dim), v: both.slice(dim, 2 * dim) };
}

/** @param codebook K×D, row by row */
export function sliceCodes(codebook: Float32Array, { origin, u, v }: Plane): SlicedCodes {
  const dim = origin.length;
  const size = codebook.length / dim;
  const x = new Float64Array(size);
  const y = new Float64Array(size);
  const heights = new Float64Array(size);
  for (let code = 0; code < size; code++) {
    let alongU = 0;
    let alongV = 0;
    let squares = 0;
    for (let d = 0; d < dim; d++) {
      const difference = codebook[code * dim + d]! - origin[d]!;
      alongU += difference * u[d]!;
      alongV += difference * v[d]!;
      squares += difference * difference;
    }
    x[code] = alongU;
    y[code] = alongV;
    heights[code] = Math.max(0, squares - alongU * alongU - alongV * alongV);
  }
  return { x, y, heights };
}

/** Exact ‖p − e‖² of the plane's point (x, y). */
export function distanceAt(codes: SlicedCodes, code: number, x: number, y: number): number {
  return (x - codes.x[code]!) ** 2 + (y - codes.y[code]!) ** 2 + codes.heights[code]!;
}

/** The `count` nearest codes to the plane's point (x, y), nearest first, lowest index on ties. */
export function nearestAt(codes: SlicedCodes, x: number, y: number, count: number): CodeDistance[] {
  const best: CodeDistance[] = [];
  for (let code = 0; code < codes.x.length; code++) {
    const distance = distanceAt(codes, code, x, y);
    if (best.length === count && distance >= best[count - 1]!.distance) continue;
    let place = best.length;
    while (place > 0 && distance < best[place - 1]!.distance) place--;
    best.splice(place, 0, { code, distance });
    if (best.length > count) best.pop();
  }
  return best;
}

/** The winning code at the centre of each of columns×rows parts of `view` (in the plane's units), row by row. */
export function winnersWithin(codes: SlicedCodes, view: Rect, columns: number, rows: number): Int32Array {
  const candidates = possibleWinners(codes, view);
  const winners = new Int32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    const y = view.y + ((row + 0.5) / rows) * view.height;
    for (let column = 0; column < columns; column++) {
      const x = view.x + ((column + 0.5) / columns) * view.width;
      let winner = 0;
      let least = Infinity;
      for (const code of candidates) {
        const distance = distanceAt(codes, code, x, y);
        if (distance < least) {
          least = distance;
          winner = code;
        }
      }
      winners[row * columns + column] = winner;
    }
  }
  return winners;
}

/** A code whose least distance to the view exceeds another's greatest wins nowhere within it. Ids rising. */
function possibleWinners(codes: SlicedCodes, { x, y, width, height }: Rect): Int32Array {
  const size = codes.x.length;
  const nearest = new Float64Array(size);
  let bound = Infinity;
  for (let code = 0; code < size; code++) {
    const dx = codes.x[code]! - x;
    const dy = codes.y[code]! - y;
    const outsideX = Math.max(0, -dx, dx - width);
    const outsideY = Math.max(0, -dy, dy - height);
    nearest[code] = outsideX ** 2 + outsideY ** 2 + codes.heights[code]!;
    const farthest =
      Math.max(Math.abs(dx), Math.abs(dx - width)) ** 2 +
      Math.max(Math.abs(dy), Math.abs(dy - height)) ** 2 +
      codes.heights[code]!;
    bound = Math.min(bound, farthest);
  }
  return Int32Array.from({ length: size }, (_, code) => code).filter((code) => nearest[code]! <= bound);
}

/** The unit vector of to − from less its parts along `axes`; of what leaves nothing, of the first axis that does. */
function perpendicularTo(axes: readonly Float64Array[], from: Float64Array, to: ArrayLike<number>): Float64Array {
  const dim = from.length;
  const wish = Float64Array.from({ length: dim }, (_, d) => to[d]! - from[d]!);
  const tries = [
    wish,
    ...Array.from({ length: dim }, (_, d) => Float64Array.from({ length: dim }, (_, i) => +(i === d))),
  ];
  for (const candidate of tries) {
    const before = Math.hypot(...candidate);
    for (const axis of axes) {
      const along = axis.reduce((sum, value, d) => sum + value * candidate[d]!, 0);
      for (let d = 0; d < dim; d++) candidate[d]! -= along * axis[d]!;
    }
    const length = Math.hypot(...candidate);
    if (length > 1e-6 * before) return candidate.map((value) => value / length);
  }
  throw new RangeError(`A space of ${dim} dimensions holds no plane.`);
}
