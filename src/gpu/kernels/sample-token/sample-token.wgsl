// Draws one code from each row of logits: top-k, top-p, and the race of src/core/sampling/sampler.ts with the same
// counter-based noise. One workgroup a row. Thresholds are found bit by bit over the order of float32, so nothing is sorted.
override size: u32;
override workgroupSize: u32;

struct Run {
  temperature: f32,
  topP: f32,
  topK: u32,
}

struct Draw {
  seed: u32,
  place: u32,
  // Where the token goes in the output.
  slot: u32,
}

@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read> draws: array<Draw>;
@group(0) @binding(2) var<storage, read> logits: array<f32>;
@group(0) @binding(3) var<storage, read_write> tokens: array<i32>;

var<workgroup> partF: array<f32, workgroupSize>;
var<workgroup> partU: array<u32, workgroupSize>;

fn sumF(lane: u32, value: f32) -> f32 {
  partF[lane] = value;
  workgroupBarrier();
  for (var half = workgroupSize / 2u; half > 0u; half /= 2u) {
    if (lane < half) {
      partF[lane] += partF[lane + half];
    }
    workgroupBarrier();
  }
  let total = workgroupUniformLoad(&partF[0]);
  return total;
}

fn sumU(lane: u32, value: u32) -> u32 {
  partU[lane] = value;
  workgroupBarrier();
  for (var half = workgroupSize / 2u; half > 0u; half /= 2u) {
    if (lane < half) {
      partU[lane] += partU[lane + half];
    }
    workgroupBarrier();
  }
  let total = workgroupUniformLoad(&partU[0]);
  return total;
}

fn maxF(lane: u32, value: f32) -> f32 {
  partF[lane] = value;
  workgroupBarrier();
  for (var half = workgroupSize / 2u; half > 0u; half /= 2u) {
    if (lane < half) {
      partF[lane] = max(partF[lane], partF[lane + half]);
    }
    workgroupBarrier();
  }
  let most = workgroupUniformLoad(&partF[0]);
  return most;
}

// A number's place in the order of float32: larger numbers have larger keys.
fn keyOf(value: f32) -> u32 {
  // Adding 0 makes one zero of the two.
  let bits = bitcast<u32>(value + 0.0);
  return select(bits | 0x80000000u, ~bits, (bits & 0x80000000u) != 0u);
}

// PCG4D: M. Jarzynski and M. Olano, "Hash functions for GPU rendering", JCGT 9 (3), 2020.
fn pcg4d(input: vec4u) -> vec4u {
  var v = input * 1664525u + 1013904223u;
  v.x += v.y * v.w;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v.w += v.y * v.z;
  v ^= v >> vec4u(16u);
  v.x += v.y * v.w;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v.w += v.y * v.z;
  return v;
}

// −ln u of u = (n + 0.5) / 2²³, to float32's last bits: WGSL's own log may be off by 2⁻²¹, which is much where u is
// almost 1, and there the race is decided. With u = m · 2^e: −e · ln 2 + 2 artanh((1 − m) / (1 + m)), all terms positive.
fn minusLog(n: u32) -> f32 {
  // 2n + 1 in [1, 2²⁴): a float32 without loss.
  let parts = frexp(f32(2u * n + 1u));
  let m = parts.fract;
  let s = (1.0 - m) / (1.0 + m);
  let q = s * s;
  let series = 1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0 + q * (1.0 / 11.0 + q / 13.0)))));
  return f32(24 - parts.exp) * 0.69314718 + 2.0 * s * series;
}

@compute @workgroup_size(workgroupSize)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.x * size;
  // A lane has neighbouring codes, so that the lowest ids of equal logits are those of the lowest lanes.
  let each = (size + workgroupSize - 1u) / workgroupSize;
  let first = min(size, lane * each);
  let end = min(size, first + each);

  var most = -3.4028234e38;
  for (var code = first; code < end; code++) {
    most = max(most, logits[row + code]);
  }
  let highest = maxF(lane, most);
  let greedy = run.temperature == 0.0;
  let slope = 1.0 / select(run.temperature, 1.0, greedy);

  // Top-k: the largest key that at least k codes reach.
  let wanted = select(clamp(run.topK, 1u, size), 1u, greedy);
  var edge = 0u;
  if (wanted < size) {
    for (var bit = 0x80000000u; bit > 0u; bit >>= 1u) {
      var reached = 0u;
      for (var code = first; code < end; code++) {
        reached += select(0u, 1u, keyOf(logits[row + code]) >= (edge | bit));
      }
      if (sumU(lane, reached) >= wanted) {
        edge |= bit;
      }
    }
  }
  var above = 0u;
  var massAbove = 0.0;
  for (var code = first; code < end; code++) {
    let logit = logits[row + code];
    if (keyOf(logit) > edge) {
      above += 1u;
      massAbove += exp((logit - highest) * slope);
    }
  }
  let countAbove = sumU(lane, above);
  var ties = wanted - countAbove;

  // Top-p: the largest key that codes of enough mass reach, not below the first. The likeliest code's mass is 1.
  if (run.topP < 1.0 && wanted > 1u) {
    var edgeMass = 0.0;
    if (edge > 0u) {
      edgeMass = f32(ties) * exp((valueOf(edge) - highest) * slope);
    }
    let goal = 1.0 + run.topP * (sumF(lane, massAbove) + edgeMass - 1.0);
    var nucleus = 0u;
    for (var bit = 0x80000000u; bit > 0u; bit >>= 1u) {
      var mass = 0.0;
      for (var code = first; code < end; code++) {
        let logit = logits[row + code];
        if (keyOf(logit) >= (nucleus | bit)) {
          mass += exp((logit - highest) * slope);
        }
      }
      if (sumF(lane, mass) >= goal) {
        nucleus |= bit;
      }
    }
    if (nucleus > edge) {
      var mass = 0.0;
      for (var code = first; code < end; code++) {
        let logit = logits[row + code];
        if (keyOf(logit) > nucleus) {
          mass += exp((logit - highest) * slope);
        }
      }
      edge = nucleus;
      let weight = exp((valueOf(nucleus) - highest) * slope);
      ties = u32(max(1.0, ceil((goal - sumF(lane, mass)) / weight)));
    }
  }

  // Of equal logits the lowest ids are kept: how many the lanes before this one have.
  var equal = 0u;
  for (var code = first; code < end; code++) {
    equal += select(0u, 1u, keyOf(logits[row + code]) == edge);
  }
  partU[lane] = equal;
  workgroupBarrier();
  var seen = 0u;
  for (var other = 0u; other < lane; other++) {
    seen += partU[other];
  }
  workgroupBarrier();

  // The race: the least time wins, the lowest code of equal ones.
  let draw = draws[group.x];
  var best = 3.4028234e38;
  var winner = 0u;
  var block = 0xffffffffu;
  var words = vec4u();
  for (var code = first; code < end; code++) {
    let logit = logits[row + code];
    let key = keyOf(logit);
    if (key < edge) {
      continue;
    }
    if (key == edge) {
      seen += 1u;
      if (seen > ties) {
        continue;
      }
    }
    if ((code >> 2u) != block) {
      block = code >> 2u;
      words = pcg4d(vec4u(draw.seed, draw.place, block, 0u));
    }
    let time = minusLog(words[code & 3u] >> 9u) / exp((logit - highest) * slope);
    if (time < best) {
      best = time;
      winner = code;
    }
  }
  partF[lane] = best;
  partU[lane] = winner;
  workgroupBarrier();
  for (var half = workgroupSize / 2u; half > 0u; half /= 2u) {
    if (lane < half && partF[lane + half] < partF[lane]) {
      partF[lane] = partF[lane + half];
      partU[lane] = partU[lane + half];
    }
    workgroupBarrier();
  }
  if (lane == 0u) {
    tokens[draw.slot] = i32(partU[0]);
  }
}

fn valueOf(key: u32) -> f32 {
  return bitcast<f32>(select(~key, key & 0x7fffffffu, (key & 0x80000000u) != 0u));
}
