// A decoder's sections as the kernels read them: weights in the order of the sum, channels in whole blocks, the last
// section's outputs as four numbers a pixel.

import { packWeights, storedChannels } from '../wasm/convolution.ts';
import { channelBlock } from '../wasm/tile.ts';
import type { Section, Source } from './graph/sections.ts';

interface PackedConvolution {
  readonly kernel: number;
  readonly source: Source;
  readonly residual: Source | null;
  readonly relu: boolean;
  /** Groups of output channels that go to different places: one for each sub-site of a shuffled output, else one. */
  readonly parts: number;
  readonly blocksPerPart: number;
  /** Floats: for each block 8 biases, then 8 weights for each input number. */
  readonly weights: Float32Array;
  /** Channels of one site of the output, as stored. */
  readonly outputs: number;
  /** For one site: of the model, and done, which includes those with padding. */
  readonly multiplyAdds: MultiplyAdds;
}

export interface MultiplyAdds {
  readonly needed: number;
  readonly done: number;
}

export interface PackedSection {
  readonly reach: number;
  /** Sites each way for one token. */
  readonly scale: number;
  /** Channels of one site of the input, as stored. */
  readonly inputs: number;
  /** Channels of one site of the output after the shuffle, as stored; of the last section: numbers of one site. */
  readonly outputs: number;
  readonly block: number;
  readonly convolutions: readonly PackedConvolution[];
}

/** Red, green, blue, and an opacity that is always full. */
export const numbersPerPixel = 4;
const pictureChannels = 3;

/** A packed output channel that is no channel of the model. */
const padding = -1;
const opaque = -2;

/** The model's output channel for each packed one, so that each sub-site's channels lie together. */
function shuffledOrder({ shuffle: { block, mode } }: Section, outputs: number, perSite: number): number[] {
  const subSites = block * block;
  const channels = outputs / subSites;
  return Array.from({ length: subSites * perSite }, (_, packed) => {
    const subSite = Math.floor(packed / perSite);
    const channel = packed % perSite;
    if (channel >= channels) return padding;
    return mode === 'CRD' ? channel * subSites + subSite : subSite * channels + channel;
  });
}

function pictureOrder(section: Section, outputs: number): number[] {
  const order = shuffledOrder(section, outputs, numbersPerPixel).map((channel, packed) =>
    packed % numbersPerPixel === pictureChannels ? opaque : channel,
  );
  return [...order, ...Array<number>(storedChannels(order.length) - order.length).fill(padding)];
}

/** The bias of a packed channel. */
const biasOf = (bias: Float32Array) => (output: number) => (output === opaque ? 1 : (bias[output] ?? 0));

/** @returns null if the last section does not give the three channels of a picture of `downsample` pixels a token */
export function packSections(sections: readonly Section[], downsample: number): PackedSection[] | null {
  let scale = 1;
  let inputs = sections[0]!.convolutions[0]!.inputs;
  const packed = sections.map((section, index): PackedSection => {
    const { block } = section.shuffle;
    const last = section.convolutions.length - 1;
    const isPicture = index === sections.length - 1;
    let outputs = 0;
    const convolutions = section.convolutions.map((convolution, i): PackedConvolution => {
      const perSite = storedChannels(convolution.outputs / (i === last ? block * block : 1));
      let order = Array.from({ length: perSite }, (_, output) => (output < convolution.outputs ? output : padding));
      if (i === last && isPicture) order = pictureOrder(section, convolution.outputs);
      else if (i === last) order = shuffledOrder(section, convolution.outputs, perSite);
      const parts = i === last && !isPicture ? block * block : 1;
      const { kernel, source, residual, relu, inputs: read, weights, bias } = convolution;
      outputs = order.length / parts;
      return {
        kernel,
        source,
        residual,
        relu,
        parts,
        blocksPerPart: outputs / channelBlock,
        weights: packWeights({ inputs: read, cells: kernel * kernel, weights }, order, biasOf(bias)),
        outputs,
        multiplyAdds: {
          needed: kernel * kernel * convolution.inputs * convolution.outputs,
          done: kernel * kernel * storedChannels(convolution.inputs) * order.length,
        },
      };
    });
    const result = { reach: section.reach, scale, inputs: storedChannels(inputs), outputs, block, convolutions };
    scale *= block;
    inputs = section.convolutions[last]!.outputs / block ** 2;
    return result;
  });
  return scale === downsample && inputs === pictureChannels ? packed : null;
}
