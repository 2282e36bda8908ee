// `npm run test:wgpu`: the kernels' tests on wgpu, Firefox's WebGPU, as Deno brings it. Needs a Vulkan driver; Mesa's software
// one (llvmpipe, Debian's mesa-vulkan-drivers) has float16 and will do.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'wgpu',
    environment: 'node',
    // All that need neither ONNX Runtime nor a page.
    include: [
      'tests/gpu/{argmax-token,device,limits,look-up,nearest-code,nearest-code-tuner,sample-token,top-codes}.test.ts',
    ],
    setupFiles: ['tests/wgpu/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
