// Eigenvectors of small symmetric matrices (covariances up to some hundred rows). Not for large or sparse ones.

export interface Eigen {
  /** Falling. */
  readonly values: Float64Array;
  /** One unit eigenvector a row, in the order of the values; its largest component is positive. */
  readonly vectors: Float64Array;
}

const mostSweeps = 30;

/**
 * Cyclic Jacobi rotations (Golub & Van Loan, Matrix Computations, §8.5). `matrix` is n×n, row by row, symmetric; it is
 * not changed.
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const a = matrix.slice();
  const basis = new Float64Array(n * n);
  for (let index = 0; index < n; index++) basis[index * n + index] = 1;
  const scale = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < mostSweeps && offDiagonal(a, n) > 1e-24 * scale; sweep++) {
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) rotate(a, basis, n, p, q);
    }
  }
  const order = Array.from({ length: n }, (_, index) => index);
  order.sort((i, j) => a[j * n + j]! - a[i * n + i]! || i - j);
  const values = Float64Array.from(order, (index) => a[index * n + index]!);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    vectors.set(withFixedSign(basis.subarray(from * n, (from + 1) * n)), to * n);
  });
  return { values, vectors };
}

/** Sum of the squares right of the diagonal. */
function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0;
  for (let row = 0; row < n; row++) {
    for (let column = row + 1; column < n; column++) sum += a[row * n + column]! ** 2;
  }
  return sum;
}

/** Turns the plane of rows p < q so that a[p, q] becomes 0; `basis` (eigenvectors as rows) turns along. */
function rotate(a: Float64Array, basis: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q]!;
  if (apq === 0) return;
  const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const kp = a[k * n + p]!;
    const kq = a[k * n + q]!;
    a[k * n + p] = c * kp - s * kq;
    a[k * n + q] = s * kp + c * kq;
  }
  for (const rows of [a, basis]) {
    for (let k = 0; k < n; k++) {
      const pk = rows[p * n + k]!;
      const qk = rows[q * n + k]!;
      rows[p * n + k] = c * pk - s * qk;
      rows[q * n + k] = s * pk + c * qk;
    }
  }
}

function withFixedSign(vector: Float64Array): Float64Array {
  let largest = 0;
  for (const value of vector) {
    // A little slack, so that two components of one size do not trade places by a rounding error.
    if (Math.abs(value) > Math.abs(largest) + 1e-9) largest = value;
  }
  return largest < 0 ? vector.map((value) => -value) : vector;
}
