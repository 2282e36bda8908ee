// The most telling figures in one line, for the folded section.
import { plural } from '../controls/format.ts';
import { useTesseraState } from '../tessera-context.ts';
import { useCodebookUsages } from '../usage.ts';
import { formatPsnr } from './format-psnr.ts';

export function StatisticsSummary() {
  const statistics = useTesseraState((state) => state.statistics);
  const usages = useCodebookUsages();
  if (!statistics || usages.length === 0) return null;
  const used = usages.reduce((sum, usage) => sum + usage.used, 0);
  return `${formatPsnr(statistics.psnr)} · ${plural(used, 'code')}`;
}
