// All codes of the codebook: find one, look at it, take it in hand.
import { Images, Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { levelInHand } from '../../store/selectors.ts';
import { Button, IconButton } from '../controls/button.tsx';
import { formatCount, plural } from '../controls/format.ts';
import { Hint } from '../controls/hint.tsx';
import { Segmented } from '../controls/segmented.tsx';
import { useOpenDialog } from '../dialogs/dialogs.tsx';
import { useLikelyCodes } from '../prior/use-likely-codes.ts';
import { useActions, useTesseraState } from '../tessera-context.ts';
import { useCodebookUsage } from '../usage.ts';
import { CodeGrid } from './code-grid.tsx';
import { arrangedByLook, type CodeOrder, listedCodes } from './listed-codes.ts';
import styles from './palette.module.css';
import { Recents } from './recents.tsx';

const orders = [
  { value: 'look', label: 'Look' },
  { value: 'usage', label: 'Usage' },
  { value: 'id', label: 'Id' },
] as const;
/** What the prior expects at the cell that is inspected. */
const ordersWithPrior = [...orders, { value: 'likely', label: 'Likely' }] as const;

const backgroundHint = matchMedia('(pointer: coarse)').matches ? 'Hold one: background.' : 'Right-click: background.';

export function Palette() {
  const codebookSize = useTesseraState(
    (state) => levelInHand(state)?.codebookSize ?? (state.codeColours?.looks.length ?? 0) / 3,
  );
  const looks = useTesseraState((state) => state.codeColours?.looks ?? null);
  const usage = useCodebookUsage();
  const { look } = useActions().prior;
  const hasPrior = useTesseraState((state) => state.prior.info !== null);
  const likely = useLikelyCodes();
  const [order, setOrder] = useState<CodeOrder>('look');
  const [usedOnly, setUsedOnly] = useState(false);
  const [search, setSearch] = useState('');
  const counts = usage?.counts ?? null;
  // Where the list does not depend on the picture, a stroke must not make another list.
  const relevantCounts = usedOnly || order === 'usage' ? counts : null;
  const relevantLikely = order === 'likely' ? likely : null;
  const codes = useMemo(
    () =>
      listedCodes({
        codebookSize,
        order,
        counts: relevantCounts,
        likely: relevantLikely,
        usedOnly,
        search,
      }),
    [codebookSize, order, relevantCounts, relevantLikely, usedOnly, search],
  );
  const arrange = useMemo(
    () =>
      order === 'look' && search === '' && looks
        ? (listed: readonly number[], columns: number) => arrangedByLook(listed, looks, columns)
        : null,
    [order, search, looks],
  );
  const chooseOrder = (next: CodeOrder) => {
    if (next === 'likely') look(true);
    setOrder(next);
  };

  return (
    <div className={styles.palette} data-digit-keys="recents">
      <div className={styles.controls}>
        <label className={styles.search}>
          <Search size={14} aria-hidden="true" />
          <input
            type="text"
            inputMode="numeric"
            className={styles.field}
            placeholder="Id"
            aria-label="Find a code by its id"
            value={search}
            onChange={(event) => setSearch(event.target.value.replace(/\D/g, ''))}
          />
        </label>
        <Segmented
          label="Order of the codes"
          value={order}
          options={hasPrior ? ordersWithPrior : orders}
          onChange={chooseOrder}
        />
        <Hint label="Only codes that this picture uses">
          <Button aria-pressed={usedOnly} className={styles.used} onClick={() => setUsedOnly(!usedOnly)}>
            Used
          </Button>
        </Hint>
      </div>
      <Recents />
      {codes.length > 0 ? (
        // Another list is another grid: it has its own place to start at.
        <CodeGrid
          key={`${order} ${usedOnly} ${search} ${looks !== null}`}
          listed={codes}
          arrange={arrange}
          counts={counts}
          startsAtTop={search !== '' || order === 'usage' || order === 'likely'}
          showCounts={order === 'usage' || usedOnly}
        />
      ) : (
        <p className={styles.none}>{noCodes(codebookSize, search, usedOnly)}</p>
      )}
      <PaletteFooter listed={codes.length} counts={counts} />
    </div>
  );
}

function noCodes(codebookSize: number, search: string, usedOnly: boolean): string {
  if (codebookSize === 0) return 'The codebook is on its way.';
  return `No code${usedOnly ? ' in this picture' : ''} has an id that starts with ${search}.`;
}

interface PaletteFooterProps {
  readonly listed: number;
  readonly counts: Uint32Array | null;
}

function PaletteFooter({ listed, counts }: PaletteFooterProps) {
  const openDialog = useOpenDialog();
  const hovered = useTesseraState((state) => state.hoveredCode);
  const inHand = useTesseraState((state) => state.foreground);
  const words =
    hovered === null
      ? `${plural(listed, 'code')}. ${backgroundHint}`
      : `Code ${hovered}${counts ? ` · ${formatCount(counts[hovered] ?? 0)}× in this picture` : ''}`;
  return (
    <div className={styles.footer}>
      <p className={styles.words}>{words}</p>
      <IconButton
        icon={Images}
        label={`Where code ${inHand} occurs, here and in the samples`}
        hintSide="top"
        aria-haspopup="dialog"
        className={styles.atlas}
        onClick={() => openDialog({ atlasOf: inHand })}
      />
    </div>
  );
}
