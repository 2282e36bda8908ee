// Which codes the palette lists, and in what order.
import { orderCodes } from '../../core/projection.ts';

export type CodeOrder = 'look' | 'id' | 'usage' | 'likely';

interface ListedCodesOptions {
  readonly codebookSize: number;
  readonly order: CodeOrder;
  /** Uses of each code in the picture; null without one. */
  readonly counts: Uint32Array | null;
  /** What the prior expects at the inspected cell, likeliest first; null where it was not asked. */
  readonly likely?: Int32Array | null;
  readonly usedOnly: boolean;
  /** The first digits of an id; empty for all. */
  readonly search: string;
}

/** By look, ids rise: the grid arranges them once it knows its columns. */
export function listedCodes({
  codebookSize,
  order,
  counts,
  likely = null,
  usedOnly,
  search,
}: ListedCodesOptions): readonly number[] {
  const given = order === 'likely' && likely?.length === codebookSize ? likely : null;
  const all = given ? Array.from(given) : Array.from({ length: codebookSize }, (_, code) => code);
  const listed = all.filter(
    (code) => (!usedOnly || (counts?.[code] ?? 0) > 0) && (search === '' || String(code).startsWith(search)),
  );
  if (order === 'usage' && counts) listed.sort((a, b) => counts[b]! - counts[a]! || a - b);
  return listed;
}

/**
 * The codes so that neighbours look alike, beside and below each other, in rows of `columns`.
 * @param looks K×3 sRGB, what each code looks like on average
 */
export function arrangedByLook(codes: readonly number[], looks: Uint8Array, columns: number): readonly number[] {
  const colours = new Uint8Array(3 * codes.length);
  codes.forEach((code, i) => {
    colours.set(looks.subarray(3 * code, 3 * code + 3), 3 * i);
  });
  return Array.from(orderCodes(colours, columns), (i) => codes[i]!);
}
