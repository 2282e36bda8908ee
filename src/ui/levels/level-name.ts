// Words for a level of a pack that has several.
import type { TesseraState } from '../../store/state.ts';

/** As a name: "Top". */
export function levelTitle(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The level in hand where there are others: "Top tokens". */
export function ofSeveralLevels({ document, level }: TesseraState): string | null {
  const levels = document?.levels ?? [];
  return levels.length > 1 && levels[level] ? `${levelTitle(levels[level].name)} tokens` : null;
}

/** The level that the picture shows alone, or null where it shows all of them. */
export function aloneName({ alone, document, level }: TesseraState): string | null {
  return alone ? (document?.levels[level]?.name ?? null) : null;
}
