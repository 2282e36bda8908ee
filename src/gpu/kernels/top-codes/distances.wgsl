// Top codes, first pass: the squared distance of every code to every query, each summed from z − e. One thread takes
// four codes. Codes past K, which fill the last segment, and distances that are no numbers come last in any order.
override dim: u32;
override dimQuads: u32;
override size: u32;
override inverseScale: f32;
override workgroupSize: u32;

struct Candidate {
  distance: f32,
  code: u32,
}

struct Run {
  // Blocks of four codes, padding included, of one query.
  blocks: u32,
}

const unreachable = 0x1.fffffep+127f;

@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read> queries: array<f32>;
@group(0) @binding(2) var<storage, read> codes: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> candidates: array<Candidate>;

@compute @workgroup_size(workgroupSize)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let block = id.x;
  let query = id.y;
  if (block >= run.blocks) {
    return;
  }
  var squares = vec4f();
  if (4u * block < size) {
    for (var d = 0u; d < dim; d++) {
      let difference = vec4f(queries[query * dim + d] * inverseScale) - codes[block * dimQuads * 4u + d];
      squares += difference * difference;
    }
  }
  for (var lane = 0u; lane < 4u; lane++) {
    let code = 4u * block + lane;
    let known = code < size && squares[lane] < unreachable;
    candidates[4u * (query * run.blocks + block) + lane] = Candidate(select(unreachable, squares[lane], known), code);
  }
}
