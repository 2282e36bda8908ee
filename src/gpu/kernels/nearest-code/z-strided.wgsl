// z_e is [D][N], or [N][D] with any D: four loads a quad. Past D the last dimension is read again, since the
// codebook's padding of 0 takes it out of every dot product.
const rowsLieTogether = true;

@group(0) @binding(1) var<storage, read> z: array<f32>;

fn zAt(row: u32, d: u32) -> f32 {
  return z[row * run.rowStride + min(d, dim - 1u) * run.dimStride];
}

fn zQuad(row: u32, quad: u32) -> vec4f {
  let d = 4u * quad;
  return vec4f(zAt(row, d), zAt(row, d + 1u), zAt(row, d + 2u), zAt(row, d + 3u));
}
