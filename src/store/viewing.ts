// Actions that change what is looked at and with which tool, not the grid: view, codes, cursor, preferences, notices.
import { largestBrush } from '../core/brush.ts';
import type { BackendChoice } from '../engine/protocol.ts';
import type { StoreContext } from './context.ts';
import { withNotice } from './notices.ts';
import { visibleGrid } from './selectors.ts';
import type { TesseraActions } from './state.ts';

type ViewingActions = Pick<
  TesseraActions,
  | 'setTool'
  | 'setBrush'
  | 'pickCode'
  | 'pickBackground'
  | 'swapCodes'
  | 'hoverCell'
  | 'hoverCode'
  | 'moveCursor'
  | 'setCursor'
  | 'setView'
  | 'setViewport'
  | 'setPreferences'
  | 'dismissNotice'
  | 'notify'
  | 'restartEngine'
>;

const recentCodesKept = 9;

export function createViewing(
  { get, set }: StoreContext,
  { restartEngine }: { restartEngine: (choice: BackendChoice) => void },
): ViewingActions {
  return {
    setTool: (tool) => set({ tool }),
    setBrush: (change) => {
      const brush = { ...get().brush, ...change };
      set({ brush: { ...brush, size: Math.max(1, Math.min(largestBrush, Math.round(brush.size))) } });
    },
    pickCode: (code) => {
      const others = get().recentCodes.filter((recent) => recent !== code);
      set({ foreground: code, recentCodes: [code, ...others].slice(0, recentCodesKept) });
    },
    pickBackground: (code) => set({ background: code }),
    swapCodes: () => {
      const { foreground, background } = get();
      set({ foreground: background, background: foreground });
    },

    hoverCell: (cell) => {
      if (get().hoveredCell !== cell) set({ hoveredCell: cell });
    },
    hoverCode: (code) => {
      if (get().hoveredCode !== code) set({ hoveredCode: code });
    },
    moveCursor: (dx, dy) => {
      const grid = visibleGrid(get());
      if (!grid) return;
      const cursor = get().cursor ?? Math.floor(grid.height / 2) * grid.width + Math.floor(grid.width / 2);
      const x = Math.max(0, Math.min(grid.width - 1, (cursor % grid.width) + dx));
      const y = Math.max(0, Math.min(grid.height - 1, Math.floor(cursor / grid.width) + dy));
      set({ cursor: y * grid.width + x, hoveredCell: null });
    },
    setCursor: (cursor) => set({ cursor }),

    setView: (change) => set({ view: { ...get().view, ...change } }),
    setViewport: (viewport) => set({ viewport }),
    setPreferences: (change) => {
      const before = get().preferences;
      set({ preferences: { ...before, ...change } });
      if (change.backends && change.backends !== before.backends) restartEngine(change.backends);
    },
    dismissNotice: (id) => set({ notices: get().notices.filter((notice) => notice.id !== id) }),
    notify: (notice) => set({ notices: withNotice(get().notices, notice) }),
    restartEngine: () => restartEngine(get().preferences.backends),
  };
}
