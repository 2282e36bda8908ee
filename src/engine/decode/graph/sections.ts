// Cuts a plain convolutional decoder into sections: all that is computed site by site between two maps whose cells read
// their neighbours. Only these maps need to be kept to compute any part of the picture anew (see incremental-decoder.ts).
import { type OnnxGraph, type OnnxNode, type OnnxTensor, readOnnxGraph } from '../../graph/onnx-graph.ts';
import { ifSupported, UnsupportedGraph } from '../../graph/unsupported.ts';

/** Where a convolution's input or residual comes from: the section's own input, or its i-th convolution. */
export type Source = 'input' | number;

interface Convolution {
  /** Sites each way, odd; zero-padded, stride 1. Above 1 only where the source is the section's input. */
  readonly kernel: number;
  readonly inputs: number;
  readonly outputs: number;
  /** [outputs, inputs, kernel, kernel] */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
  readonly source: Source;
  /** Added to the output, before the ReLU. */
  readonly residual: Source | null;
  readonly relu: boolean;
}

/** depth-to-space: how output channels become block × block sites. */
interface Shuffle {
  readonly block: number;
  /** ONNX's mode: whether a channel's sub-sites follow each other (CRD), or a sub-site's channels do (DCR). */
  readonly mode: 'CRD' | 'DCR';
}

export interface Section {
  /** Sites each way that an output reads beyond its own. */
  readonly reach: number;
  /** The last one's output, shuffled, is the section's. */
  readonly convolutions: readonly Convolution[];
  readonly shuffle: Shuffle;
}

const noShuffle: Shuffle = { block: 1, mode: 'CRD' };

/** A value on its way through the graph: a residual network's step is a convolution and what is fused into it. */
interface Step {
  readonly source: string;
  readonly residual: string | null;
  readonly convolution: Omit<Convolution, 'source' | 'residual'>;
  readonly shuffle: Shuffle | null;
  readonly output: string;
}

/**
 * @returns the sections in order, the first reading z_q and the last giving the picture's channels;
 *   null if the decoder is of another kind: it is decoded by ONNX Runtime
 */
export function readSections(model: Uint8Array): Section[] | null {
  return ifSupported(() => toSections(toSteps(readOnnxGraph(model))));
}

function toSteps({ nodes, constants, outputs }: OnnxGraph): Step[] {
  const known = new Map(constants);
  const readers = new Map<string, OnnxNode[]>();
  for (const node of nodes) {
    for (const input of node.inputs) {
      const known = readers.get(input);
      if (known) known.push(node);
      else readers.set(input, [node]);
    }
  }
  const fused = new Set<OnnxNode>();
  /** The one node that reads a value which nothing else needs. */
  const onlyReader = (value: string): OnnxNode | null => {
    const [reader, ...others] = readers.get(value) ?? [];
    return reader && others.length === 0 && !outputs.includes(value) ? reader : null;
  };
  const steps: Step[] = [];
  for (const node of nodes) {
    if (fused.has(node)) continue;
    if (node.domain !== '') throw new UnsupportedGraph(`${node.domain}.${node.op}`);
    if (node.op === 'Cast') {
      const tensor = known.get(node.inputs[0]!);
      if (!tensor || node.attributes.get('to')?.int !== 1) throw new UnsupportedGraph('a cast of what is no constant');
      known.set(node.outputs[0]!, tensor);
      continue;
    }
    if (node.op !== 'Conv') throw new UnsupportedGraph(node.op);
    const convolution = readConvolution(node, known);
    let output = node.outputs[0]!;
    let residual: string | null = null;
    let relu = false;
    let shuffle: Shuffle | null = null;
    for (let next = onlyReader(output); next && next.domain === ''; next = onlyReader(output)) {
      if (next.op === 'Add' && residual === null && !relu) {
        residual = next.inputs.find((input) => input !== output) ?? null;
        if (residual === null || known.has(residual)) throw new UnsupportedGraph('the addition of a constant');
      } else if (next.op === 'Relu' && !relu) {
        relu = true;
      } else if (next.op === 'DepthToSpace' && residual === null) {
        shuffle = readShuffle(next);
      } else {
        break;
      }
      fused.add(next);
      output = next.outputs[0]!;
      if (shuffle) break;
    }
    steps.push({ source: node.inputs[0]!, residual, convolution: { ...convolution, relu }, shuffle, output });
  }
  const last = steps.at(-1);
  if (!last || outputs.length !== 1 || last.output !== outputs[0])
    throw new UnsupportedGraph('outputs of another kind');
  return steps;
}

function readConvolution(
  node: OnnxNode,
  constants: ReadonlyMap<string, OnnxTensor>,
): Pick<Convolution, 'kernel' | 'inputs' | 'outputs' | 'weights' | 'bias'> {
  const weights = constants.get(node.inputs[1]!);
  const [outputs, inputs, kernel] = weights?.dims ?? [];
  if (!weights || !outputs || !inputs || !kernel || weights.dims.length !== 4 || weights.dims[3] !== kernel) {
    throw new UnsupportedGraph('a convolution without constant square weights');
  }
  const bias = node.inputs[2] ? constants.get(node.inputs[2])?.values : new Float32Array(outputs);
  if (bias?.length !== outputs) throw new UnsupportedGraph('a convolution without constant bias');
  const ints = (name: string) => node.attributes.get(name)?.ints ?? [];
  const plain =
    kernel % 2 === 1 &&
    ints('pads').every((pad) => pad === kernel >> 1) &&
    (kernel === 1 || ints('pads').length === 4) &&
    [...ints('strides'), ...ints('dilations')].every((value) => value === 1) &&
    (node.attributes.get('group')?.int ?? 1) === 1 &&
    ['', 'NOTSET'].includes(node.attributes.get('auto_pad')?.text ?? '');
  if (!plain) throw new UnsupportedGraph('a convolution with stride, dilation, groups or other padding');
  return { kernel, inputs, outputs, weights: weights.values, bias };
}

function readShuffle(node: OnnxNode): Shuffle {
  const block = node.attributes.get('blocksize')?.int ?? 0;
  const mode = node.attributes.get('mode')?.text || 'DCR';
  if (block < 1 || (mode !== 'CRD' && mode !== 'DCR')) throw new UnsupportedGraph('a DepthToSpace of another mode');
  return { block, mode };
}

function toSections(steps: readonly Step[]): Section[] {
  const [first] = steps;
  if (!first) throw new UnsupportedGraph('an empty graph');
  const spread = new Set(steps.flatMap(({ source, convolution }) => (convolution.kernel > 1 ? [source] : [])));
  const sections: Section[] = [];
  let inside = new Map<string, Source>([[first.source, 'input']]);
  let inputChannels = first.convolution.inputs;
  let convolutions: Convolution[] = [];
  let reach = 0;
  /** A value that this section knows, checked to have the channels that its reader counts on. */
  const find = (value: string, channels: number): Source => {
    const source = inside.get(value);
    if (source === undefined) throw new UnsupportedGraph('a connection over more than one section');
    const there = source === 'input' ? inputChannels : convolutions[source]!.outputs;
    if (there !== channels) throw new UnsupportedGraph(`a layer of ${channels} channels reads ${there}`);
    return source;
  };
  steps.forEach((step, i) => {
    const { kernel, inputs, outputs } = step.convolution;
    const source = find(step.source, inputs);
    const residual = step.residual === null ? null : find(step.residual, outputs);
    if (kernel > 1 && reach > 0 && kernel >> 1 !== reach)
      throw new UnsupportedGraph('kernels of two sizes side by side');
    convolutions.push({ ...step.convolution, source, residual });
    reach = Math.max(reach, kernel >> 1);
    inside.set(step.output, convolutions.length - 1);
    if (!step.shuffle && !spread.has(step.output) && i < steps.length - 1) return;
    const shuffle = step.shuffle ?? noShuffle;
    inputChannels = outputs / shuffle.block ** 2;
    if (!Number.isInteger(inputChannels)) throw new UnsupportedGraph('channels that do not fill their sites');
    sections.push({ reach, convolutions, shuffle });
    inside = new Map([[step.output, 'input']]);
    convolutions = [];
    reach = 0;
  });
  return sections;
}
