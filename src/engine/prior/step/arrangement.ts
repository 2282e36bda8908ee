// Operators that move numbers about and change none of them.
import { EngineError } from '../../engine-error.ts';
import { UnsupportedGraph } from '../../graph/unsupported.ts';
import type { AddOperator } from './operators.ts';
import { aroundAxis, axisOf, sizeOf, stridesOf, type Tensor, walk } from './tensor.ts';

/** The same numbers in another shape. @param shapeOf the new shape; one side may be −1, and 0 keeps the side that was there */
export function reshape(
  shapeOf: (input: Tensor, shape: readonly number[] | null, axis: number) => readonly number[],
): AddOperator {
  return (program, node, [input, shape]) => {
    const told = shape ? [...program.numbersOf(shape)] : null;
    const dims = shapeOf(input!, told, node.attributes.get('axis')?.int ?? 1).map((side, axis) =>
      side === 0 ? input!.dims[axis]! : side,
    );
    const rest = input!.size / Math.abs(sizeOf(dims));
    return [
      program.moved(
        input!,
        dims.map((side) => (side === -1 ? rest : side)),
        inOrder,
      ),
    ];
  };
}

function inOrder(size: number): Int32Array {
  const map = new Int32Array(size);
  for (let i = 0; i < size; i++) map[i] = i;
  return map;
}

export const flattened = (input: Tensor, _: unknown, axis: number) => {
  const { outer } = aroundAxis(input.dims, axisOf(axis, input));
  return [outer, input.size / outer];
};

export const squeezed = ({ dims }: Tensor, axes: readonly number[] | null) =>
  dims.filter((side, axis) => (axes ? !axes.some((gone) => axisOf(gone, { dims }) === axis) : side !== 1));

export const unsqueezed = ({ dims }: Tensor, axes: readonly number[] | null) => {
  const rank = dims.length + axes!.length;
  const added = new Set(axes!.map((axis) => (axis < 0 ? axis + rank : axis)));
  const kept = [...dims];
  return Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : kept.shift()!));
};

export const transpose: AddOperator = (program, node, [input]) => {
  const { dims } = input!;
  const order = node.attributes.get('perm')?.ints ?? dims.map((_, axis) => dims.length - 1 - axis);
  if (order.length !== dims.length || new Set(order).size !== dims.length) throw new UnsupportedGraph('axes left out');
  const strides = stridesOf(dims);
  const turned = order.map((axis) => dims[axis]!);
  const map = () =>
    walk(
      turned,
      order.map((axis) => strides[axis]!),
    );
  return [program.moved(input!, turned, map)];
};

export const slice: AddOperator = (program, _, [input, starts, ends, axes, steps]) => {
  const dims = [...input!.dims];
  const strides = stridesOf(dims);
  const list = (tensor: Tensor | null | undefined) => tensor && [...program.numbersOf(tensor)];
  const from = list(starts)!;
  const to = list(ends)!;
  const along = list(axes) ?? from.map((_, axis) => axis);
  const stride = list(steps) ?? from.map(() => 1);
  let start = 0;
  along.forEach((named, i) => {
    const axis = axisOf(named, input!);
    const side = dims[axis]!;
    const step = stride[i]!;
    const within = (place: number, least: number, most: number) =>
      Math.max(least, Math.min(most, place < 0 ? place + side : place));
    const first = step > 0 ? within(from[i]!, 0, side) : within(from[i]!, 0, side - 1);
    const end = step > 0 ? within(to[i]!, 0, side) : within(to[i]!, -1, side - 1);
    start += first * strides[axis]!;
    dims[axis] = Math.max(0, Math.ceil((end - first) / step));
    strides[axis]! *= step;
  });
  return [program.moved(input!, dims, () => walk(dims, strides, start))];
};

export const split: AddOperator = (program, node, [input, lengths]) => {
  const axis = axisOf(node.attributes.get('axis')?.int ?? 0, input!);
  const strides = stridesOf(input!.dims);
  const parts = node.outputs.length;
  const sides = lengths
    ? [...program.numbersOf(lengths)]
    : node.outputs.map(
        (_, i) => Math.floor(((i + 1) * input!.dims[axis]!) / parts) - Math.floor((i * input!.dims[axis]!) / parts),
      );
  let start = 0;
  return sides.map((side) => {
    const dims = input!.dims.map((whole, i) => (i === axis ? side : whole));
    const first = start * strides[axis]!;
    start += side;
    return program.moved(input!, dims, () => walk(dims, strides, first));
  });
};

export const concat: AddOperator = (program, node, given) => {
  const inputs = given.filter((input) => input !== null);
  const [first] = inputs;
  const axis = axisOf(node.attributes.get('axis')?.int ?? 0, first!);
  const dims = first!.dims.map((side, i) =>
    i === axis ? inputs.reduce((sum, input) => sum + input.dims[axis]!, 0) : side,
  );
  const beside = ({ type, dims: own }: Tensor) =>
    type === first!.type && own.length === dims.length && own.every((side, i) => i === axis || side === dims[i]);
  if (!inputs.every(beside)) throw new UnsupportedGraph('a list of two kinds');
  const { outer, inner } = aroundAxis(dims, axis);
  const { heap } = program;
  return [
    program.computed({ type: first!.type, dims, inputs }, (target) => () => {
      const { integers } = heap;
      let to = target.at;
      for (let part = 0; part < outer; part++) {
        for (const input of inputs) {
          const count = input.dims[axis]! * inner;
          const from = input.at + part * count;
          integers.copyWithin(to, from, from + count);
          to += count;
        }
      }
    }),
  ];
};

/** By indices that are known, of any axis; by those that a run is told, of the first one. */
export const gather: AddOperator = (program, node, [table, indices]) => {
  const axis = axisOf(node.attributes.get('axis')?.int ?? 0, table!);
  const { outer, inner } = aroundAxis(table!.dims, axis);
  const side = table!.dims[axis]!;
  const dims = [...table!.dims.slice(0, axis), ...indices!.dims, ...table!.dims.slice(axis + 1)];
  if (indices!.constant) {
    const chosen = program.numbersOf(indices!);
    const map = (size: number) => {
      const indices = new Int32Array(size);
      let to = 0;
      for (let part = 0; part < outer; part++) {
        for (const index of chosen) {
          const start = (part * side + (index < 0 ? index + side : index)) * inner;
          for (let i = 0; i < inner; i++) indices[to++] = start + i;
        }
      }
      return indices;
    };
    return [program.moved(table!, dims, map)];
  }
  if (axis !== 0 || indices!.type !== 'integer') throw new UnsupportedGraph('a choice along another axis');
  const { heap } = program;
  return [
    program.computed({ type: table!.type, dims, inputs: [table!, indices!] }, (target) => () => {
      const { integers } = heap;
      for (let i = 0; i < indices!.size; i++) {
        const index = integers[indices!.at + i]!;
        if (index < 0 || index >= side) throw new EngineError('model-failed', `There is no row ${index} of ${side}.`);
        const from = table!.at + index * inner;
        integers.copyWithin(target.at + i * inner, from, from + inner);
      }
    }),
  ];
};

/** With zeros or another number, by widths that are known. */
export const pad: AddOperator = (program, node, [input, widths, filling, axes]) => {
  const mode = node.attributes.get('mode')?.text || 'constant';
  if (
    mode !== 'constant' ||
    axes ||
    input!.type !== 'float' ||
    (filling && (filling.type !== 'float' || filling.size !== 1))
  ) {
    throw new UnsupportedGraph('a padding of another kind');
  }
  const around = program.numbersOf(widths!);
  const before = input!.dims.map((_, axis) => around[axis]!);
  const dims = input!.dims.map((side, axis) => side + before[axis]! + around[axis + before.length]!);
  if (around.some((width) => width < 0)) throw new UnsupportedGraph('a negative padding');
  const strides = stridesOf(dims);
  const start = before.reduce((sum, width, axis) => sum + width * strides[axis]!, 0);
  const map = walk(input!.dims, strides, start);
  const { heap } = program;
  const inputs = filling ? [input!, filling] : [input!];
  return [
    program.computed({ type: 'float', dims, inputs }, (target) => () => {
      const { floats } = heap;
      floats.fill(filling ? floats[filling.at]! : 0, target.at, target.at + target.size);
      for (let i = 0; i < map.length; i++) floats[target.at + map[i]!] = floats[input!.at + i]!;
    }),
  ];
};
