// z_e is [N][D] with D a multiple of 4: one load is four dimensions.
const rowsLieTogether = false;

@group(0) @binding(1) var<storage, read> z: array<vec4f>;

fn zQuad(row: u32, quad: u32) -> vec4f {
  return z[row * dimQuads + quad];
}

fn zAt(row: u32, d: u32) -> f32 {
  return z[row * dimQuads + d / 4u][d % 4u];
}
