// The mark: nine hand-cut tiles. The same drawing, on a dark ground, is public/favicon.svg.
export function Logo({ size = 24 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="4 4 24 24" aria-hidden="true">
      <g fill="var(--tile-verdigris)">
        <path d="M5.6 6.4 12.2 5.4l.5 6.6-6.8.8z" />
        <path d="m21.3 5.7 5.4.8-.3 6.2-5.2-.5z" />
        <path d="m6.3 21.1 6.6-.7.3 6-6.6-.6z" />
        <path d="m14.1 13.4 5.6.2.1 5.5-5.6-.2z" opacity="0.6" />
      </g>
      <g fill="var(--tile-gold)">
        <path d="m14 5.3 5.8.3-.1 6.5-5.6-.2z" />
        <path d="m21.4 20.7 4.9.3-.4 5.1-4.4.5z" />
      </g>
      <g fill="var(--tile-lapis)">
        <path d="m5.7 14.2 6.9-.7.2 5.4-6.5.8z" />
        <path d="m14.3 20.3 5.5.3.2 6.1-5.3-.2z" />
      </g>
      <path d="m21.2 13.7 5.3.5-.2 5.2-5-.3z" fill="var(--tile-cinnabar)" />
    </svg>
  );
}
