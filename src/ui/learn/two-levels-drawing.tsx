// A drawing of VQ-VAE-2: the top level is encoded first, the bottom knows it, the decoder paints from both.
import styles from './two-levels-drawing.module.css';

const alternative =
  'For 256 by 256 pixels: the photo goes through an encoder to a fine grid, and on through a second encoder to a coarse one. The coarse grid is quantized to top codes. Decoded, they join the fine grid, which is then quantized to bottom codes. The decoder makes the picture from both.';

export function TwoLevelsDrawing() {
  return (
    <svg viewBox="0 0 700 250" className={styles.drawing} role="img" aria-label={alternative}>
      <defs>
        <marker id="level-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0 0 8 4 0 8z" className={styles.head} />
        </marker>
      </defs>
      <g className={styles.arrows} markerEnd="url(#level-arrow)">
        <path d="M78 185H97" markerEnd="url(#level-arrow)" />
        <path d="M145 160V92" markerEnd="url(#level-arrow)" />
        <path d="M192 65H247" markerEnd="url(#level-arrow)" />
        <path d="M192 185H292" markerEnd="url(#level-arrow)" />
        <path d="M305 104V166" markerEnd="url(#level-arrow)" />
        <path d="M320 185H367" markerEnd="url(#level-arrow)" />
        <path d="M324 65H534V156" markerEnd="url(#level-arrow)" />
        <path d="M468 185H482" markerEnd="url(#level-arrow)" />
        <path d="M582 185H607" markerEnd="url(#level-arrow)" />
      </g>
      <Box x={8} y={160} width={70} label="photo" />
      <Box x={100} y={160} width={92} label="encoder" note="to ¼ size" />
      <Box x={100} y={40} width={92} label="encoder" note="to ⅛ size" />
      <Codes x={250} y={30} cells={4} side={17} label="top codes, 32 × 32" tone="top" />
      <circle cx="305" cy="185" r="14" className={styles.box} />
      <text x="305" y="190" className={styles.label}>
        +
      </text>
      <text x="318" y="130" className={styles.note}>
        decoded
      </text>
      <Codes x={370} y={140} cells={8} side={11} label="bottom codes, 64 × 64" tone="bottom" />
      <Box x={486} y={160} width={96} label="decoder" />
      <Box x={610} y={160} width={80} label="picture" />
    </svg>
  );
}

interface BoxProps {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly label: string;
  readonly note?: string;
}

function Box({ x, y, width, label, note }: BoxProps) {
  return (
    <>
      <rect x={x} y={y} width={width} height="50" rx="5" className={styles.box} />
      <text x={x + width / 2} y={y + (note ? 23 : 30)} className={styles.label}>
        {label}
      </text>
      {note && (
        <text x={x + width / 2} y={y + 40} className={styles.small}>
          {note}
        </text>
      )}
    </>
  );
}

interface CodesProps {
  readonly x: number;
  readonly y: number;
  readonly cells: number;
  readonly side: number;
  readonly label: string;
  readonly tone: 'top' | 'bottom';
}

/** A few cells stand for all. */
function Codes({ x, y, cells, side, label, tone }: CodesProps) {
  const middle = x + (cells * side) / 2;
  return (
    <g data-tone={tone}>
      {Array.from({ length: cells * cells }, (_, i) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
          key={i}
          x={x + (i % cells) * (side + 1)}
          y={y + Math.floor(i / cells) * (side + 1)}
          width={side}
          height={side}
          className={styles.cell}
          opacity={0.35 + 0.65 * (((i * 7 + Math.floor(i / cells) * 3) % 5) / 4)}
        />
      ))}
      <text x={middle} y={tone === 'top' ? y - 8 : y + cells * (side + 1) + 12} className={styles.small}>
        {label}
      </text>
    </g>
  );
}
