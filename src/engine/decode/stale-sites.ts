// Which sites of a decoder's sections are up to date, for the tokens of a window of the grid, and which are to be
// computed for a part of the picture. Book-keeping alone: the numbers lie in the workspace.
import type { TokenLayers } from '../../core/levels.ts';
import type { Rect } from '../../core/rect.ts';
import type { CodeTables } from './code-tables.ts';
import type { PackedSection } from './packed-sections.ts';

/** A site's state. Wanted: stale, and already in the list of what is to be computed. */
const stale = 0;
const current = 1;
const wanted = 2;

export const nothing: Rect = { x: 0, y: 0, width: 0, height: 0 };

export class StaleSites {
  readonly #sections: readonly PackedSection[];
  readonly #tables: CodeTables;
  #window: Rect = nothing;
  /** For each level the tokens over the window's cells, row by row, that the current sites were computed from. */
  #tokens: Int32Array[];
  /** For each section the state of its sites, row by row, and a list of those to compute. */
  #states: Uint8Array[] = [];
  #lists: Int32Array[] = [];
  readonly #counts: number[];

  constructor(sections: readonly PackedSection[], tables: CodeTables) {
    this.#sections = sections;
    this.#tables = tables;
    this.#tokens = Array.from({ length: tables.levels }, () => new Int32Array(0));
    this.#counts = sections.map(() => 0);
  }

  /** The part of the grid that this is about. */
  get window(): Rect {
    return this.#window;
  }

  /** Another part of a grid, or of another grid: everything is stale. */
  moveTo(window: Rect): void {
    const { width, height } = window;
    if (width !== this.#window.width || height !== this.#window.height) {
      this.#tokens = this.#tokens.map(() => new Int32Array(width * height));
      this.#states = this.#sections.map(({ scale }) => new Uint8Array(width * height * scale * scale));
      this.#lists = this.#states.map(({ length }) => new Int32Array(length));
    }
    for (const states of this.#states) states.fill(stale);
    // No code: every token differs.
    for (const tokens of this.#tokens) tokens.fill(-1);
    this.#window = window;
  }

  /**
   * Takes in the grid's tokens: what they can reach becomes stale.
   * @param onChange hears of every cell over which a level has another code, by column and row in the window
   * @throws EngineError `model-failed` if a token is no code
   */
  follow(grid: TokenLayers, onChange: (level: number, token: number, column: number, row: number) => void): void {
    const { x, y, width, height } = this.#window;
    grid.layers.forEach((layer, level) => {
      const known = this.#tokens[level]!;
      for (let row = 0; row < height; row++) {
        const here = row * width;
        const there = (y + row) * grid.width + x;
        let column = 0;
        while (column < width) {
          if (known[here + column] === layer[there + column]) {
            column++;
            continue;
          }
          const start = column;
          for (; column < width && known[here + column] !== layer[there + column]; column++) {
            this.#tables.check(level, layer[there + column]!);
          }
          for (let changed = start; changed < column; changed++) {
            const token = layer[there + changed]!;
            known[here + changed] = token;
            onChange(level, token, changed, row);
          }
          this.#spoil({ x: start, y: row, width: column - start, height: 1 });
        }
      }
    });
  }

  /** Lists, for each section, the stale sites that these cells of the grid depend on; they must lie in the window. */
  want(cells: Rect): void {
    const last = this.#sections.length - 1;
    const { scale } = this.#sections[last]!;
    const left = (cells.x - this.#window.x) * scale;
    const top = (cells.y - this.#window.y) * scale;
    for (let y = top; y < top + cells.height * scale; y++) {
      for (let x = left; x < left + cells.width * scale; x++) this.#wantSite(last, x, y);
    }
    for (let index = last; index > 0; index--) {
      const { reach, scale: sites } = this.#sections[index]!;
      const { block } = this.#sections[index - 1]!;
      const columns = this.#window.width * sites;
      const rows = this.#window.height * sites;
      const list = this.#lists[index]!;
      for (let i = 0; i < this.#counts[index]!; i++) {
        const x = list[i]! % columns;
        const y = (list[i]! - x) / columns;
        const firstX = Math.floor(Math.max(0, x - reach) / block);
        const lastX = Math.floor(Math.min(columns - 1, x + reach) / block);
        const firstY = Math.floor(Math.max(0, y - reach) / block);
        const lastY = Math.floor(Math.min(rows - 1, y + reach) / block);
        for (let row = firstY; row <= lastY; row++) {
          for (let column = firstX; column <= lastX; column++) this.#wantSite(index - 1, column, row);
        }
      }
    }
  }

  /** How many of a section's sites are to be computed. */
  count(section: number): number {
    return this.#counts[section]!;
  }

  /** A section's sites to compute, `count(section)` of them: row · columns + column, in the window. */
  list(section: number): Int32Array {
    return this.#lists[section]!;
  }

  /** The listed sites of a section have been computed. */
  settle(section: number): void {
    const states = this.#states[section]!;
    const list = this.#lists[section]!;
    for (let i = 0; i < this.#counts[section]!; i++) states[list[i]!] = current;
    this.#counts[section] = 0;
  }

  /** Makes all of a section's sites stale, and nothing that they reach. */
  spoilSection(section: number): void {
    this.#states[section]!.fill(stale);
  }

  /** @param tokens in the window */
  #spoil(tokens: Rect): void {
    let { x, y } = tokens;
    let right = x + tokens.width;
    let bottom = y + tokens.height;
    this.#sections.forEach(({ reach, scale, block }, index) => {
      const columns = this.#window.width * scale;
      const rows = this.#window.height * scale;
      x = Math.max(0, x - reach);
      y = Math.max(0, y - reach);
      right = Math.min(columns, right + reach);
      bottom = Math.min(rows, bottom + reach);
      const states = this.#states[index]!;
      for (let row = y; row < bottom; row++) states.fill(stale, row * columns + x, row * columns + right);
      x *= block;
      y *= block;
      right *= block;
      bottom *= block;
    });
  }

  #wantSite(section: number, x: number, y: number): void {
    const states = this.#states[section]!;
    const site = y * this.#window.width * this.#sections[section]!.scale + x;
    if (states[site] !== stale) return;
    states[site] = wanted;
    this.#lists[section]![this.#counts[section]!++] = site;
  }
}
