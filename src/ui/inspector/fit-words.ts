// How the inspector speaks of a code's fit, by what the pack's quantizer measures.
import type { FitMeasure } from '../../store/state.ts';
import { formatDistance } from '../controls/format.ts';

interface FitWords {
  readonly term: string;
  readonly explanation: string;
  readonly format: (fit: number) => string;
  /** In a narrow place. */
  readonly short: (fit: number) => string;
  readonly spoken: (fit: number) => string;
  /** Above the alternatives of a cell of a photo. */
  readonly alternatives: string;
  readonly list: string;
}

export const fitWords: Readonly<Record<FitMeasure, FitWords>> = {
  'squared-distance': {
    term: 'Distance',
    explanation:
      'How far the code’s vector is from z_e, what the encoder saw here (squared). The smaller, the better the fit.',
    format: formatDistance,
    short: formatDistance,
    spoken: (fit) => `distance ${formatDistance(fit)}`,
    alternatives: 'Nearest to what was seen here',
    list: 'Nearest codes',
  },
  bits: {
    term: 'Surprise',
    explanation:
      'This pack’s encoder gives every code a probability: −log2 of this one’s, in bits. 0 bits is certain, 1 bit a coin’s toss, 13 bits a blind guess among 8192.',
    format: (bits) => `${formatBits(bits)} bits`,
    short: formatBits,
    spoken: (bits) => `${formatBits(bits)} bits`,
    alternatives: 'Likeliest by what was seen here',
    list: 'Likeliest codes',
  },
};

function formatBits(bits: number): string {
  return bits.toFixed(bits < 10 ? 1 : 0);
}
