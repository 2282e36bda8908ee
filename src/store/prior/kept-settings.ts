// The prior's knobs, kept from visit to visit in localStorage.
import * as v from 'valibot';
import { mostSteps, type PriorSettings } from './prior-state.ts';

const key = 'tessera-prior';

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

const schema = v.object({
  condition: v.array(whole),
  seed: v.pipe(whole, v.maxValue(2 ** 32 - 1)),
  temperature: v.pipe(v.number(), v.minValue(0), v.maxValue(2)),
  topK: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
  topP: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  guidance: v.pipe(v.number(), v.minValue(0), v.maxValue(10)),
  steps: v.optional(v.pipe(whole, v.minValue(1), v.maxValue(mostSteps)), 8),
  beneath: v.optional(v.boolean(), true),
  kind: v.optional(v.picklist(['autoregressive', 'masked', 'pixelcnn']), 'autoregressive'),
});

/** What was kept, or null where nothing valid was. */
export function loadPriorSettings(): PriorSettings | null {
  try {
    const result = v.safeParse(schema, JSON.parse(localStorage.getItem(key) ?? 'null'));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}

/** Storage may be refused or full: then the settings last as long as the page. */
export function savePriorSettings(settings: PriorSettings): void {
  try {
    localStorage.setItem(key, JSON.stringify(settings));
  } catch {
    // Nothing is lost but a habit.
  }
}
