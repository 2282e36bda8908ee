// Which codes the palette lists, and in what order.

export type CodeOrder = 'look' | 'id' | 'usage' | 'likely';

interface ListedCodesOptions {
  readonly codebookSize: number;
  readonly order: CodeOrder;
  /** All codes so that neighbours look alike; ids rise where it is not known yet. */
  readonly lookOrder: Int32Array | null;
  /** Uses of each code in the picture; null without one. */
  readonly counts: Uint32Array | null;
  /** What the prior expects at the inspected cell, likeliest first; null where it was not asked. */
  readonly likely?: Int32Array | null;
  readonly usedOnly: boolean;
  /** The first digits of an id; empty for all. */
  readonly search: string;
}

export function listedCodes({
  codebookSize,
  order,
  lookOrder,
  counts,
  likely = null,
  usedOnly,
  search,
}: ListedCodesOptions): readonly number[] {
  const given = order === 'likely' ? likely : search === '' && order === 'look' ? lookOrder : null;
  const all =
    given?.length === codebookSize ? Array.from(given) : Array.from({ length: codebookSize }, (_, code) => code);
  const listed = all.filter(
    (code) => (!usedOnly || (counts?.[code] ?? 0) > 0) && (search === '' || String(code).startsWith(search)),
  );
  if (order === 'usage' && counts) listed.sort((a, b) => counts[b]! - counts[a]! || a - b);
  return listed;
}
