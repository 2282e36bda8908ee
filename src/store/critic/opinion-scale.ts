// How a pack's critic is coloured: by what it said of held-out photos and reconstructions.
import type { OpinionScale } from '../../core/metrics/opinion-map.ts';
import type { PackInfo } from '../../engine/protocol.ts';

export function opinionScale({ originals, reconstructions }: NonNullable<PackInfo['critic']>): OpinionScale {
  return { made: Math.min(originals.low, reconstructions.low), typical: originals.median, real: originals.high };
}
