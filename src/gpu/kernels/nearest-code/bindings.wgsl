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
