// Copies vec4f by vec4f: as many bytes read as written, and nothing computed.
override workgroupSize: u32;

struct Run {
  // Threads in a row of workgroups; a grid has as many rows as it takes.
  rowThreads: u32,
}

@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read> source: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> destination: array<vec4f>;

@compute @workgroup_size(workgroupSize)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.y * run.rowThreads + id.x;
  if (i < arrayLength(&destination)) {
    destination[i] = source[i];
  }
}
