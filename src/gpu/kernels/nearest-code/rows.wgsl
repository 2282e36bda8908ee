// Nearest code, variant "rows": one thread takes four rows against every code of its split, straight from storage.
// No workgroup memory and no barrier: software adapters run barriers as fibres, and caches do the sharing. A step
// multiplies a 4×4 block of the codebook with four rows: 64 multiply-adds for 32 numbers loaded.
override workgroupSize: u32;

@group(0) @binding(2) var<storage, read> codes: array<mat4x4f>;
@group(0) @binding(3) var<storage, read> halfNorms: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> partials: array<Best>;

fn keep(row: u32, split: u32, best: Best) {
  if (row < run.rows) {
    partials[split * run.rows + row] = best;
  }
}

@compute @workgroup_size(workgroupSize)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u) {
  // Rows of neighbouring threads are neighbours, so that channel-major loads coalesce.
  let row0 = group.x * 4u * workgroupSize + local;
  let row1 = row0 + workgroupSize;
  let row2 = row1 + workgroupSize;
  let row3 = row2 + workgroupSize;
  // Rows past the end compute the last row again and keep nothing.
  let last = run.rows - 1u;
  let z0 = min(row0, last);
  let z1 = min(row1, last);
  let z2 = min(row2, last);
  let z3 = min(row3, last);

  let first = group.y * run.blocksPerSplit;
  let end = min(first + run.blocksPerSplit, run.blocks);
  let none = noneYet(first);
  var best0 = none;
  var best1 = none;
  var best2 = none;
  var best3 = none;

  for (var block = first; block < end; block++) {
    let start = halfNorms[block];
    var scores0 = start;
    var scores1 = start;
    var scores2 = start;
    var scores3 = start;
    for (var quad = 0u; quad < dimQuads; quad++) {
      let e = codes[block * dimQuads + quad];
      scores0 = lessDot(scores0, e, zQuad(z0, quad));
      scores1 = lessDot(scores1, e, zQuad(z1, quad));
      scores2 = lessDot(scores2, e, zQuad(z2, quad));
      scores3 = lessDot(scores3, e, zQuad(z3, quad));
    }
    best0 = better(best0, scores0, block);
    best1 = better(best1, scores1, block);
    best2 = better(best2, scores2, block);
    best3 = better(best3, scores3, block);
  }

  keep(row0, group.y, best0);
  keep(row1, group.y, best1);
  keep(row2, group.y, best2);
  keep(row3, group.y, best3);
}
