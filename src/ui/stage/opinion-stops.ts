// The colour scale of the critic's map, for legends.
import { opinionColour } from '../../core/metrics/opinion-map.ts';

/** CSS colours, evenly spaced. */
export const opinionStops = [-1, -0.5, 0, 0.5, 1].map((t) => `rgb(${opinionColour(t).join(' ')})`);
export const opinionMarks = ['looks made', 'as most photos', 'looks real'];
