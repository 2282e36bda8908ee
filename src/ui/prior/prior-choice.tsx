// Which of the level's priors is at work: shown where there is a choice.
import type { PriorInfo, PriorKind } from '../../store/prior/prior-state.ts';
import { Segmented } from '../controls/segmented.tsx';
import { useActions, useTesseraState } from '../tessera-context.ts';

/** How each kind writes, in two or three words. */
export const kindNames: Readonly<Record<PriorKind, string>> = {
  autoregressive: 'Token by token',
  masked: 'In steps',
  pixelcnn: 'PixelCNN',
};

export function PriorChoice() {
  const { choose } = useActions().prior;
  const available = useTesseraState((state) => state.prior.available);
  const chosen = useTesseraState((state) => state.prior.info);
  const choices = available.filter(({ level }) => level === chosen?.level);
  if (choices.length < 2) return null;
  const options = choices.map((info) => ({ value: info.id, label: nameAmong(choices, info) }));
  return <Segmented label="Prior" value={chosen?.id ?? ''} options={options} onChange={choose} stretch />;
}

/** Its kind's name; its own where there are several of that kind. */
function nameAmong(all: readonly PriorInfo[], { id, kind }: PriorInfo): string {
  return all.filter((other) => other.kind === kind).length > 1 ? id : kindNames[kind];
}
