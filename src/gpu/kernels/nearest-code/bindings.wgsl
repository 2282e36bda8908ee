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
