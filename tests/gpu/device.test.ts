// The device and what is shared by all kernels: errors that say where, loss that is told, buffers that are reused.
import { afterEach, describe, expect, test } from 'vitest';
import { gpuMemory } from '../../src/gpu/buffers.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { DeviceLostError, GpuCommandError, ShaderError } from '../../src/gpu/errors.ts';
import { LookUp } from '../../src/gpu/kernels/look-up/look-up.ts';
import { NearestCode } from '../../src/gpu/kernels/nearest-code/nearest-code.ts';
import { TopCodes } from '../../src/gpu/kernels/top-codes/top-codes.ts';
import { compileShader, createLayout, createPipeline } from '../../src/gpu/shader.ts';
import { openGpu } from './adapter.ts';
import { normals, seeded } from './oracle.ts';

const opened: Gpu[] = [];

async function open(): Promise<Gpu> {
  const gpu = await openGpu();
  opened.push(gpu);
  return gpu;
}

afterEach(() => {
  for (const gpu of opened.splice(0)) gpu.destroy();
});

const shape = { size: 300, dim: 8 };
const codebook = normals(shape.size * shape.dim, seeded(1));

describe('the device', () => {
  test('has a name, and the limits of its adapter', async () => {
    const gpu = await open();
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
    expect(gpu.adapter.name).not.toBe('');
    expect(gpu.device.limits.maxStorageBufferBindingSize).toBe(adapter?.limits.maxStorageBufferBindingSize);
    expect(gpu.device.limits.maxBufferSize).toBe(adapter?.limits.maxBufferSize);
    for (const feature of gpu.adapter.features) expect(gpu.device.features.has(feature)).toBe(true);
  });

  test('tells that it is lost, and kernels on it fail with that', async () => {
    const gpu = await open();
    const kernel = await NearestCode.create(gpu, codebook, shape);
    gpu.destroy();
    expect((await gpu.lost).reason).toBe('destroyed');
    await expect(kernel.run(codebook, shape.size, { layout: 'row-major' })).rejects.toThrow(DeviceLostError);
  });

  test('is there again after a loss', async () => {
    const first = await open();
    first.destroy();
    await first.lost;
    const second = await open();
    const kernel = await NearestCode.create(second, codebook, shape);
    const { tokens } = await kernel.run(codebook, shape.size, { layout: 'row-major' });
    expect(tokens[299]).toBe(299);
  });
});

describe('a shader that does not compile', () => {
  test('is reported with line, column and source', async () => {
    const gpu = await open();
    const code = ['@compute @workgroup_size(1)', 'fn main() {', '  let x: u32 = 1.5;', '}'].join('\n');
    const error = await compileShader(gpu.device, 'broken', code).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ShaderError);
    const { message, problems } = error as ShaderError;
    expect(problems[0]?.line).toBe(3);
    expect(problems[0]?.column).toBeGreaterThan(2);
    expect(message).toContain('"broken"');
    expect(message).toContain('3 |   let x: u32 = 1.5;');
  });

  test('is reported where only a pipeline constant is wrong', async () => {
    const gpu = await open();
    const layout = createLayout(gpu.device, 'none', []);
    const code = 'override size: u32; @compute @workgroup_size(size) fn main() {}';
    const source = { label: 'too wide', code, layout, constants: { size: 1e6 } };
    await expect(createPipeline(gpu.device, source)).rejects.toThrow(ShaderError);
  });
});

describe('buffers', () => {
  test('stay the same in number and size over many runs, and are gone after dispose', async () => {
    const gpu = await open();
    const [nearest, top, lookUp] = await Promise.all([
      NearestCode.create(gpu, codebook, shape),
      TopCodes.create(gpu, codebook, shape),
      LookUp.create(gpu, codebook, shape),
    ]);
    const zE = normals(64 * shape.dim, seeded(2));
    const runAll = async () => {
      const { tokens } = await nearest.run(zE, 64, { layout: 'channel-major' });
      await top.run(zE.subarray(0, shape.dim), 8);
      await lookUp.run(tokens, { layout: 'channel-major' });
    };
    await runAll();
    const after = gpuMemory(gpu.device);
    for (let i = 0; i < 50; i++) await runAll();
    expect(gpuMemory(gpu.device)).toEqual(after);
    for (const kernel of [nearest, top, lookUp]) kernel.dispose();
    expect(gpuMemory(gpu.device)).toEqual({ buffers: 0, bytes: 0 });
  });

  test('keep calls apart that overlap', async () => {
    const gpu = await open();
    const kernel = await NearestCode.create(gpu, codebook, shape);
    const pieces = Array.from({ length: 6 }, (_, i) => codebook.slice(i * 40 * 8, (i * 40 + 10 * (i + 1)) * 8));
    const found = await Promise.all(pieces.map((z) => kernel.run(z, z.length / 8, { layout: 'row-major' })));
    found.forEach(({ tokens }, i) => {
      expect([...tokens]).toEqual(Array.from({ length: 10 * (i + 1) }, (_, row) => i * 40 + row));
    });
    kernel.dispose();
  });

  test('of a kernel that was disposed of are not made again', async () => {
    const gpu = await open();
    const kernel = await NearestCode.create(gpu, codebook, shape);
    const underWay = kernel.run(codebook, shape.size, { layout: 'row-major' });
    kernel.dispose();
    await expect(underWay).rejects.toThrow(GpuCommandError);
    await expect(kernel.run(codebook, shape.size, { layout: 'row-major' })).rejects.toThrow('disposed of');
    expect(gpuMemory(gpu.device)).toEqual({ buffers: 0, bytes: 0 });
  });

  test('of the caller that cannot be bound give an error that says so', async () => {
    const gpu = await open();
    const kernel = await NearestCode.create(gpu, codebook, shape);
    const copyOnly = gpu.device.createBuffer({ size: 64 * 8 * 4, usage: GPUBufferUsage.COPY_SRC });
    await expect(kernel.runOnBuffer(copyOnly, 64, { layout: 'row-major' })).rejects.toThrow(GpuCommandError);
    await expect(kernel.runOnBuffer(copyOnly, 65, { layout: 'row-major' })).rejects.toThrow(RangeError);
    kernel.dispose();
  });
});
