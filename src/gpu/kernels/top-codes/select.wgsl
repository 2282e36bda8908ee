// Top codes, second and third pass: the first `keep` candidates of each segment, in order. Every candidate counts those
// that come before it; that count is its place. No barrier, no sort, and the result does not depend on timing.
override workgroupSize: u32;

struct Candidate {
  distance: f32,
  code: u32,
}

struct Run {
  candidates: u32,
  segment: u32,
  keep: u32,
}

@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read> candidates: array<Candidate>;
@group(0) @binding(2) var<storage, read_write> kept: array<Candidate>;

@compute @workgroup_size(workgroupSize)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= run.candidates) {
    return;
  }
  let segment = id.x / run.segment;
  let mine = candidates[id.x];
  var place = 0u;
  for (var i = segment * run.segment; i < (segment + 1u) * run.segment; i++) {
    let other = candidates[i];
    let before = other.distance < mine.distance || (other.distance == mine.distance && other.code < mine.code);
    place += select(0u, 1u, before);
  }
  if (place < run.keep) {
    kept[segment * run.keep + place] = mine;
  }
}
