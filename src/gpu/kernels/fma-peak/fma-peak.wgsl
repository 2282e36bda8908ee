// Fused multiply-adds and next to nothing else: independent chains of x ← multiplier · x + summand, held in registers.
// The numbers come from outside and the end leaves through memory, so that no compiler can skip the way there. fma-peak.ts
// writes the chains out: `start`, `advance` by one round, and `sum`.
override workgroupSize: u32;

struct Run {
  multiplier: f32,
  summand: f32,
  rounds: u32,
}

@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read_write> sums: array<f32>;

@compute @workgroup_size(workgroupSize)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let m = vec4f(run.multiplier);
  let s = vec4f(run.summand);
  var chains = start(f32(id.x % 8u));
  for (var round = 0u; round < run.rounds; round++) {
    chains = advance(chains, m, s);
  }
  sums[id.x] = sum(chains);
}
