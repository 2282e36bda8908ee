// What variant "held" needs beside held.wgsl: the part of its WGSL that is written out for a codebook's D, and the texture
// that holds the codes.
import type { CodebookShape, PackedCodebook } from '../../codebook.ts';
import source from './held.wgsl?raw';
import { type HeldTiling, heldTiling } from './nearest-code.plan.ts';

const swaps = ['', 'quadSwapX', 'quadSwapY', 'quadSwapDiagonal'] as const;

/** The search, to be joined with the bindings and a reader of z_e. */
export function heldSearch(packed: PackedCodebook, { dim }: CodebookShape): string {
  const tiling = heldTiling(dim);
  const { rows, paddedDim, codesAtOnce } = tiling;
  const firstFetched = rows * paddedDim;
  const firstScore = firstFetched + 4 * fetchesOf(tiling);
  return [
    `const rowsOfThread = ${rows}u;`,
    `const paddedDim = ${paddedDim}u;`,
    `const codesAtOnce = ${codesAtOnce}u;`,
    `const firstFetched = ${firstFetched}u;`,
    `const firstScore = ${firstScore}u;`,
    `const firstSum = ${firstScore + rows}u;`,
    `const texelSize = 1 / vec2f(${paddedDim}, ${lineCount(packed)});`,
    source,
    scoreCodes(tiling),
    keepBetter(tiling),
  ].join('\n');
}

/**
 * The codes as texels of four numbers, a block of four codes a line. The four threads fetch four texels that lie together:
 * 16 dimensions of a code, or 8 of two, or 4 of four.
 */
export function createHeldCodes(device: GPUDevice, packed: PackedCodebook, { dim }: CodebookShape): GPUTexture {
  const tiling = heldTiling(dim);
  const { paddedDim, codesAtOnce } = tiling;
  const { blocks, dimQuads } = packed;
  const lines = lineCount(packed);
  const dimsOfTexel = 4 / codesAtOnce;
  const texels = new Float32Array(4 * paddedDim * lines);
  for (let line = 0; line < lines; line++) {
    for (let code = 0; code < 4; code++) {
      for (let d = 0; d < 4 * dimQuads; d++) {
        const fetch = Math.floor(code / codesAtOnce) * fetchesOf(tiling) + Math.floor(d / (4 * dimsOfTexel));
        const column = 4 * fetch + (Math.floor(d / dimsOfTexel) % 4);
        const number = (code % codesAtOnce) * dimsOfTexel + (d % dimsOfTexel);
        texels[4 * (line * paddedDim + column) + number] =
          blocks[16 * (line * dimQuads + (d >> 2)) + 4 * (d % 4) + code]!;
      }
    }
  }
  const size = [paddedDim, lines];
  const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST;
  const texture = device.createTexture({ label: 'nearest-code held codes', size, format: 'rgba32float', usage });
  device.queue.writeTexture({ texture }, texels, { bytesPerRow: 16 * paddedDim }, size);
  return texture;
}

function lineCount({ blocks, dimQuads }: PackedCodebook): number {
  return blocks.length / (16 * dimQuads);
}

/** Fetches that bring the codes of a step. */
function fetchesOf({ paddedDim, codesAtOnce }: HeldTiling): number {
  return (paddedDim * codesAtOnce) / 16;
}

/** Few sums leave registers for what was fetched; storing it in a thread's memory takes a dozen instructions a number. */
function inVariables({ rows }: HeldTiling): boolean {
  return rows <= 6;
}

/** Scores `codesAtOnce` codes for all rows, and tells whether any is better than its row's best. */
function scoreCodes(tiling: HeldTiling): string {
  const { rows, rowsOfTile, codesAtOnce } = tiling;
  const lines = [
    'fn scoreCodes(code: u32, lane: u32) -> bool {',
    'let place = placeOf(code, lane);',
    'var better = false;',
  ];
  for (let code = 0; code < codesAtOnce; code++) lines.push(`let start${code} = halfNorms[code + ${code}u];`);
  for (let fetch = 0; fetch < fetchesOf(tiling); fetch++) {
    lines.push(`let texel${fetch} = fetch(place, ${fetch}f);`);
    if (inVariables(tiling)) continue;
    for (let i = 0; i < 4; i++) lines.push(`held[firstFetched + ${4 * fetch + i}u] = texel${fetch}[${i}];`);
  }
  for (let code = 0; code < codesAtOnce; code++) {
    for (let first = 0; first < rows; first += rowsOfTile) lines.push('{', ...scoreTile(tiling, code, first), '}');
  }
  return [...lines, 'return better;', '}'].join('\n');
}

/** One code for some rows. Vectors are negated: the sum becomes ½‖e‖² − z·e. */
function scoreTile(tiling: HeldTiling, code: number, first: number): string[] {
  const { rows, rowsOfTile, paddedDim, codesAtOnce } = tiling;
  const tile = Array.from({ length: rowsOfTile }, (_, i) => first + i);
  const numbers = 4 / codesAtOnce;
  const lines = tile.map((row) => `var sum${row} = start${code};`);
  for (let step = 0; step < paddedDim; step++) {
    const [fetch, number] = [Math.floor(step / (4 * numbers)), code * numbers + (Math.floor(step / 4) % numbers)];
    const fetched = inVariables(tiling) ? `texel${fetch}[${number}]` : `held[firstFetched + ${4 * fetch + number}u]`;
    if (step % 4 === 0) lines.push(`let own${step} = ${fetched};`);
    lines.push(`let share${step} = ${swaps[step % 4]}(own${step & ~3});`);
    for (const row of tile) lines.push(`sum${row} = fma(held[${row * paddedDim + step}], share${step}, sum${row});`);
  }
  for (const row of tile) {
    lines.push(`better = better | (sum${row} < held[firstScore + ${row}u]);`);
    lines.push(`held[firstSum + ${code * rows + row}u] = sum${row};`);
  }
  return lines;
}

/** Takes over what `scoreCodes` found better. */
function keepBetter({ rows, codesAtOnce }: HeldTiling): string {
  const lines = ['fn keepBetter(code: u32) {'];
  for (let i = 0; i < codesAtOnce * rows; i++) {
    lines.push(`keep(${i % rows}u, code + ${Math.floor(i / rows)}u, held[firstSum + ${i}u]);`);
  }
  return [...lines, '}'].join('\n');
}
