// What every pass of nearest-code shares. Numbers that stay for a codebook are pipeline constants; those that change
// from run to run are in `run`.
override dim: u32;
override dimQuads: u32;

struct Run {
  rows: u32,
  // z_e[row, d] is z[row * rowStride + d * dimStride].
  rowStride: u32,
  dimStride: u32,
  blocks: u32,
  blocksPerSplit: u32,
  splits: u32,
}

struct Best {
  score: f32,
  code: u32,
}

@group(0) @binding(0) var<uniform> run: Run;

// Scores of a block's four codes against the best so far. Blocks come in rising order, so `<` keeps the lowest code of
// equal ones.
fn better(best: Best, scores: vec4f, block: u32) -> Best {
  let least = min(min(scores.x, scores.y), min(scores.z, scores.w));
  if (least < best.score) {
    let lane = select(select(select(3u, 2u, scores.z == least), 1u, scores.y == least), 0u, scores.x == least);
    return Best(least, 4u * block + lane);
  }
  return best;
}

// Every code is better than this.
fn noneYet(block: u32) -> Best {
  return Best(0x1.fffffep+127f, 4u * block);
}

// Four scores less the dot products of a block's codes with four dimensions of a row: 16 multiply-adds, none left over.
fn lessDot(scores: vec4f, block: mat4x4f, z: vec4f) -> vec4f {
  let x = fma(block[0], vec4f(-z.x), scores);
  let xy = fma(block[1], vec4f(-z.y), x);
  let xyz = fma(block[2], vec4f(-z.z), xy);
  return fma(block[3], vec4f(-z.w), xyz);
}
