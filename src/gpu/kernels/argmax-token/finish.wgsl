// Argmax token, last pass: the best of the stretches and its logit. They are visited in rising order of code, so `>` keeps
// the lowest code of equal logits.
override workgroupSize: u32;

@group(0) @binding(1) var<storage, read> logits: array<u32>;
@group(0) @binding(2) var<storage, read> partials: array<Best>;
@group(0) @binding(3) var<storage, read_write> tokens: array<u32>;
@group(0) @binding(4) var<storage, read_write> winners: array<u32>;

@compute @workgroup_size(workgroupSize)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let cell = id.x;
  if (cell >= run.cells) {
    return;
  }
  var best = partials[cell];
  for (var split = 1u; split < run.splits; split++) {
    let other = partials[split * run.cells + cell];
    if (other.key > best.key) {
      best = other;
    }
  }
  tokens[cell] = best.code;
  winners[cell] = logits[best.code * run.cells + cell];
}
