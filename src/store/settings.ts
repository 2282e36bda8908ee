// How a person likes to work, kept from visit to visit in localStorage: preferences, view, brush and codes.
import * as v from 'valibot';
import { largestBrush } from '../core/brush.ts';
import { initialPacks, vocabularyOf } from './packs/packs-state.ts';
import { type Preferences, photoSizes, type TesseraState } from './state.ts';

const key = 'tessera-settings';

const network = v.picklist(['auto', 'webgpu', 'wasm']);
const code = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const handFields = { foreground: code, background: code, recentCodes: v.pipe(v.array(code), v.maxLength(9)) };

const settingsSchema = v.object({
  preferences: v.object({
    theme: v.picklist(['system', 'light', 'dark']),
    backends: v.object({
      encoder: network,
      quantizer: v.picklist(['auto', 'webgpu', 'cpu']),
      decoder: network,
      prior: v.optional(network, 'auto'),
    }),
    shortSide: v.picklist(photoSizes),
    alphaBackground: v.pipe(v.string(), v.hexColor()),
  }),
  view: v.object({
    mode: v.picklist(['original', 'split', 'reconstruction', 'error', 'opinion']),
    tokens: v.picklist(['beside', 'over', 'hidden']),
    tokenFill: v.picklist(['similarity', 'swatch']),
    divider: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
    gridLines: v.boolean(),
    smoothing: v.boolean(),
    changedPixels: v.boolean(),
  }),
  brush: v.object({
    shape: v.picklist(['round', 'square']),
    size: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(largestBrush)),
  }),
  ...handFields,
  /** The pack that these codes are of, and that opens next time. */
  pack: v.optional(v.string(), ''),
  /** See `vocabularyOf`; absent: of the pack's first version. */
  vocabulary: v.optional(v.string()),
  levels: v.optional(v.record(v.string(), code), {}),
  otherHands: v.optional(v.record(v.string(), v.object(handFields)), {}),
});

export const defaultPreferences: Preferences = {
  theme: 'system',
  backends: { encoder: 'auto', quantizer: 'auto', decoder: 'auto', prior: 'auto' },
  shortSide: 256,
  alphaBackground: '#ffffff',
};

type Kept = Pick<
  TesseraState,
  'preferences' | 'view' | 'brush' | 'foreground' | 'background' | 'recentCodes' | 'packs' | 'level'
>;

/** What was kept, or null where nothing valid was. */
export function loadSettings(): Kept | null {
  try {
    const result = v.safeParse(settingsSchema, JSON.parse(localStorage.getItem(key) ?? 'null'));
    if (!result.success) return null;
    const { pack: current, levels, otherHands: hands, vocabulary, ...kept } = result.output;
    // Not what every object has under some names.
    const level = Object.hasOwn(levels, current) ? (levels[current] ?? 0) : 0;
    const held = vocabulary ?? (current && vocabularyOf(current, 1, level));
    return { ...kept, level, packs: { ...initialPacks, current, levels, vocabulary: held, hands } };
  } catch {
    return null;
  }
}

function settingsOf({ preferences, view, brush, foreground, background, recentCodes, packs }: TesseraState) {
  const { current: pack, vocabulary, levels, hands: otherHands } = packs;
  return { preferences, view, brush, foreground, background, recentCodes, pack, vocabulary, levels, otherHands };
}

/** Storage may be refused or full: then the settings last as long as the page. */
export function saveSettings(state: TesseraState): void {
  try {
    localStorage.setItem(key, JSON.stringify(settingsOf(state)));
  } catch {
    // Nothing to be done, and nothing is lost but a habit.
  }
}
