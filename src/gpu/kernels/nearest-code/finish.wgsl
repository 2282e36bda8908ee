// Nearest code, last pass: the best of the splits, and its squared distance. Splits are visited in rising order of
// code, so `<` keeps the lowest code of equal scores. The distance is summed anew from z − e: ½‖e‖² − z·e has lost
// the digits that a small distance needs.
override workgroupSize: u32;
override size: u32;
override scale: f32;
override inverseScale: f32;

@group(0) @binding(2) var<storage, read> codes: array<vec4f>;
@group(0) @binding(3) var<storage, read> partials: array<Best>;
@group(0) @binding(4) var<storage, read_write> tokens: array<u32>;
@group(0) @binding(5) var<storage, read_write> distances: array<f32>;

@compute @workgroup_size(workgroupSize)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x;
  if (row >= run.rows) {
    return;
  }
  var best = partials[row];
  for (var split = 1u; split < run.splits; split++) {
    let other = partials[split * run.rows + row];
    if (other.score < best.score) {
      best = other;
    }
  }
  // Where z_e is not a number no comparison holds, and an adapter may do as it likes; the token is a code all the same.
  best.code = min(best.code, size - 1u);
  let column = (best.code / 4u) * dimQuads * 4u;
  var squares = 0f;
  for (var d = 0u; d < dim; d++) {
    let difference = zAt(row, d) * inverseScale - codes[column + d][best.code % 4u];
    squares += difference * difference;
  }
  tokens[row] = best.code;
  distances[row] = squares * scale * scale;
}
