// A drawing of the network forwards, and of the way that one term's gradient takes back.
import styles from './gradient-flow.module.css';

export type Term = 'reconstruction' | 'codebook' | 'commitment';

interface GradientFlowProps {
  readonly term: Term;
  readonly description: string;
}

const boxes = [
  { x: 8, label: 'photo' },
  { x: 108, label: 'encoder' },
  { x: 228, label: 'z_e' },
  { x: 388, label: 'z_q' },
  { x: 478, label: 'decoder' },
  { x: 598, label: 'picture' },
] as const;
const width: Readonly<Record<(typeof boxes)[number]['label'], number>> = {
  photo: 70,
  encoder: 90,
  z_e: 54,
  z_q: 54,
  decoder: 90,
  picture: 74,
};

/** Boxes that the term's gradient changes. */
const changed: Readonly<Record<Term, readonly string[]>> = {
  reconstruction: ['decoder', 'encoder'],
  codebook: ['codebook'],
  commitment: ['encoder'],
};

export function GradientFlow({ term, description }: GradientFlowProps) {
  return (
    <svg
      className={styles.flow}
      viewBox="0 -16 680 196"
      role="img"
      aria-label={`A drawing of the gradient’s way. ${description}`}
    >
      <defs>
        <marker id="forwards" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0 0 8 4 0 8z" className={styles.forwardsHead} />
        </marker>
        <marker id="backwards" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">
          <path d="M0 0 8 4 0 8z" className={styles.backwardsHead} data-term={term} />
        </marker>
      </defs>
      {boxes.slice(1).map((box, i) => {
        const before = boxes[i]!;
        return (
          <path
            key={box.label}
            className={styles.forwards}
            d={`M${before.x + width[before.label]} 60H${box.x - 3}`}
            markerEnd="url(#forwards)"
          />
        );
      })}
      <text x="335" y="50" className={styles.note}>
        nearest
      </text>
      {boxes.map(({ x, label }) => (
        <g key={label} data-changed={changed[term].includes(label)} data-term={term}>
          <rect x={x} y="40" width={width[label]} height="40" rx="5" className={styles.box} />
          <text x={x + width[label] / 2} y="65" className={styles.label}>
            {label.startsWith('z') ? (
              <>
                <tspan fontStyle="italic">z</tspan>
                <tspan dy="4" fontSize="10" fontStyle="italic">
                  {label[2]}
                </tspan>
              </>
            ) : (
              label
            )}
          </text>
        </g>
      ))}
      <g data-changed={changed[term].includes('codebook')} data-term={term}>
        <rect x="285" y="136" width="100" height="36" rx="5" className={styles.box} />
        <text x="335" y="159" className={styles.label}>
          codebook
        </text>
      </g>
      <path className={styles.forwards} d="M335 136V66" markerEnd="url(#forwards)" />
      <g className={styles.backwards} data-term={term}>
        {term === 'reconstruction' && (
          <>
            <path d="M635 84V104H526V84" markerEnd="url(#backwards)" />
            <path d="M500 84V104H416V84" markerEnd="url(#backwards)" />
            <path d="M414 36C400 4 270 4 256 34" strokeDasharray="6 4" markerEnd="url(#backwards)" />
            <path d="M244 84V104H154V84" markerEnd="url(#backwards)" />
            <text x="335" y="-1" className={styles.copied}>
              copied
            </text>
          </>
        )}
        {term === 'codebook' && (
          <>
            <path d="M255 84C255 150 262 154 280 154" markerEnd="url(#backwards)" />
            <text x="228" y="128" className={styles.copied}>
              pulls codes
            </text>
          </>
        )}
        {term === 'commitment' && (
          <>
            <path d="M285 154C262 154 262 150 256 86" markerEnd="url(#backwards)" />
            <path d="M244 84V104H154V84" markerEnd="url(#backwards)" />
            <text x="205" y="150" className={styles.copied}>
              holds the encoder
            </text>
          </>
        )}
      </g>
    </svg>
  );
}
