// The state before anything is open.
import { initialCritic } from './critic/critic-state.ts';
import { initialPacks } from './packs/packs-state.ts';
import { initialPrior } from './prior/prior-state.ts';
import { defaultPreferences, loadSettings } from './settings.ts';
import type { TesseraState } from './state.ts';

export function initialState(): TesseraState {
  return {
    document: null,
    grids: [],
    level: 0,
    alone: false,
    selection: null,
    draft: null,
    proposed: null,
    draftSelection: null,
    lasso: null,
    floating: null,
    clipboard: null,
    shelf: [],
    coming: null,
    tool: 'brush',
    brush: { shape: 'round', size: 2 },
    foreground: 0,
    background: 0,
    recentCodes: [],
    view: {
      mode: 'split',
      tokens: 'beside',
      tokenFill: 'swatch',
      divider: 0.5,
      gridLines: true,
      smoothing: false,
      changedPixels: false,
    },
    viewport: null,
    hoveredCell: null,
    hoveredCode: null,
    cursor: null,
    inspection: null,
    packs: initialPacks,
    codeColours: null,
    statistics: null,
    codeSearch: null,
    critic: initialCritic,
    prior: initialPrior,
    engine: {
      phase: 'starting',
      progress: null,
      inUse: null,
      timings: { encoder: null, quantizer: null, decoder: null },
      encoderOpen: false,
      encoding: false,
    },
    notices: [],
    preferences: defaultPreferences,
    ...loadSettings(),
  };
}
