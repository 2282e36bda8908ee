// Nearest code, variant "held": a thread holds the vectors of its rows in its own memory, and codes pass them by. For
// adapters that play GPU on a CPU, four threads in the lanes of a register. There, what a thread holds is loaded as fast
// as a CPU loads, if its address is known when the shader is compiled; what lies anywhere else costs dozens of
// multiply-adds a number. So everything that is done for a code is written out (by held.ts, with the sizes), and codes
// come from a texture, a sampler's call bringing 16 numbers for the four threads. Each gets a share of its own and the
// others' by swaps; it pairs them with its rows' dimensions in the order in which they come.
// Past the first codes, one that is better than a row's best is rare: the inner loop only looks for any, and what keeps it
// stands behind its end. An `if` would not do, since such an adapter computes both of its sides.
@group(0) @binding(2) var codes: texture_2d<f32>;
@group(0) @binding(3) var<storage, read> halfNorms: array<f32>;
@group(0) @binding(4) var<storage, read_write> partials: array<Best>;
@group(0) @binding(5) var nearest: sampler;

// Of each row the vector, negated, then what was fetched of the codes, each row's best score, and each code's and row's
// sum. They are here, and not in variables of their own, which would take the few registers from the sums at work.
var<private> held: array<f32, firstSum + codesAtOnce * rowsOfThread>;
var<private> found: array<u32, rowsOfThread>;

// Dimensions that a texel has of a code, and the four threads' texels together.
const dimsOfTexel = 4u / codesAtOnce;
const dimsFetched = 4u * dimsOfTexel;

// Where a thread's first texel of a code lies. A line is a block of four codes.
fn placeOf(code: u32, lane: u32) -> vec2f {
  let column = (code & 3u) * (paddedDim / 4u) + lane;
  return (vec2f(vec2u(column, code >> 2u)) + 0.5) * texelSize;
}

fn fetch(place: vec2f, number: f32) -> vec4f {
  return textureSampleLevel(codes, nearest, vec2f(place.x + 4 * number * texelSize.x, place.y), 0);
}

// Codes come in rising order, so `<` keeps the lowest of equal ones.
fn keep(row: u32, code: u32, sum: f32) {
  let best = held[firstScore + row];
  found[row] = select(found[row], code, sum < best);
  held[firstScore + row] = select(best, sum, sum < best);
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
  let end = 4u * min(first + run.blocksPerSplit, run.blocks);
  let none = noneYet(first);
  for (var i = 0u; i < rowsOfThread; i++) {
    // Rows past the end compute the last row again and keep nothing.
    let row = min(firstRow + 4u * i, run.rows - 1u);
    // In the order in which a code's dimensions come: a number of the own texel, then the same of the neighbours'.
    for (var d = 0u; d < paddedDim; d += dimsFetched) {
      for (var number = 0u; number < dimsOfTexel; number++) {
        for (var swap = 0u; swap < 4u; swap++) {
          let step = d + 4u * number + swap;
          held[i * paddedDim + step] = -zAt(row, d + dimsOfTexel * (lane ^ swap) + number);
        }
      }
    }
    held[firstScore + i] = none.score;
    found[i] = none.code;
  }
  var code = 4u * first;
  loop {
    loop {
      let better = scoreCodes(code, lane);
      code += codesAtOnce;
      if (subgroupAny(better) || code >= end) {
        break;
      }
    }
    keepBetter(code - codesAtOnce);
    if (code >= end) {
      break;
    }
  }
  for (var i = 0u; i < rowsOfThread; i++) {
    let row = firstRow + 4u * i;
    if (row < run.rows) {
      partials[group.y * run.rows + row] = Best(held[firstScore + i], found[i]);
    }
  }
}
