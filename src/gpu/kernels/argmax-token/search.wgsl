// Argmax token, first pass: of a stretch of the codes, each cell's largest logit. Neighbouring threads take neighbouring
// cells, which lie beside each other in channel-major logits, so that every load of a workgroup is one run of memory.
override workgroupSize: u32;

@group(0) @binding(1) var<storage, read> logits: array<u32>;
@group(0) @binding(2) var<storage, read_write> partials: array<Best>;

@compute @workgroup_size(workgroupSize)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u) {
  let cell = group.x * workgroupSize + local;
  if (cell >= run.cells) {
    return;
  }
  let begin = group.y * run.codesPerSplit;
  let end = min(begin + run.codesPerSplit, run.codes);
  var best = Best(0u, begin);
  for (var code = begin; code < end; code++) {
    let key = orderOf(logits[code * run.cells + cell]);
    if (key > best.key) {
      best = Best(key, code);
    }
  }
  partials[group.y * run.cells + cell] = best;
}
