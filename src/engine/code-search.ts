// The engine's side of finding better codes (core/code-search.ts): which codes a cell may choose from, and how far the open
// pack's decoder is from the photo with each choice. Only what a choice changes is decoded.
import { searchCodes } from '../core/code-search.ts';
import type { RgbaImage } from '../core/image.ts';
import { cellOnLevel, changedInLayers, layered, type TokenLayers } from '../core/levels.ts';
import { psnrOfSquares, squaredDifferences } from '../core/metrics/psnr.ts';
import { changedCells, type TokenGrid } from '../core/token-grid.ts';
import { EngineError } from './engine-error.ts';
import type { Turn } from './opening/opening.ts';
import type { CodeSearchProgress, CodeSearchRequest, Latents } from './protocol.ts';
import type { Quantizer } from './quantizer/quantizer.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Codes that a cell chooses from, its nearest ones. More bring little, and each one is a decode (models/recipe/README.md). */
const choicesPerCell = 4;

export interface CodeSearchParts {
  readonly tokenizer: Tokenizer;
  /** Of the level that is searched. */
  readonly zE: Latents;
  readonly turn: Turn;
  readonly onProgress: (progress: CodeSearchProgress) => void;
}

/**
 * @returns the last step; the ones before it are told of as they come
 * @throws EngineError `not-ready` where the grid is not the encoded photo's; `aborted` by the turn
 */
export async function findBetterCodes(
  { tokenizer, zE, turn, onProgress }: CodeSearchParts,
  { image, grids, level, cells }: CodeSearchRequest,
): Promise<CodeSearchProgress> {
  const levels = tokenizer.levels.map((entry) => entry.level);
  const { quantizer } = tokenizer.levels[level]!;
  let grid = grids[level]!;
  if (zE.width !== grid.width || zE.height !== grid.height) {
    throw new EngineError('not-ready', 'The photo that is encoded is another one.');
  }
  const choices = await choicesOf(quantizer, zE, grid, cells ?? [...grid.tokens.keys()], turn);
  const squares = squaresOfCells(tokenizer, image, turn);
  const here = { ...grid, downsample: levels[level]!.downsample };
  const errors = async (tried: TokenGrid) => {
    const layers = layered(
      grids.map((other, i) => (i === level ? tried : other)),
      levels,
    );
    const finest = { width: layers.width, height: layers.height, downsample: levels.at(-1)!.downsample };
    const ofLevel = new Float64Array(tried.tokens.length);
    for (const [cell, square] of (await squares(layers)).entries()) ofLevel[cellOnLevel(cell, finest, here)]! += square;
    return ofLevel;
  };
  let progress: CodeSearchProgress | null = null;
  for await (const step of searchCodes({ grid, choices, errors })) {
    if (progress) onProgress(progress);
    const changes = changedCells(grid, step.grid).map((index) => ({ index, code: step.grid.tokens[index]! }));
    progress = { changes, psnr: psnrOfSquares(step.squaredError, image), done: step.done, total: step.total };
    grid = step.grid;
  }
  return progress!;
}

/** A row of cells a turn. A code that is none of the nearest was chosen by someone: it stays. */
async function choicesOf(
  quantizer: Quantizer,
  { values }: Latents,
  { width, height, tokens }: TokenGrid,
  cells: readonly number[],
  turn: Turn,
): Promise<Map<number, readonly number[]>> {
  const count = width * height;
  const choices = new Map<number, readonly number[]>();
  for (let from = 0; from < cells.length; from += width) {
    await turn(async () => {
      for (const cell of cells.slice(from, from + width)) {
        const query = Float32Array.from({ length: quantizer.channels }, (_, i) => values[i * count + cell]!);
        const codes = [...(await quantizer.topCodes(query, choicesPerCell)).codes];
        if (codes.includes(tokens[cell]!)) choices.set(cell, codes);
      }
    });
  }
  return choices;
}

/** Squared errors of the finest level's cells, grid after grid. */
function squaresOfCells(tokenizer: Tokenizer, image: RgbaImage, turn: Turn) {
  const f = tokenizer.levels.at(-1)!.level.downsample;
  let shown: TokenLayers | null = null;
  let squares = new Float64Array();
  return async (layers: TokenLayers): Promise<Float64Array> => {
    const changed = shown && changedInLayers(shown.layers, layers.layers);
    squares = shown ? squares.slice() : new Float64Array(layers.width * layers.height);
    for (const decode of tokenizer.decoder.plan(layers, changed)) {
      const { patch } = await turn(decode);
      const { rect } = patch;
      for (let y = 0; y < rect.height; y += f) {
        for (let x = 0; x < rect.width; x += f) {
          const cell = ((rect.y + y) / f) * layers.width + (rect.x + x) / f;
          const block = { x, y, width: f, height: f };
          squares[cell] = squaredDifferences(patch.image, image, block, { x: rect.x + x, y: rect.y + y });
        }
      }
    }
    shown = layers;
    return squares;
  };
}
