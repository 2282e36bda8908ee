// How documents and their editions were stored before packs had levels: browsers still keep such ones.
import * as v from 'valibot';

const level = { codebookSize: v.unknown(), downsample: v.unknown(), own: v.unknown() };

const oneLevelSchema = v.looseObject({
  info: v.looseObject(level),
  grid: v.unknown(),
  others: v.optional(v.array(v.looseObject({ ...level, grid: v.unknown() })), []),
});

/** What so stored has levels now; whatever else it is stays as it is. */
export function withLevels(stored: unknown): unknown {
  if (typeof stored !== 'object' || stored === null || 'grids' in stored) return stored;
  const result = v.safeParse(oneLevelSchema, stored);
  if (!result.success) return stored;
  const { grid, others, info, ...rest } = result.output;
  return {
    ...rest,
    info: levelled(info),
    grids: [grid],
    others: others.map(({ grid: painted, ...edition }) => ({ ...levelled(edition), grids: [painted] })),
  };
}

function levelled<T extends { codebookSize?: unknown; downsample?: unknown; own?: unknown }>({
  codebookSize,
  downsample,
  own,
  ...rest
}: T) {
  return { ...rest, levels: [{ name: 'main', meanCode: null, codebookSize, downsample, own }] };
}
