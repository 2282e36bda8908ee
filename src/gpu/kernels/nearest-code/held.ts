// What variant "held" needs beside held.wgsl: the part of its WGSL that is written out for a codebook's D, and the texture
// that holds the codes.
import type { CodebookShape, PackedCodebook } from '../../codebook.ts';
import source from './held.wgsl?raw';
import { type HeldTiling, heldTiling } from './nearest-code.plan.ts';

const swaps = ['', 'quadSwapX', 'quadSwapY', 'quadSwapDiagonal'] as const;

/** The search, to be joined with the bindings and a reader of z_e. */
export function heldSearch(packed: PackedCodebook, { dim }: CodebookShape): string {
  const tiling = heldTiling(dim);
  return [
    `const rowsOfThread = ${tiling.rows}u;`,
    `const paddedDim = ${tiling.paddedDim}u;`,
    `const firstFetched = ${firstFetched(tiling)}u;`,
    `const firstScore = ${firstScore(tiling)}u;`,
    `const texelSize = 1 / vec2f(${tiling.paddedDim}, ${lineCount(packed)});`,
    source,
    tiling.codesAtOnce === 4 ? fourCodesAtOnce(tiling) : oneCodeAtOnce(tiling),
  ].join('\n');
}

/**
 * The codes as texels of four numbers, a block of four codes a line. Where four codes are searched at once a texel is one
 * dimension of them, as they are packed; otherwise four dimensions of one code.
 */
export function createHeldCodes(device: GPUDevice, packed: PackedCodebook, { dim }: CodebookShape): GPUTexture {
  const { paddedDim, codesAtOnce } = heldTiling(dim);
  const { blocks, dimQuads } = packed;
  const lines = lineCount(packed);
  const texels = new Float32Array(4 * paddedDim * lines);
  for (let line = 0; line < lines; line++) {
    for (let quad = 0; quad < dimQuads; quad++) {
      const from = 16 * (line * dimQuads + quad);
      const to = 4 * (line * paddedDim + 4 * quad);
      for (let i = 0; i < 16; i++) {
        const transposed = 4 * (i % 4) + (i >> 2);
        texels[to + i] = blocks[from + (codesAtOnce === 4 ? i : transposed)]!;
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

/** Where what was fetched begins in a thread's memory, behind the vectors. */
function firstFetched({ rows, paddedDim }: HeldTiling): number {
  return rows * paddedDim;
}

/** Fetched are the codes, and the scores that four codes at once begin with. */
function firstScore(tiling: HeldTiling): number {
  return firstFetched(tiling) + (tiling.codesAtOnce === 4 ? tiling.paddedDim + 4 : tiling.paddedDim / 4);
}

/** Each of the four threads fetches other dimensions of a code: 16 of them a fetch. */
function oneCodeAtOnce(tiling: HeldTiling): string {
  const { rows, rowsOfTile, paddedDim } = tiling;
  const lines = [
    'fn dimOfStep(step: u32, lane: u32) -> u32 {',
    'return (step & ~15u) + 4u * (lane ^ (step & 3u)) + ((step >> 2u) & 3u);',
    '}',
    'fn searchBlock(block: u32, invocation: u32) {',
    'let lane = invocation % 4u;',
    'let starts = halfNorms[4u * block + lane];',
    'for (var i = 0u; i < 4u; i++) {',
    'let code = 4u * block + i;',
    'let start = subgroupShuffle(starts, (invocation & ~3u) + i);',
  ];
  for (let column = 0; column < paddedDim; column += 16) {
    lines.push(...fetch(tiling, `${column}u + 4u * lane + i`, column / 4));
  }
  for (let first = 0; first < rows; first += rowsOfTile) {
    const tile = rowsFrom(first, rowsOfTile);
    for (const row of tile) lines.push(`var sum${row} = start;`);
    for (let step = 0; step < paddedDim; step++) {
      lines.push(...share(tiling, first, step >> 2, step % 4));
      for (const row of tile) lines.push(multiplyAdd(`sum${row}`, row * paddedDim + step, `share${first}_${step}`));
    }
    for (const row of tile) lines.push(keep(tiling, row, `sum${row}`, 'code'));
  }
  return [...lines, '}', '}'].join('\n');
}

/** Each of the four threads fetches another dimension of four codes. */
function fourCodesAtOnce(tiling: HeldTiling): string {
  const { rows, rowsOfTile, paddedDim } = tiling;
  const starts = firstFetched(tiling) + paddedDim;
  const codes = [0, 1, 2, 3] as const;
  const lines = [
    'fn dimOfStep(step: u32, lane: u32) -> u32 {',
    'return (step & ~3u) + (lane ^ (step & 3u));',
    '}',
    'fn searchBlock(block: u32, invocation: u32) {',
    'let lane = invocation % 4u;',
    'let starts = halfNorms[4u * block + lane];',
    ...codes.map((code) => `held[${starts + code}] = quadBroadcast(starts, ${code}u);`),
  ];
  for (let column = 0; column < paddedDim; column += 4) lines.push(...fetch(tiling, `${column}u + lane`, column));
  for (let first = 0; first < rows; first += rowsOfTile) {
    const tile = rowsFrom(first, rowsOfTile);
    for (const row of tile) for (const code of codes) lines.push(`var sum${row}_${code} = held[${starts + code}];`);
    for (let quad = 0; quad < paddedDim; quad += 4) {
      for (const code of codes) {
        for (let swap = 0; swap < 4; swap++) {
          lines.push(...share(tiling, first, quad + code, swap));
          for (const row of tile) {
            const part = `share${first}_${4 * (quad + code) + swap}`;
            lines.push(multiplyAdd(`sum${row}_${code}`, row * paddedDim + quad + swap, part));
          }
        }
      }
    }
    for (const row of tile) {
      const sums = codes.map((code) => `sum${row}_${code}`);
      lines.push(`let least${row} = min(min(${sums[0]}, ${sums[1]}), min(${sums[2]}, ${sums[3]}));`);
      const which = sums
        .slice(0, 3)
        .reduceRight((others, sum, code) => `select(${others}, ${code}u, ${sum} == least${row})`, '3u');
      lines.push(keep(tiling, row, `least${row}`, `4u * block + ${which}`));
    }
  }
  return [...lines, '}'].join('\n');
}

/** A texel's four numbers into a thread's memory. */
function fetch(tiling: HeldTiling, column: string, at: number): string[] {
  const texel = `texel${at}`;
  const numbers = [0, 1, 2, 3].map((i) => `held[${firstFetched(tiling) + at + i}] = ${texel}[${i}];`);
  return [`let ${texel} = fetch(${column}, block);`, ...numbers];
}

/** The `number`-th fetched one as the own thread or a neighbour of it has it. Named by the tile that it is used in. */
function share(tiling: HeldTiling, tile: number, number: number, swap: number): string[] {
  const own = `own${tile}_${number}`;
  const load = swap === 0 ? [`let ${own} = held[${firstFetched(tiling) + number}];`] : [];
  return [...load, `let share${tile}_${4 * number + swap} = ${swaps[swap]}(${own});`];
}

/** The vector is negated: the sum becomes ½‖e‖² − z·e. */
function multiplyAdd(sum: string, vectorAt: number, part: string): string {
  return `${sum} = fma(held[${vectorAt}], ${part}, ${sum});`;
}

/** Codes come in rising order, so `<` keeps the lowest of equal ones. */
function keep(tiling: HeldTiling, row: number, score: string, code: string): string {
  const best = `held[${firstScore(tiling) + row}]`;
  return `found[${row}] = select(found[${row}], ${code}, ${score} < ${best}); ${best} = min(${best}, ${score});`;
}

function rowsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}
