// How often each code is used, most used first. Pointing at a bar lights its cells.
import { type PointerEvent, useCallback, useMemo, useRef, useState } from 'react';
import type { CodebookUsage } from '../../core/metrics/codebook-usage.ts';
import { useDrawing, usePixelRatio } from '../canvas-events.ts';
import { formatCount } from '../controls/format.ts';
import { useActions, useTesseraState } from '../tessera-context.ts';
import styles from './usage-histogram.module.css';

const size = { width: 288, height: 52 };

interface UsageHistogramProps {
  readonly usage: CodebookUsage;
}

export function UsageHistogram({ usage }: UsageHistogramProps) {
  const actions = useActions();
  const colours = useTesseraState((state) => state.codeColours?.similarity ?? null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const ratio = Math.max(1, Math.round(usePixelRatio()));
  const [pointed, setPointed] = useState<number | null>(null);
  const ranked = useMemo(
    () =>
      Array.from(usage.counts.keys())
        .filter((code) => usage.counts[code]! > 0)
        .sort((a, b) => usage.counts[b]! - usage.counts[a]!),
    [usage],
  );

  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      context.canvas.width = size.width * ratio;
      context.canvas.height = size.height * ratio;
      const pitch = context.canvas.width / ranked.length;
      const gap = pitch > 4 * ratio ? ratio : 0;
      const highest = Math.sqrt(usage.counts[ranked[0] ?? 0] ?? 1);
      for (const [rank, code] of ranked.entries()) {
        // Square roots, so that codes used once are still to be seen beside those used a hundred times.
        const height = Math.max(ratio, (Math.sqrt(usage.counts[code]!) / highest) * context.canvas.height);
        const [red, green, blue] = colours ? colours.subarray(3 * code, 3 * code + 3) : [120, 130, 130];
        context.fillStyle = `rgb(${red} ${green} ${blue})`;
        context.fillRect(rank * pitch, context.canvas.height - height, Math.max(pitch - gap, 0.5), height);
      }
    },
    [ranked, usage, colours, ratio],
  );
  useDrawing(canvas, draw);

  const point = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const code = ranked[Math.floor(((event.clientX - box.left) / box.width) * ranked.length)] ?? null;
    setPointed(code);
    actions.hoverCode(code);
  };
  const leave = () => {
    setPointed(null);
    actions.hoverCode(null);
  };

  const most = ranked[0];
  return (
    <figure className={styles.histogram}>
      <canvas
        ref={canvas}
        className={styles.bars}
        role="img"
        aria-label={
          most === undefined
            ? 'No code is used'
            : `Uses of each code, most used first; the most used is code ${most}, ${usage.counts[most]} times`
        }
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={leave}
      />
      <figcaption className={styles.caption}>
        {pointed === null || !usage.counts[pointed]
          ? 'Uses of each code, most used first'
          : `Code ${pointed}: ${formatCount(usage.counts[pointed] ?? 0)}×`}
      </figcaption>
    </figure>
  );
}
