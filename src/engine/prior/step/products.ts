// Matrix products. A weight matrix is laid down with the numbers of one sum side by side; so are keys, which a graph turns
// before it multiplies by them: both are rows to take the product with.
import { UnsupportedGraph } from '../../graph/unsupported.ts';
import { addition } from './elementwise.ts';
import { slack } from './heap.ts';
import { dotRows, dotStep, mixColumns } from './kernels.ts';
import type { AddOperator } from './operators.ts';
import type { Program } from './program.ts';
import type { Tensor } from './tensor.ts';

/** A matrix [count, width, N] as the kernels read it. */
interface Matrix {
  readonly tensor: Tensor;
  /** Whether its rows are those to take the product with (each makes one number), or those to mix (each is a share). */
  readonly reads: 'dot' | 'mix';
}

/** Rows, each times the matrix of its part. */
interface Product {
  readonly left: Tensor;
  readonly matrix: Matrix;
  /** Matrices. */
  readonly parts: number;
  /** Rows that each is multiplied with. */
  readonly rows: number;
  /** Numbers of a row. */
  readonly width: number;
  /** Numbers of a result. */
  readonly columns: number;
}

export const matMul: AddOperator = (program, _, [left, right]) => {
  const [width, columns] = right!.dims.slice(-2);
  if (!width || !columns || left!.dims.length < 2 || right!.dims.length < 2 || left!.dims.at(-1) !== width) {
    throw new UnsupportedGraph('a product of another shape');
  }
  const parts = right!.size / (width * columns);
  const outer = left!.dims.slice(0, -2);
  // One matrix for all rows, or one for each part of them.
  if (parts !== 1 && outer.join() !== right!.dims.slice(0, -2).join()) throw new UnsupportedGraph('uneven products');
  const rows = left!.size / (width * parts);
  const dims = [...left!.dims.slice(0, -1), columns];
  const matrix = matrixOf(program, right!, width, columns);
  return [product(program, dims, { left: left!, matrix, parts, rows, width, columns })];
};

/** left · rightᵀ + bias, with constant weights. */
export const gemm: AddOperator = (program, node, [left, right, bias]) => {
  const flag = (name: string) => node.attributes.get(name)?.int ?? 0;
  const one = (name: string) => (node.attributes.get(name)?.float ?? 1) === 1;
  const [columns, width] = right!.dims;
  const flat = left!.dims.length === 2 && right!.dims.length === 2 && left!.dims[1] === width;
  if (flag('transA') || !flag('transB') || !one('alpha') || !one('beta') || !flat || !columns || !width) {
    throw new UnsupportedGraph('a product of another kind');
  }
  const rows = left!.dims[0]!;
  const matrix: Matrix = { tensor: right!, reads: 'dot' };
  const dims = [rows, columns];
  const result = product(program, dims, { left: left!, matrix, parts: 1, rows, width, columns });
  if (!bias) return [result];
  if (bias.size !== columns) throw new UnsupportedGraph('a bias of another shape');
  return addition(program, node, [result, bias]);
};

function matrixOf(program: Program, right: Tensor, width: number, columns: number): Matrix {
  if (right.source.kind === 'values' && right.type === 'float') {
    const { values } = right.source;
    const turned = new Float32Array(right.size);
    for (let i = 0; i < turned.length; i++) {
      const part = i - (i % (width * columns));
      turned[i] = values[part + (i % width) * columns + Math.floor((i - part) / width)]!;
    }
    return { tensor: program.constant(right.dims, () => turned), reads: 'dot' };
  }
  if (right.source.kind === 'moved') {
    const { from, map } = right.source;
    const isTurned = map.every((index, i) => {
      const within = i % (width * columns);
      return index === i - within + (within % columns) * width + Math.floor(within / columns);
    });
    if (isTurned) return { tensor: from, reads: 'dot' };
  }
  return { tensor: right, reads: 'mix' };
}

function product(program: Program, dims: readonly number[], { left, matrix, ...shape }: Product): Tensor {
  const { kernels } = program;
  const { parts, rows, width, columns } = shape;
  if (left.type !== 'float' || matrix.tensor.type !== 'float') throw new UnsupportedGraph('a product of whole numbers');
  const dots = matrix.reads === 'dot';
  // Of the last rows more are read than there are.
  if (dots && (width % dotStep !== 0 || width * dotRows > slack))
    throw new UnsupportedGraph(`products of ${width} numbers`);
  const groups = Math.ceil(columns / dotRows);
  const blocks = Math.ceil(columns / mixColumns);
  const partBytes = 4 * width * columns;
  return program.computed({ type: 'float', dims, inputs: [left, matrix.tensor] }, (target) => () => {
    let x = 4 * left.at;
    let to = 4 * target.at;
    let numbers = 4 * matrix.tensor.at;
    // What a kernel writes behind a row of results is overwritten by the next one, or nobody's (heap.ts).
    for (let part = 0; part < parts; part++, numbers += partBytes) {
      for (let row = 0; row < rows; row++, x += 4 * width, to += 4 * columns) {
        if (dots) kernels.dot(x, numbers, to, 4 * width, groups);
        else kernels.mix(x, numbers, to, 4 * columns, width, blocks);
      }
    }
  });
}
