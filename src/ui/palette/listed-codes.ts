// Which codes the palette lists, and in what order.

export type CodeOrder = 'look' | 'id' | 'usage';

interface ListedCodesOptions {
  readonly codebookSize: number;
  readonly order: CodeOrder;
  /** All codes so that neighbours look alike; ids rise where it is not known yet. */
  readonly lookOrder: Int32Array | null;
  /** Uses of each code in the picture; null without one. */
  readonly counts: Uint32Array | null;
  readonly usedOnly: boolean;
  /** The first digits of an id; empty for all. */
  readonly search: string;
}

export function listedCodes({
  codebookSize,
  order,
  lookOrder,
  counts,
  usedOnly,
  search,
}: ListedCodesOptions): readonly number[] {
  const byLook = order === 'look' && search === '' && lookOrder?.length === codebookSize;
  const all = byLook ? Array.from(lookOrder) : Array.from({ length: codebookSize }, (_, code) => code);
  const listed = all.filter(
    (code) => (!usedOnly || (counts?.[code] ?? 0) > 0) && (search === '' || String(code).startsWith(search)),
  );
  if (order === 'usage' && counts) listed.sort((a, b) => counts[b]! - counts[a]! || a - b);
  return listed;
}
