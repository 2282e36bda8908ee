// A level's codebook as one matrix: every user of the codebook reads this one.
import { damaged, type OnnxGraph, readOnnxGraph } from './graph/onnx-graph.ts';
import type { LoadedLevel } from './packs/load-pack.ts';
import type { PackLevel } from './packs/manifest.ts';
import type { Codebook } from './quantizer/quantizer.ts';
import type { OnnxRuntime } from './runtime/onnx-runtime.ts';

/** @throws EngineError `pack-invalid` where codebook.onnx gives no K×D float32 numbers */
export async function readCodebook({ level, codebook }: LoadedLevel, runtime: OnnxRuntime): Promise<Codebook> {
  const { size, dim } = level.codebook;
  const vectors = gathered(readOnnxGraph(codebook), level.codebook) ?? (await run(codebook, level.codebook, runtime));
  if (vectors.length !== size * dim) throw damaged(`its codebook does not hold ${size}×${dim} numbers`);
  // Of what is no number, no code is the nearest.
  if (!vectors.every(Number.isFinite)) throw damaged('its codebook holds values that are no numbers');
  return { vectors, size, dim };
}

/**
 * The numbers that the graph looks codes up in, without ONNX Runtime.
 *
 * @returns null for a graph that does anything but Gather rows of a constant matrix, cast from float16 or not
 */
export function gathered(
  { nodes, constants }: OnnxGraph,
  { input, output }: PackLevel['codebook'],
): Float32Array | null {
  const from = (name: string) => nodes.find(({ outputs }) => outputs[0] === name);
  const gather = from(output);
  const [matrix, codes] = gather?.inputs ?? [];
  if (gather?.op !== 'Gather' || !matrix || codes !== input || gather.attributes.get('axis')?.int) return null;
  const cast = from(matrix);
  const source = cast?.op === 'Cast' ? cast.inputs[0]! : matrix;
  if (nodes.length !== (cast ? 2 : 1)) return null;
  return constants.get(source)?.values ?? null;
}

/** Runs the graph once on 0..K−1. */
async function run(
  model: Uint8Array,
  { size, input, output }: PackLevel['codebook'],
  runtime: OnnxRuntime,
): Promise<Float32Array> {
  const session = await runtime.createSession(model, 'wasm');
  try {
    const tokens = runtime.int32(
      Int32Array.from({ length: size }, (_, code) => code),
      [size],
    );
    const vectors = (await session.run({ [input]: tokens }))[output]?.data;
    return vectors instanceof Float32Array ? vectors.slice() : new Float32Array();
  } finally {
    await session.release();
  }
}
