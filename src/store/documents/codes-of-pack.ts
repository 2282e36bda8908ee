// Tokens that came from elsewhere: whether they are codes of a pack that this page has.
import { levelScales, sizeOnLevel } from '../../core/levels.ts';
import { type SharedPicture, ShareFormatError } from '../../core/share/shared-grid.ts';
import type { PackEntry } from '../packs/packs-state.ts';
import type { Edition } from './edition.ts';
import type { StoredDocument } from './stored-document.ts';

/** @throws ShareFormatError for grids that are not those of one picture in the pack's codes */
export function requireCodesOf(pack: PackEntry | null, { packId, packVersion = 1, levels }: SharedPicture): void {
  if (pack && packVersion > pack.version) {
    throw new ShareFormatError(
      `These tokens are codes of version ${packVersion} of “${pack.title}”; this page has version ${pack.version}.`,
      'Reload the page to get the newest version.',
    );
  }
  if (pack && packVersion < pack.version) {
    throw new ShareFormatError(
      `These tokens are codes of version ${packVersion} of “${pack.title}”, which this page no longer has.`,
      'Ask for the picture itself, and open that.',
    );
  }
  const codes = levels.map(({ codebookSize }) => codebookSize).join(' and ');
  if (pack?.levels.map(({ codebookSize }) => codebookSize).join(' and ') !== codes) {
    throw new ShareFormatError(
      `These tokens are codes of the pack “${packId}” (${codes} codes), which this page does not have.`,
      'Open them where they were made.',
    );
  }
  const finest = levels.at(-1)!.grid;
  const scales = levelScales(pack.levels);
  for (const [level, { grid }] of levels.entries()) {
    const { width, height } = sizeOnLevel(finest, scales[level]!);
    if (grid.width === width && grid.height === height) continue;
    throw new ShareFormatError(
      `The levels of these tokens do not fit each other: ${grid.width}×${grid.height} where there should be ${width}×${height}.`,
      'Ask for the link or file again.',
    );
  }
}

/**
 * Whether a kept document can be shown: each of its editions is in the codes of the pack that it names, as far as this page
 * has that pack, and where it lacks the one that the picture is written in, another pack can take over.
 */
export function canBeShown(
  { info, grids, others, original, reconstruction }: StoredDocument,
  packOf: (id: string) => PackEntry | null,
): boolean {
  const editions: readonly Edition[] = [{ ...info, grids }, ...others];
  const shipped = editions.filter(({ packId }) => packOf(packId));
  if (!packOf(info.packId) && !original && !reconstruction) return false;
  return shipped.every(({ packId, levels }) => {
    const pack = packOf(packId);
    const codes = levels.map(({ codebookSize, own }) => ({ codebookSize, grid: own }));
    try {
      requireCodesOf(pack, { packId, packVersion: pack?.version ?? 1, levels: codes });
      return true;
    } catch {
      return false;
    }
  });
}
