// Nearest code, variant "quads": one thread takes four rows against 16 codes at a time, straight from storage, and the
// four threads of a quad share their loads. Each loads another column of a 4×4 block of the codebook, a dimension of
// four codes, and gets the other three from its neighbours; it pairs them with its own rows' dimensions in the order in
// which they come. For adapters on which a load costs many multiply-adds: SwiftShader's takes as long as 20 of them.
override workgroupSize: u32;

@group(0) @binding(2) var<storage, read> codes: array<vec4f>;
@group(0) @binding(3) var<storage, read> halfNorms: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> partials: array<Best>;

// Column k is dimension 4 quad + (lane ^ k) of the block's codes.
fn blockAt(block: u32, quad: u32, lane: u32) -> mat4x4f {
  let own = codes[(block * dimQuads + quad) * 4u + lane];
  return mat4x4f(own, quadSwapX(own), quadSwapY(own), quadSwapDiagonal(own));
}

// Element k is dimension 4 quad + (lane ^ k) of the row.
fn rowAt(row: u32, quad: u32, lane: u32) -> vec4f {
  let d = 4u * quad;
  return vec4f(
    zAt(row, d + lane),
    zAt(row, d + (lane ^ 1u)),
    zAt(row, d + (lane ^ 2u)),
    zAt(row, d + (lane ^ 3u)),
  );
}

fn keep(row: u32, split: u32, best: Best) {
  if (row < run.rows) {
    partials[split * run.rows + row] = best;
  }
}

@compute @workgroup_size(workgroupSize)
fn main(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(subgroup_invocation_id) invocation: u32,
) {
  let lane = invocation % 4u;
  let row0 = group.x * 4u * workgroupSize + local;
  let row1 = row0 + workgroupSize;
  let row2 = row1 + workgroupSize;
  let row3 = row2 + workgroupSize;
  // Rows past the end compute the last row again and keep nothing: the whole quad stays at work.
  let last = run.rows - 1u;
  let z0 = min(row0, last);
  let z1 = min(row1, last);
  let z2 = min(row2, last);
  let z3 = min(row3, last);

  let first = group.y * run.blocksPerSplit;
  let end = min(first + run.blocksPerSplit, run.blocks);
  var best0 = noneYet(first);
  var best1 = best0;
  var best2 = best0;
  var best3 = best0;

  // Blocks past the end of the codebook are padding that never wins.
  for (var block = first; block < end; block += 4u) {
    let startA = halfNorms[block];
    let startB = halfNorms[block + 1u];
    let startC = halfNorms[block + 2u];
    let startD = halfNorms[block + 3u];
    var a0 = startA;
    var a1 = startA;
    var a2 = startA;
    var a3 = startA;
    var b0 = startB;
    var b1 = startB;
    var b2 = startB;
    var b3 = startB;
    var c0 = startC;
    var c1 = startC;
    var c2 = startC;
    var c3 = startC;
    var d0 = startD;
    var d1 = startD;
    var d2 = startD;
    var d3 = startD;
    for (var quad = 0u; quad < dimQuads; quad++) {
      let v0 = rowAt(z0, quad, lane);
      let v1 = rowAt(z1, quad, lane);
      let v2 = rowAt(z2, quad, lane);
      let v3 = rowAt(z3, quad, lane);
      let a = blockAt(block, quad, lane);
      a0 = lessDot(a0, a, v0);
      a1 = lessDot(a1, a, v1);
      a2 = lessDot(a2, a, v2);
      a3 = lessDot(a3, a, v3);
      let b = blockAt(block + 1u, quad, lane);
      b0 = lessDot(b0, b, v0);
      b1 = lessDot(b1, b, v1);
      b2 = lessDot(b2, b, v2);
      b3 = lessDot(b3, b, v3);
      let c = blockAt(block + 2u, quad, lane);
      c0 = lessDot(c0, c, v0);
      c1 = lessDot(c1, c, v1);
      c2 = lessDot(c2, c, v2);
      c3 = lessDot(c3, c, v3);
      let d = blockAt(block + 3u, quad, lane);
      d0 = lessDot(d0, d, v0);
      d1 = lessDot(d1, d, v1);
      d2 = lessDot(d2, d, v2);
      d3 = lessDot(d3, d, v3);
    }
    best0 = better(better(better(better(best0, a0, block), b0, block + 1u), c0, block + 2u), d0, block + 3u);
    best1 = better(better(better(better(best1, a1, block), b1, block + 1u), c1, block + 2u), d1, block + 3u);
    best2 = better(better(better(better(best2, a2, block), b2, block + 1u), c2, block + 2u), d2, block + 3u);
    best3 = better(better(better(better(best3, a3, block), b3, block + 1u), c3, block + 2u), d3, block + 3u);
  }

  keep(row0, group.y, best0);
  keep(row1, group.y, best1);
  keep(row2, group.y, best2);
  keep(row3, group.y, best3);
}
