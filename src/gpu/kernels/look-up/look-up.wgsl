// Look-up: gathers codes. One thread writes one number of the output, and neighbouring threads write neighbours.
override dim: u32;
override channelMajor: bool;
override workgroupSize: u32;

struct Run {
  count: u32,
  // Threads of one row of workgroups: outputs larger than one row of them take several.
  threadsPerRow: u32,
}

@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read> tokens: array<u32>;
@group(0) @binding(2) var<storage, read> codebook: array<f32>;
@group(0) @binding(3) var<storage, read_write> vectors: array<f32>;

@compute @workgroup_size(workgroupSize)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.y * run.threadsPerRow + id.x;
  if (i >= run.count * dim) {
    return;
  }
  let cell = select(i / dim, i % run.count, channelMajor);
  let d = select(i % dim, i / run.count, channelMajor);
  vectors[i] = codebook[tokens[cell] * dim + d];
}
