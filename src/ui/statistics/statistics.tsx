// How good the reconstruction is, what the tokens cost, and how the codebook is used.
import { type ReactNode, useMemo } from 'react';
import { bitsPerPixel, gridBytes } from '../../core/metrics/codebook-usage.ts';
import { changedCells } from '../../core/token-grid.ts';
import type { DocumentInfo } from '../../store/state.ts';
import { formatBytes, formatCount } from '../controls/format.ts';
import { Term } from '../controls/term.tsx';
import { useTesseraState } from '../tessera-context.ts';
import { useCodebookUsage, useSettledGrid } from '../usage.ts';
import { formatPsnr } from './format-psnr.ts';
import styles from './statistics.module.css';
import { explanations } from './terms.ts';
import { UsageHistogram } from './usage-histogram.tsx';

export function Statistics() {
  const document = useTesseraState((state) => state.document);
  if (!document) return <p className={styles.empty}>Open a picture to see how well its tokens describe it.</p>;
  return <Figures document={document} />;
}

function Figures({ document }: { readonly document: DocumentInfo }) {
  const statistics = useTesseraState((state) => state.statistics);
  const grid = useSettledGrid();
  const edited = useMemo(() => editedCells(grid, document.own), [grid, document.own]);
  const usage = useCodebookUsage();
  const { own, downsample, codebookSize, photo } = document;
  const cells = own.width * own.height;
  const pixels = { width: own.width * downsample, height: own.height * downsample };
  const bytes = gridBytes(cells, codebookSize);

  return (
    <div className={styles.statistics}>
      <dl className={styles.figures}>
        <Figure term="PSNR" explanation={explanations.psnr}>
          {statistics ? formatPsnr(statistics.psnr) : '–'}
        </Figure>
        <Figure term="SSIM" explanation={explanations.ssim}>
          {statistics ? statistics.ssim.toFixed(3) : '–'}
        </Figure>
        <Figure term="Bits per pixel" explanation={explanations.bitsPerPixel}>
          {bitsPerPixel(cells, codebookSize, pixels).toFixed(3)}
        </Figure>
        <Figure term="Edited cells" explanation={explanations.edited}>
          {formatCount(edited)} <span className={styles.of}>of {formatCount(cells)}</span>
        </Figure>
        <Figure term="Codes used" explanation={explanations.used}>
          {usage ? formatCount(usage.used) : '–'} <span className={styles.of}>of {formatCount(codebookSize)}</span>
        </Figure>
        <Figure term="Perplexity" explanation={explanations.perplexity}>
          {usage ? formatCount(Math.round(usage.perplexity)) : '–'}
        </Figure>
        <Figure term="Tokens" explanation={explanations.bytes} wide>
          {formatBytes(bytes)}
          {photo && (
            <span className={styles.of}>
              {' '}
              beside {formatBytes(photo.bytes)} of photo
              {photo.bytes > bytes && ` (${formatCount(Math.round(photo.bytes / bytes))}× smaller)`}
            </span>
          )}
        </Figure>
      </dl>
      {usage && <UsageHistogram usage={usage} />}
    </div>
  );
}

interface FigureProps {
  readonly term: string;
  readonly explanation: string;
  readonly children: ReactNode;
  readonly wide?: boolean;
}

function Figure({ term, explanation, children, wide = false }: FigureProps) {
  return (
    <div className={wide ? styles.wide : undefined}>
      <dt>
        <Term explanation={explanation}>{term}</Term>
      </dt>
      <dd className={styles.value}>{children}</dd>
    </div>
  );
}

function editedCells(grid: DocumentInfo['own'] | null, own: DocumentInfo['own']): number {
  return grid && grid.tokens.length === own.tokens.length ? changedCells(own, grid).length : 0;
}
