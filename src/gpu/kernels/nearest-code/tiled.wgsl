// Nearest code, variants "tiled" and "wide": a workgroup of 16×16 threads (`side` = 16) takes 128 rows against 64 codes at
// a time, and each thread 8 rows × 4 codes of that in registers; wide, it is 128 codes and 8 × 8 of them, which asks more
// registers and a third less of workgroup memory for a multiply-add. A slice of the tile's rows and codes, a few quads of dimensions
// deep, goes through workgroup memory, where a row serves 16 threads and a code 16 others: a loaded number is used 64
// times or more. Scores never leave registers; each thread holds the best code of its 8 rows, and the 16 threads that share
// rows agree at the end.
override side: u32;
override quadsDeep: u32;
override wide: bool;
override threads: u32 = side * side;
override tileRows: u32 = 8u * side;
override tileBlocks: u32 = select(side, 2u * side, wide);
// Odd strides: neighbouring threads' vec4f lie in different banks, whichever way they walk.
override rowStride: u32 = quadsDeep | 1u;
override blockStride: u32 = tileBlocks + 1u;

@group(0) @binding(2) var<storage, read> codes: array<vec4f>;
@group(0) @binding(3) var<storage, read> halfNorms: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> partials: array<Best>;

// [tileRows][rowStride]: quads of a row. With four quads, 10 KiB.
var<workgroup> rowTile: array<vec4f, tileRows * rowStride>;
// [4 quadsDeep][blockStride]: a dimension of four codes. At the end, each thread's best of a row.
var<workgroup> codeTile: array<vec4f, max(4u * quadsDeep * blockStride, threads)>;

fn loadRows(local: u32, firstRow: u32, firstQuad: u32) {
  for (var i = local; i < tileRows * quadsDeep; i += threads) {
    // Neighbouring threads load what lies together.
    let row = select(i / quadsDeep, i % tileRows, rowsLieTogether);
    let quad = select(i % quadsDeep, i / tileRows, rowsLieTogether);
    if (firstQuad + quad < dimQuads) {
      rowTile[row * rowStride + quad] = zQuad(min(firstRow + row, run.rows - 1u), firstQuad + quad);
    }
  }
}

fn loadCodes(local: u32, firstBlock: u32, firstQuad: u32) {
  for (var i = local; i < 4u * quadsDeep * tileBlocks; i += threads) {
    let block = i / (4u * quadsDeep);
    let d = i % (4u * quadsDeep);
    if (firstQuad + d / 4u < dimQuads && firstBlock + block < run.blocks) {
      codeTile[d * blockStride + block] = codes[((firstBlock + block) * dimQuads + firstQuad) * 4u + d];
    }
  }
}

fn blockIn(column: u32) -> mat4x4f {
  return mat4x4f(
    codeTile[column],
    codeTile[column + blockStride],
    codeTile[column + 2u * blockStride],
    codeTile[column + 3u * blockStride],
  );
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

  // Of rows ty, ty + side, ty + 2 side …
  var best0 = noneYet(first);
  var best1 = best0;
  var best2 = best0;
  var best3 = best0;
  var best4 = best0;
  var best5 = best0;
  var best6 = best0;
  var best7 = best0;

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
    // The second block of a wide tile's thread; otherwise the compiler drops it.
    let otherBlock = block + side;
    let otherStart = halfNorms[min(otherBlock, run.blocks - 1u)];
    var others0 = otherStart;
    var others1 = otherStart;
    var others2 = otherStart;
    var others3 = otherStart;
    var others4 = otherStart;
    var others5 = otherStart;
    var others6 = otherStart;
    var others7 = otherStart;

    for (var firstQuad = 0u; firstQuad < dimQuads; firstQuad += quadsDeep) {
      // Where one slice holds all of D, the rows stay in workgroup memory from the first tile on.
      if (quadsDeep < dimQuads || tile == first) {
        loadRows(local, firstRow, firstQuad);
      }
      loadCodes(local, tile, firstQuad);
      workgroupBarrier();
      let quads = min(quadsDeep, dimQuads - firstQuad);
      for (var quad = 0u; quad < quads; quad++) {
        let column = 4u * quad * blockStride + tx;
        let row = ty * rowStride + quad;
        let z0 = rowTile[row];
        let z1 = rowTile[row + side * rowStride];
        let z2 = rowTile[row + 2u * side * rowStride];
        let z3 = rowTile[row + 3u * side * rowStride];
        let z4 = rowTile[row + 4u * side * rowStride];
        let z5 = rowTile[row + 5u * side * rowStride];
        let z6 = rowTile[row + 6u * side * rowStride];
        let z7 = rowTile[row + 7u * side * rowStride];
        let e = blockIn(column);
        scores0 = lessDot(scores0, e, z0);
        scores1 = lessDot(scores1, e, z1);
        scores2 = lessDot(scores2, e, z2);
        scores3 = lessDot(scores3, e, z3);
        scores4 = lessDot(scores4, e, z4);
        scores5 = lessDot(scores5, e, z5);
        scores6 = lessDot(scores6, e, z6);
        scores7 = lessDot(scores7, e, z7);
        if (wide) {
          let other = blockIn(column + side);
          others0 = lessDot(others0, other, z0);
          others1 = lessDot(others1, other, z1);
          others2 = lessDot(others2, other, z2);
          others3 = lessDot(others3, other, z3);
          others4 = lessDot(others4, other, z4);
          others5 = lessDot(others5, other, z5);
          others6 = lessDot(others6, other, z6);
          others7 = lessDot(others7, other, z7);
        }
      }
      workgroupBarrier();
    }

    // Past the end, the tile holds what was left there.
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
    if (wide && otherBlock < end) {
      best0 = better(best0, others0, otherBlock);
      best1 = better(best1, others1, otherBlock);
      best2 = better(best2, others2, otherBlock);
      best3 = better(best3, others3, otherBlock);
      best4 = better(best4, others4, otherBlock);
      best5 = better(best5, others5, otherBlock);
      best6 = better(best6, others6, otherBlock);
      best7 = better(best7, others7, otherBlock);
    }
  }

  // The 16 threads that share rows agree on each row's best. A code is below 2²⁴, so it is exact as a float.
  let bests = array(best0, best1, best2, best3, best4, best5, best6, best7);
  for (var i = 0u; i < 8u; i++) {
    codeTile[local] = vec4f(bests[i].score, f32(bests[i].code), 0, 0);
    workgroupBarrier();
    let row = firstRow + ty + i * side;
    if (tx == 0u && row < run.rows) {
      var winner = bests[i];
      for (var other = local + 1u; other < local + side; other++) {
        let rival = Best(codeTile[other].x, u32(codeTile[other].y));
        if (rival.score < winner.score || (rival.score == winner.score && rival.code < winner.code)) {
          winner = rival;
        }
      }
      partials[group.y * run.rows + row] = winner;
    }
    workgroupBarrier();
  }
}
