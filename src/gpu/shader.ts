// From WGSL text to a compute pipeline, with compile errors that show where and why.
import { lossOf, ShaderError } from './errors.ts';

interface PipelineSource {
  readonly label: string;
  readonly code: string;
  readonly layout: GPUBindGroupLayout;
  readonly constants?: Record<string, number>;
}

/**
 * Compiles WGSL.
 * @throws {ShaderError} with line, column and source of each mistake
 * @throws {DeviceLostError}
 */
export async function compileShader(device: GPUDevice, label: string, code: string): Promise<GPUShaderModule> {
  // The scope keeps the browser from also logging what is about to be thrown.
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label, code });
  const scope = device.popErrorScope();
  const { messages } = await module.getCompilationInfo();
  await scope;
  const problems = messages
    .filter(({ type }) => type === 'error')
    .map(({ lineNum, linePos, message }) => ({ line: lineNum, column: linePos, message }));
  if (problems.length > 0) throw (await lossOf(device, label)) ?? new ShaderError(label, code, problems);
  return module;
}

/**
 * Builds a pipeline off the main path; each module has one entry point.
 * @throws {ShaderError} where the WGSL, or a pipeline constant in it, is wrong
 * @throws {DeviceLostError}
 */
export async function createPipeline(device: GPUDevice, source: PipelineSource): Promise<GPUComputePipeline> {
  const { label, code, layout, constants = {} } = source;
  const module = await compileShader(device, label, code);
  try {
    return await device.createComputePipelineAsync({
      label,
      layout: device.createPipelineLayout({ label, bindGroupLayouts: [layout] }),
      compute: { module, constants },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw (await lossOf(device, label)) ?? new ShaderError(label, code, [{ line: 0, column: 0, message }]);
  }
}

type BindingKind = 'uniform' | 'read' | 'write' | 'texture' | 'sampler';

/** Textures are of float32, which not every adapter can filter. */
const bindings: Record<BindingKind, Omit<GPUBindGroupLayoutEntry, 'binding' | 'visibility'>> = {
  uniform: { buffer: { type: 'uniform' } },
  read: { buffer: { type: 'read-only-storage' } },
  write: { buffer: { type: 'storage' } },
  texture: { texture: { sampleType: 'unfilterable-float' } },
  sampler: { sampler: { type: 'non-filtering' } },
};

/** A compute bind-group layout: binding i is of the i-th kind. */
export function createLayout(device: GPUDevice, label: string, kinds: readonly BindingKind[]): GPUBindGroupLayout {
  return device.createBindGroupLayout({
    label,
    entries: kinds.map((kind, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, ...bindings[kind] })),
  });
}

/** Binds `resources[i]` at binding i. */
export function bind(
  device: GPUDevice,
  label: string,
  layout: GPUBindGroupLayout,
  resources: readonly GPUBindingResource[],
): GPUBindGroup {
  return device.createBindGroup({
    label,
    layout,
    entries: resources.map((resource, binding) => ({ binding, resource })),
  });
}
