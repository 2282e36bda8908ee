// The search for better codes while it goes on: how far it is, what it has brought, and Stop. Over the stage's lower edge.
import { Square } from 'lucide-react';
import { Button } from '../controls/button.tsx';
import { WorkProgress } from '../controls/work-progress.tsx';
import { formatPsnr } from '../statistics/format-psnr.ts';
import { useActions, useTesseraState } from '../tessera-context.ts';
import styles from './code-search-bar.module.css';

export function CodeSearchBar() {
  const { stopFindingCodes } = useActions();
  const search = useTesseraState((state) => state.codeSearch);
  if (!search) return null;
  const { share, psnr } = search;
  return (
    <div className={styles.bar} role="toolbar" aria-label="Finding better codes">
      <WorkProgress label="Cells tried" value={share} max={1}>
        {psnr ? `${psnr.before.toFixed(2)} → ${formatPsnr(psnr.now)}` : 'Finding better codes'}
      </WorkProgress>
      <Button icon={Square} onClick={stopFindingCodes}>
        Stop
      </Button>
    </div>
  );
}
