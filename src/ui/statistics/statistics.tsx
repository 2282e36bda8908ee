// How good the reconstruction is, what the tokens cost, and how the codebook is used.
import { Fragment, type ReactNode, useMemo } from 'react';
import { bitsPerPixel, gridBytes } from '../../core/metrics/codebook-usage.ts';
import { changedCells, type TokenGrid } from '../../core/token-grid.ts';
import type { DocumentInfo } from '../../store/state.ts';
import { FindBetterCodes } from '../code-search/find-better-codes.tsx';
import { formatBytes, formatCount } from '../controls/format.ts';
import { Term } from '../controls/term.tsx';
import { useTesseraState } from '../tessera-context.ts';
import { useCodebookUsage, useCodebookUsages, useSettledGrids } from '../usage.ts';
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
  const { levels, photo } = document;
  const grids = useSettledGrids();
  const edited = useMemo(() => editedCells(grids, levels), [grids, levels]);
  const usages = useCodebookUsages();
  const coded = levels.map(({ own, codebookSize }) => ({ cells: own.tokens.length, codebookSize }));
  const cells = coded.reduce((sum, level) => sum + level.cells, 0);
  const { own, downsample } = levels.at(-1)!;
  const pixels = { width: own.width * downsample, height: own.height * downsample };
  const bytes = gridBytes(coded);

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
          {bitsPerPixel(coded, pixels).toFixed(3)}
        </Figure>
        <Figure term="Edited cells" explanation={explanations.edited}>
          {formatCount(edited)} <span className={styles.of}>of {formatCount(cells)}</span>
        </Figure>
        {levels.map(({ name, codebookSize }, i) => (
          <Fragment key={name}>
            <Figure term={ofLevel('Codes used', name, levels.length)} explanation={explanations.used}>
              {usages[i] ? formatCount(usages[i].used) : '–'}{' '}
              <span className={styles.of}>of {formatCount(codebookSize)}</span>
            </Figure>
            <Figure term={ofLevel('Perplexity', name, levels.length)} explanation={explanations.perplexity}>
              {usages[i] ? formatCount(Math.round(usages[i].perplexity)) : '–'}
            </Figure>
          </Fragment>
        ))}
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
      {photo && <FindBetterCodes />}
      <HandHistogram />
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

function editedCells(grids: readonly TokenGrid[], levels: DocumentInfo['levels']): number {
  return levels.reduce((sum, { own }, i) => {
    const grid = grids[i];
    return sum + (grid?.tokens.length === own.tokens.length ? changedCells(own, grid).length : 0);
  }, 0);
}

function ofLevel(term: string, level: string, levels: number): string {
  return levels > 1 ? `${term}, ${level}` : term;
}

/** Pointing at its bars lights cells: it is about the level in hand. */
function HandHistogram() {
  const usage = useCodebookUsage();
  return usage && <UsageHistogram usage={usage} />;
}
