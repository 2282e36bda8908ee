// Fused multiply-adds and next to nothing else: independent chains of x ← multiplier · x + summand, held in registers.
// The numbers come from outside and the end leaves through memory, so that no compiler can skip the way there.
override workgroupSize: u32;
// 2, 4 or 8 vec4f. Few fit the registers of a CPU that plays GPU, many hide the latency of a GPU's.
override chains: u32;

struct Run {
  multiplier: f32,
  summand: f32,
  // Of four multiply-adds a chain.
  rounds: u32,
}

@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read_write> sums: array<f32>;

@compute @workgroup_size(workgroupSize)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let m = vec4f(run.multiplier);
  let s = vec4f(run.summand);
  var a = vec4f(0, 1, 2, 3) + f32(id.x % 8u);
  var b = a + 4f;
  var c = a + 8f;
  var d = a + 12f;
  var e = a + 16f;
  var f = a + 20f;
  var g = a + 24f;
  var h = a + 28f;
  for (var round = 0u; round < run.rounds; round++) {
    a = fma(a, m, s);
    b = fma(b, m, s);
    if (chains > 2u) {
      c = fma(c, m, s);
      d = fma(d, m, s);
    }
    if (chains > 4u) {
      e = fma(e, m, s);
      f = fma(f, m, s);
      g = fma(g, m, s);
      h = fma(h, m, s);
    }
    a = fma(a, m, s);
    b = fma(b, m, s);
    if (chains > 2u) {
      c = fma(c, m, s);
      d = fma(d, m, s);
    }
    if (chains > 4u) {
      e = fma(e, m, s);
      f = fma(f, m, s);
      g = fma(g, m, s);
      h = fma(h, m, s);
    }
    a = fma(a, m, s);
    b = fma(b, m, s);
    if (chains > 2u) {
      c = fma(c, m, s);
      d = fma(d, m, s);
    }
    if (chains > 4u) {
      e = fma(e, m, s);
      f = fma(f, m, s);
      g = fma(g, m, s);
      h = fma(h, m, s);
    }
    a = fma(a, m, s);
    b = fma(b, m, s);
    if (chains > 2u) {
      c = fma(c, m, s);
      d = fma(d, m, s);
    }
    if (chains > 4u) {
      e = fma(e, m, s);
      f = fma(f, m, s);
      g = fma(g, m, s);
      h = fma(h, m, s);
    }
  }
  var sum = a + b;
  if (chains > 2u) {
    sum += c + d;
  }
  if (chains > 4u) {
    sum += (e + f) + (g + h);
  }
  sums[id.x] = (sum.x + sum.y) + (sum.z + sum.w);
}
