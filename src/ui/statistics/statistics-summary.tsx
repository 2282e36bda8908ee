// The most telling figures in one line, for the folded section.
import { plural } from '../controls/format.ts';
import { useTesseraState } from '../tessera-context.ts';
import { useCodebookUsage } from '../usage.ts';
import { formatPsnr } from './format-psnr.ts';

export function StatisticsSummary() {
  const statistics = useTesseraState((state) => state.statistics);
  const usage = useCodebookUsage();
  if (!statistics || !usage) return null;
  return `${formatPsnr(statistics.psnr)} · ${plural(usage.used, 'code')}`;
}
