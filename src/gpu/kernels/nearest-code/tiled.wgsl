// Nearest code, variant "tiled": a workgroup of 16×16 threads (`side` = 16) takes 128 rows against 64 codes at a time, and each
// thread 8 rows × 4 codes of that in registers. A slice of the tile's rows and codes, a few quads of dimensions deep,
// goes through workgroup memory, where a row slice serves 16 threads and a code slice 16 others: a loaded number is
// used 64 or 128 times. Scores never leave registers; each thread holds the best code of its 8 rows, and the 16
// threads that share rows agree at the end.
override side: u32;
override quadsDeep: u32;
override threads: u32 = side * side;
override tileRows: u32 = 8u * side;
override tileBlocks: u32 = side;
override rowQuads: u32 = tileRows / 4u;

@group(0) @binding(2) var<storage, read> codes: array<vec4f>;
@group(0) @binding(3) var<storage, read> halfNorms: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> partials: array<Best>;

// Both tiles are dimension by dimension: [4 quadsDeep][rows / 4] and [4 quadsDeep][codes / 4] of vec4f.
var<workgroup> zTile: array<vec4f, 4u * quadsDeep * rowQuads>;
var<workgroup> codeTile: array<vec4f, 4u * quadsDeep * tileBlocks>;
var<workgroup> sharedBest: array<Best, threads>;

// Four rows × one quad of dimensions, turned so that each dimension's four rows lie together.
fn loadRows(local: u32, firstRow: u32, firstQuad: u32) {
  let last = run.rows - 1u;
  for (var i = local; i < rowQuads * quadsDeep; i += threads) {
    let rowQuad = i % rowQuads;
    let quad = i / rowQuads;
    var slice = mat4x4f();
    if (firstQuad + quad < dimQuads) {
      let row = firstRow + 4u * rowQuad;
      slice = transpose(mat4x4f(
        zQuad(min(row, last), firstQuad + quad),
        zQuad(min(row + 1u, last), firstQuad + quad),
        zQuad(min(row + 2u, last), firstQuad + quad),
        zQuad(min(row + 3u, last), firstQuad + quad),
      ));
    }
    zTile[(4u * quad) * rowQuads + rowQuad] = slice[0];
    zTile[(4u * quad + 1u) * rowQuads + rowQuad] = slice[1];
    zTile[(4u * quad + 2u) * rowQuads + rowQuad] = slice[2];
    zTile[(4u * quad + 3u) * rowQuads + rowQuad] = slice[3];
  }
}

fn loadCodes(local: u32, firstBlock: u32, firstQuad: u32) {
  for (var i = local; i < 4u * quadsDeep * tileBlocks; i += threads) {
    let block = i / (4u * quadsDeep);
    let d = i % (4u * quadsDeep);
    var column = vec4f();
    if (firstQuad + d / 4u < dimQuads && firstBlock + block < run.blocks) {
      column = codes[((firstBlock + block) * dimQuads + firstQuad) * 4u + d];
    }
    codeTile[d * tileBlocks + block] = column;
  }
}

@compute @workgroup_size(side, side)
fn main(
  @builtin(local_invocation_id) thread: vec3u,
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
) {
  let tx = thread.x;
  let ty = thread.y;
  let firstRow = group.x * tileRows;
  let first = group.y * run.blocksPerSplit;
  let end = min(first + run.blocksPerSplit, run.blocks);

  let none = noneYet(first);
  var best0 = none;
  var best1 = none;
  var best2 = none;
  var best3 = none;
  var best4 = none;
  var best5 = none;
  var best6 = none;
  var best7 = none;

  for (var tile = first; tile < end; tile += tileBlocks) {
    let block = tile + tx;
    let start = halfNorms[min(block, run.blocks - 1u)];
    var scores0 = start;
    var scores1 = start;
    var scores2 = start;
    var scores3 = start;
    var scores4 = start;
    var scores5 = start;
    var scores6 = start;
    var scores7 = start;

    for (var quad = 0u; quad < dimQuads; quad += quadsDeep) {
      // Where one slice holds all of D, the rows stay in workgroup memory from the first tile on.
      if (quadsDeep < dimQuads || tile == first) {
        loadRows(local, firstRow, quad);
      }
      loadCodes(local, tile, quad);
      workgroupBarrier();
      for (var d = 0u; d < 4u * quadsDeep; d++) {
        let upper = zTile[d * rowQuads + ty];
        let lower = zTile[d * rowQuads + ty + side];
        let e = codeTile[d * tileBlocks + tx];
        scores0 = fma(e, vec4f(-upper.x), scores0);
        scores1 = fma(e, vec4f(-upper.y), scores1);
        scores2 = fma(e, vec4f(-upper.z), scores2);
        scores3 = fma(e, vec4f(-upper.w), scores3);
        scores4 = fma(e, vec4f(-lower.x), scores4);
        scores5 = fma(e, vec4f(-lower.y), scores5);
        scores6 = fma(e, vec4f(-lower.z), scores6);
        scores7 = fma(e, vec4f(-lower.w), scores7);
      }
      workgroupBarrier();
    }

    if (block < end) {
      best0 = better(best0, scores0, block);
      best1 = better(best1, scores1, block);
      best2 = better(best2, scores2, block);
      best3 = better(best3, scores3, block);
      best4 = better(best4, scores4, block);
      best5 = better(best5, scores5, block);
      best6 = better(best6, scores6, block);
      best7 = better(best7, scores7, block);
    }
  }

  // The 16 threads that share rows agree on each row's best.
  let bests = array(best0, best1, best2, best3, best4, best5, best6, best7);
  for (var i = 0u; i < 8u; i++) {
    workgroupBarrier();
    sharedBest[local] = bests[i];
    workgroupBarrier();
    let row = firstRow + select(4u * (ty + side) + i - 4u, 4u * ty + i, i < 4u);
    if (tx == 0u && row < run.rows) {
      var winner = bests[i];
      for (var other = local + 1u; other < local + side; other++) {
        let rival = sharedBest[other];
        if (rival.score < winner.score || (rival.score == winner.score && rival.code < winner.code)) {
          winner = rival;
        }
      }
      partials[group.y * run.rows + row] = winner;
    }
  }
}
