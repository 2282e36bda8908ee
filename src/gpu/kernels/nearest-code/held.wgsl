// Nearest code, variant "held": a thread holds the vectors of its rows in its own memory, and codes pass them by. For
// adapters that play GPU on a CPU, four threads in the lanes of a register. There, what a thread holds is loaded as fast
// as a CPU loads, if its address is known when the shader is compiled; what lies anywhere else costs dozens of
// multiply-adds a number. So everything that is done for a code is written out (`searchBlock`, by held.ts, with the
// sizes), and codes come from a texture, a sampler's call bringing 16 numbers for the four threads. Each gets a share of
// its own and the others' by swaps; it pairs them with its rows' dimensions in the order in which they come.
@group(0) @binding(2) var codes: texture_2d<f32>;
@group(0) @binding(3) var<storage, read> halfNorms: array<f32>;
@group(0) @binding(4) var<storage, read_write> partials: array<Best>;
@group(0) @binding(5) var nearest: sampler;

// Of each row the vector, negated, then what was fetched of the codes, then each row's best score. Scores and codes are
// here, and not in variables of their own, which would take the few registers from the sums.
var<private> held: array<f32, firstScore + rowsOfThread>;
var<private> found: array<u32, rowsOfThread>;

// A block is a line of the texture, with a texel in a column for every dimension.
fn fetch(column: u32, block: u32) -> vec4f {
  let place = vec2f(f32(column) + 0.5, f32(block) + 0.5) * texelSize;
  return textureSampleLevel(codes, nearest, place, 0);
}

@compute @workgroup_size(4)
fn main(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(subgroup_invocation_id) invocation: u32,
) {
  let lane = invocation % 4u;
  let firstRow = group.x * 4u * rowsOfThread + local;
  let first = group.y * run.blocksPerSplit;
  let end = min(first + run.blocksPerSplit, run.blocks);
  let none = noneYet(first);
  for (var i = 0u; i < rowsOfThread; i++) {
    // Rows past the end compute the last row again and keep nothing.
    let row = min(firstRow + 4u * i, run.rows - 1u);
    for (var step = 0u; step < paddedDim; step++) {
      held[i * paddedDim + step] = -zAt(row, dimOfStep(step, lane));
    }
    held[firstScore + i] = none.score;
    found[i] = none.code;
  }
  for (var block = first; block < end; block++) {
    searchBlock(block, invocation);
  }
  for (var i = 0u; i < rowsOfThread; i++) {
    let row = firstRow + 4u * i;
    if (row < run.rows) {
      partials[group.y * run.rows + row] = Best(held[firstScore + i], found[i]);
    }
  }
}
