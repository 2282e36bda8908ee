// What leaves the app, by the person's own hand: a PNG with its tokens inside, a .tokens.json, a link.
import { decodeLink, encodeLink } from '../core/share/link.ts';
import { type SharedPicture, ShareFormatError } from '../core/share/shared-grid.ts';
import { encodeTokensJson } from '../core/share/tokens-json.ts';
import { writePng } from '../engine/photo/photo-client.ts';
import type { StoreContext } from './context.ts';
import { visibleGrids } from './selectors.ts';
import type { TesseraActions } from './state.ts';

/** The pack whose codes a link's fragment is written in; null where it is no sound link of ours. */
export function packOfLink(fragment: string): string | null {
  try {
    return decodeLink(fragment)?.packId ?? null;
  } catch (error) {
    if (error instanceof ShareFormatError) return null;
    throw error;
  }
}

/** @param whenSettled resolves once the picture shows the visible grid: an export must not be a step behind it */
export function createSharing(
  { get, set, surfaces, report }: StoreContext,
  whenSettled: () => Promise<void>,
): Pick<TesseraActions, 'exportPng' | 'exportTokensJson' | 'shareLink'> {
  function shared(): SharedPicture | null {
    const { document, packs } = get();
    const grids = visibleGrids(get());
    if (!document || grids.length === 0) return null;
    const levels = document.levels.map(({ codebookSize }, i) => ({ codebookSize, grid: grids[i]! }));
    const { version = 1 } = packs.shipped.find(({ id }) => id === document.packId) ?? {};
    return { packId: document.packId, packVersion: version, levels, name: document.name };
  }

  return {
    async exportPng() {
      // The picture that belongs to the tokens is that of all levels.
      const { alone } = get();
      if (alone) set({ alone: false });
      try {
        await whenSettled();
        const content = shared();
        const image = surfaces.reconstruction.image;
        if (!content || !image) return null;
        return await writePng(image, content);
      } catch (error) {
        report('The picture could not be exported', error);
        return null;
      } finally {
        if (alone) set({ alone });
      }
    },
    exportTokensJson() {
      const content = shared();
      try {
        return content && new Blob([encodeTokensJson(content)], { type: 'application/json' });
      } catch (error) {
        report('The tokens could not be exported', error);
        return null;
      }
    },
    shareLink() {
      const content = shared();
      try {
        return content && `${location.origin}${location.pathname}${location.search}#${encodeLink(content)}`;
      } catch {
        // The menu says that there is none.
        return null;
      }
    },
  };
}
