// The one WebAssembly memory of a decoder: address lists, scratch and weights, which stay; and the maps and the
// picture of one grid size, laid out anew when that changes. Nothing is allocated while it decodes.
import type { Size } from '../../core/rect.ts';
import { createDecoderKernels, type DecoderKernels } from './decoder-kernels.ts';
import { numbersPerPixel, type PackedSection } from './packed-sections.ts';

/** Sites that one call of a kernel takes at most: their inputs and outputs stay in the processor's second-level cache. */
export const chunkSites = 96;

const bytesPerNumber = 4;
const pageBytes = 65_536;

/** A memory this much larger than what is needed is given back. */
const wastefulPages = 512;

/** An activation map: channels-last, with a ring of zeros around it that stands for what lies beyond the picture. */
export interface ActivationMap {
  /** Address of the ring's first site. */
  readonly base: number;
  readonly ring: number;
  readonly siteBytes: number;
  readonly rowBytes: number;
}

/** Addresses of what does not depend on the grid. */
export interface FixedLayout {
  /** Address lists: of a section's inputs, of where kernels' first cells lie, of outputs (a list for each sub-site), of pixels. */
  readonly centres: number;
  readonly corners: number;
  readonly outputs: number;
  readonly pixels: number;
  /** What is computed of a picture's padding goes here. */
  readonly nowhere: number;
  /** A section's convolutions: where each one's weights lie, its scratch output and the list of that output's sites. */
  readonly sections: readonly (readonly ConvolutionLayout[])[];
}

interface ConvolutionLayout {
  readonly weights: number;
  readonly scratch: number;
  readonly scratchList: number;
}

export class Workspace {
  readonly fixed: FixedLayout;
  readonly #sections: readonly PackedSection[];
  #memory: WebAssembly.Memory;
  #kernels: DecoderKernels;
  /** The input map of each section; the first one's is z_q. */
  maps: readonly ActivationMap[] = [];
  picture = 0;
  /** Views of the memory; they change with `layOut`. */
  ints: Int32Array<ArrayBuffer>;
  floats: Float32Array<ArrayBuffer>;
  bytes: Uint8ClampedArray<ArrayBuffer>;
  readonly #fixedBytes: number;

  private constructor(memory: WebAssembly.Memory, kernels: DecoderKernels, parts: WorkspaceParts) {
    this.#memory = memory;
    this.#kernels = kernels;
    this.#sections = parts.sections;
    this.fixed = parts.layout;
    this.#fixedBytes = parts.bytes;
    [this.ints, this.floats, this.bytes] = views(memory);
    fillFixed(this, parts);
  }

  /** @returns null where the browser has no WebAssembly SIMD */
  static create(sections: readonly PackedSection[]): Workspace | null {
    const { layout, bytes } = layOutFixed(sections);
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
    const kernels = createDecoderKernels(memory);
    return kernels && new Workspace(memory, kernels, { sections, layout, bytes });
  }

  get kernels(): DecoderKernels {
    return this.#kernels;
  }

  /** Bytes that the memory takes now. */
  get size(): number {
    return this.#memory.buffer.byteLength;
  }

  /** Makes room for the maps of so many tokens; their rings are zero, their cells are anything. */
  layOut(tokens: Size): void {
    let next = this.#fixedBytes;
    const take = (bytes: number) => {
      const address = next;
      next = aligned(next + bytes);
      return address;
    };
    this.maps = this.#sections.map(({ inputs, scale, reach }) => {
      const siteBytes = inputs * bytesPerNumber;
      const rowBytes = (tokens.width * scale + 2 * reach) * siteBytes;
      return { base: take((tokens.height * scale + 2 * reach) * rowBytes), ring: reach, siteBytes, rowBytes };
    });
    const { scale, block } = this.#sections.at(-1)!;
    this.picture = take(tokens.width * tokens.height * (scale * block) ** 2 * numbersPerPixel);
    this.#resize(next);
    this.bytes.fill(0, this.#fixedBytes, next);
  }

  #resize(bytes: number): void {
    const pages = Math.ceil(bytes / pageBytes);
    const present = this.#memory.buffer.byteLength / pageBytes;
    if (pages > present) {
      this.#memory.grow(pages - present);
    } else if (present - pages > wastefulPages) {
      // A WebAssembly memory cannot shrink: another one takes its place.
      const smaller = new WebAssembly.Memory({ initial: pages });
      new Uint8Array(smaller.buffer).set(new Uint8Array(this.#memory.buffer, 0, this.#fixedBytes));
      this.#memory = smaller;
      this.#kernels = createDecoderKernels(smaller)!;
    }
    [this.ints, this.floats, this.bytes] = views(this.#memory);
  }
}

interface WorkspaceParts {
  readonly sections: readonly PackedSection[];
  readonly layout: FixedLayout;
  readonly bytes: number;
}

function views({ buffer }: WebAssembly.Memory) {
  const memory = buffer as ArrayBuffer;
  return [new Int32Array(memory), new Float32Array(memory), new Uint8ClampedArray(memory)] as const;
}

/** Cache lines do not hold parts of two things. */
function aligned(address: number): number {
  return Math.ceil(address / 64) * 64;
}

function layOutFixed(sections: readonly PackedSection[]): { layout: FixedLayout; bytes: number } {
  let next = 64;
  const take = (bytes: number) => {
    const address = next;
    next = aligned(next + bytes);
    return address;
  };
  const subSites = Math.max(...sections.map(({ block }) => block * block));
  const listBytes = 4 * chunkSites;
  const pictureNumbers = sections.at(-1)!.outputs;
  const layout: FixedLayout = {
    centres: take(listBytes),
    corners: take(listBytes),
    outputs: take(subSites * listBytes),
    pixels: take((pictureNumbers / numbersPerPixel) * listBytes),
    nowhere: take(64),
    sections: sections.map(({ convolutions }) =>
      convolutions.map(({ weights, outputs }) => ({
        weights: take(weights.byteLength),
        scratch: take(chunkSites * outputs * bytesPerNumber),
        scratchList: take(listBytes),
      })),
    ),
  };
  return { layout, bytes: next };
}

function fillFixed({ ints, floats }: Workspace, { sections, layout }: WorkspaceParts): void {
  sections.forEach(({ convolutions }, section) => {
    convolutions.forEach(({ weights, outputs }, i) => {
      const place = layout.sections[section]![i]!;
      floats.set(weights, place.weights / bytesPerNumber);
      for (let site = 0; site < chunkSites; site++) {
        ints[place.scratchList / 4 + site] = place.scratch + site * outputs * bytesPerNumber;
      }
    });
  });
}
