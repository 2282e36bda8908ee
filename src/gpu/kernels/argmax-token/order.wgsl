// What both passes share. Logits are read and compared as bits: WGSL lets an implementation assume that floats are neither
// infinite nor NaN, and masked logits are.
struct Run {
  cells: u32,
  codes: u32,
  codesPerSplit: u32,
  splits: u32,
}

struct Best {
  key: u32,
  code: u32,
}

@group(0) @binding(0) var<uniform> run: Run;

// A number that rises with the float of these bits: NaN below −∞, both zeros alike.
fn orderOf(bits: u32) -> u32 {
  let magnitude = bits & 0x7fffffffu;
  let rising = select(0x80000000u | magnitude, ~bits, bits > 0x80000000u);
  return select(rising, 0u, magnitude > 0x7f800000u);
}
