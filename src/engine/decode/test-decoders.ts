// For tests: small decoders as ONNX files, with what they compute by the book, in float64 and one pixel at a time.
import { readFileSync } from 'node:fs';
import type { TokenGrid } from '../../core/token-grid.ts';
import { readOnnxGraph } from '../graph/onnx-graph.ts';
import type { TestConstant, TestModel, TestNode } from '../graph/test-models.ts';
import type { Codebook } from '../quantizer/quantizer.ts';

/** Numbers in [-1, 1) that are the same every time. */
export function noise(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Collects the nodes of a decoder; each method gives the name of its output. */
export class ModelBuilder {
  readonly nodes: TestNode[] = [];
  readonly constants: Record<string, TestConstant> = {};

  conv(input: string, inputs: number, outputs: number, kernel: number): string {
    const output = this.#name();
    const seed = this.nodes.length + 1;
    const scale = 1 / Math.sqrt(inputs * kernel * kernel);
    this.constants[`${output}.weight`] = {
      dims: [outputs, inputs, kernel, kernel],
      values: noise(outputs * inputs * kernel * kernel, seed).map((value) => 1.5 * scale * value),
    };
    this.constants[`${output}.bias`] = {
      dims: [outputs],
      values: noise(outputs, seed + 77).map((value) => 0.2 * value),
    };
    const pad = kernel >> 1;
    return this.node('Conv', [input, `${output}.weight`, `${output}.bias`], output, {
      int: { group: 1 },
      ints: { kernel_shape: [kernel, kernel], pads: [pad, pad, pad, pad], strides: [1, 1], dilations: [1, 1] },
    });
  }

  /** x + 1×1(ReLU(k×k(x))) */
  residual(input: string, channels: number, kernel: number): string {
    const hidden = this.node('Relu', [this.conv(input, channels, channels, kernel)]);
    return this.node('Add', [input, this.conv(hidden, channels, channels, 1)]);
  }

  shuffle(input: string, block: number, mode: 'CRD' | 'DCR'): string {
    return this.node('DepthToSpace', [input], undefined, { int: { blocksize: block }, text: { mode } });
  }

  node(
    op: string,
    inputs: readonly string[],
    output = this.#name(),
    attributes: Pick<TestNode, 'int' | 'ints' | 'text'> = {},
  ): string {
    this.nodes.push({ op, inputs, output, ...attributes });
    return output;
  }

  #name(): string {
    return `value${this.nodes.length}`;
  }
}

/** As the shipped decoders are built, with channels that fill no whole block. 4 numbers a code, 4 pixels a token. */
export function residualModel(): ModelBuilder {
  const model = new ModelBuilder();
  let value = model.conv('zQ', 4, 12, 1);
  value = model.residual(value, 12, 3);
  value = model.residual(value, 12, 1);
  value = model.shuffle(model.conv(value, 12, 20, 1), 2, 'CRD');
  value = model.residual(value, 5, 3);
  model.shuffle(model.conv(value, 5, 12, 3), 2, 'CRD');
  return model;
}

/** Another shape: reads code vectors' neighbours, a 5×5 kernel, the other shuffle, no shuffle at the end. f = 3. */
export function wideModel(): ModelBuilder {
  const model = new ModelBuilder();
  let value = model.node('Relu', [model.conv('zQ', 4, 9, 5)]);
  value = model.shuffle(model.conv(value, 9, 18, 1), 3, 'DCR');
  value = model.node('Relu', [model.conv(value, 2, 6, 3)]);
  model.conv(value, 6, 3, 1);
  return model;
}

export function testCodebook(size: number): Codebook {
  return { vectors: noise(size * 4, 5), size, dim: 4 };
}

interface Values {
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly at: (channel: number, x: number, y: number) => number;
}

/** What the model gives for a grid, [channels, H, W]. */
export function decodeByTheBook(model: TestModel, codebook: Codebook, grid: TokenGrid): Float64Array {
  const values = new Map<string, Values>([
    [
      'zQ',
      {
        channels: codebook.dim,
        width: grid.width,
        height: grid.height,
        at: (channel, x, y) => codebook.vectors[grid.tokens[y * grid.width + x]! * codebook.dim + channel]!,
      },
    ],
  ]);
  let result = new Float64Array(0);
  for (const node of model.nodes) {
    const computed = computeNode(node, values, model.constants);
    const { channels, width, height } = computed;
    const numbers = new Float64Array(channels * width * height);
    for (let i = 0; i < numbers.length; i++) {
      const x = i % width;
      const y = Math.floor(i / width) % height;
      numbers[i] = computed.at(Math.floor(i / (width * height)), x, y);
    }
    values.set(node.output, {
      channels,
      width,
      height,
      at: (channel, x, y) =>
        x < 0 || y < 0 || x >= width || y >= height ? 0 : numbers[(channel * height + y) * width + x]!,
    });
    result = numbers;
  }
  return result;
}

function computeNode(node: TestNode, values: ReadonlyMap<string, Values>, constants: TestModel['constants']): Values {
  const input = values.get(node.inputs[0]!)!;
  switch (node.op) {
    case 'Relu':
      return { ...input, at: (channel, x, y) => Math.max(0, input.at(channel, x, y)) };
    case 'Add': {
      const other = values.get(node.inputs[1]!)!;
      return { ...input, at: (channel, x, y) => input.at(channel, x, y) + other.at(channel, x, y) };
    }
    case 'DepthToSpace': {
      const block = node.int!.blocksize!;
      const channels = input.channels / block ** 2;
      const crd = node.text!.mode === 'CRD';
      return {
        channels,
        width: input.width * block,
        height: input.height * block,
        at: (channel, x, y) => {
          const subSite = (y % block) * block + (x % block);
          const from = crd ? channel * block ** 2 + subSite : subSite * channels + channel;
          return input.at(from, Math.floor(x / block), Math.floor(y / block));
        },
      };
    }
    case 'Conv': {
      const { dims, values: weights } = constants[node.inputs[1]!]!;
      const bias = constants[node.inputs[2]!]!.values;
      const [outputs, inputs, kernel] = dims as [number, number, number];
      const inside = (x: number, y: number) => x >= 0 && y >= 0 && x < input.width && y < input.height;
      return {
        ...input,
        channels: outputs,
        at: (channel, x, y) => {
          let sum = bias[channel]!;
          for (let i = 0; i < inputs * kernel * kernel; i++) {
            const dx = (i % kernel) - (kernel >> 1);
            const dy = (Math.floor(i / kernel) % kernel) - (kernel >> 1);
            if (!inside(x + dx, y + dy)) continue;
            const from = Math.floor(i / kernel ** 2);
            sum += weights[channel * inputs * kernel * kernel + i]! * input.at(from, x + dx, y + dy);
          }
          return sum;
        },
      };
    }
    default:
      throw new Error(`The book has no ${node.op}.`);
  }
}

/** A shipped pack's decoder and codebook, and what PyTorch made of its golden tokens. */
export function shippedDecoder(pack: string) {
  const read = (file: string) => readFileSync(new URL(`../../../models/packs/${pack}/${file}`, import.meta.url));
  const [codes] = readOnnxGraph(read('codebook.onnx')).constants.values();
  const [size, dim] = codes!.dims as [number, number];
  const { columns, rows, tokens } = JSON.parse(read('golden/tokens.json').toString()) as {
    columns: number;
    rows: number;
    tokens: number[];
  };
  return {
    model: new Uint8Array(read('decoder.onnx')),
    codebook: { vectors: codes!.values, size, dim },
    goldenGrid: { width: columns, height: rows, tokens: Int32Array.from(tokens) },
    goldenNumbers: new Float32Array(new Uint8Array(read('golden/reconstruction.f32')).buffer),
  };
}
