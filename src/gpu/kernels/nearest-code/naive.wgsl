// Nearest code, variant "naive": one thread a row, one code after another. What the other variants are measured and
// checked against.
override workgroupSize: u32;

@group(0) @binding(2) var<storage, read> codes: array<f32>;
@group(0) @binding(3) var<storage, read> halfNorms: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> partials: array<Best>;

@compute @workgroup_size(workgroupSize)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u) {
  let row = group.x * workgroupSize + local;
  if (row >= run.rows) {
    return;
  }
  let begin = group.y * run.blocksPerSplit * 4u;
  let end = min(group.y * run.blocksPerSplit + run.blocksPerSplit, run.blocks) * 4u;
  var best = noneYet(begin / 4u);
  for (var code = begin; code < end; code++) {
    var score = halfNorms[code / 4u][code % 4u];
    let first = (code / 4u) * dimQuads * 16u + code % 4u;
    for (var d = 0u; d < dim; d++) {
      score -= zAt(row, d) * codes[first + 4u * d];
    }
    if (score < best.score) {
      best = Best(score, code);
    }
  }
  partials[group.y * run.rows + row] = best;
}
