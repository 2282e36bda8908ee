// Keys for the prior's proposals. They come before others with the same keys, since a proposal in view is what counts.
import type { TesseraState } from '../../store/state.ts';
import type { Shortcut } from '../keyboard/shortcut.ts';

const isRunning: Shortcut['when'] = ({ prior }) => prior.run !== null;
const isProposed: Shortcut['when'] = ({ prior }) => prior.proposals.length > 0;
const canRegenerate = ({ prior, selection }: TesseraState) => prior.info !== null && selection !== null;

export const priorShortcuts: readonly Shortcut[] = [
  {
    id: 'priorStop',
    group: 'Prior',
    label: 'Stop the prior',
    keys: ['Escape'],
    when: isRunning,
    run: ({ actions }) => actions.prior.stop(),
  },
  {
    id: 'priorReject',
    group: 'Prior',
    label: 'Drop the proposals',
    keys: ['Escape'],
    when: isProposed,
    run: ({ actions }) => actions.prior.reject(),
  },
  {
    id: 'priorAccept',
    group: 'Prior',
    label: 'Keep the proposal in view',
    keys: ['Enter'],
    navigates: true,
    when: isProposed,
    run: ({ actions }) => actions.prior.accept(),
  },
  {
    id: 'priorPrevious',
    group: 'Prior',
    label: 'Previous proposal',
    keys: [','],
    when: isProposed,
    run: ({ store, actions }) => actions.prior.show(store.getState().prior.shown - 1),
  },
  {
    id: 'priorNext',
    group: 'Prior',
    label: 'Next proposal',
    keys: ['.'],
    when: isProposed,
    run: ({ store, actions }) => actions.prior.show(store.getState().prior.shown + 1),
  },
  {
    id: 'priorAnother',
    group: 'Prior',
    label: 'Again with another seed',
    keys: ['Shift+n'],
    when: isProposed,
    run: ({ actions }) => void actions.prior.another(),
  },
  {
    id: 'priorToken',
    group: 'Prior',
    label: 'One more token or step',
    keys: ['>'],
    aliases: ['Shift+>'],
    when: isProposed,
    run: ({ actions }) => void actions.prior.proceed('token'),
  },
  {
    id: 'priorStepBack',
    group: 'Prior',
    label: 'Take the last token back',
    keys: ['<'],
    aliases: ['Shift+<'],
    when: isProposed,
    run: ({ actions }) => actions.prior.stepBack(),
  },
  {
    id: 'regenerate',
    group: 'Prior',
    label: 'Write the selection anew',
    keys: ['Shift+r'],
    when: canRegenerate,
    run: ({ actions }) => void actions.prior.regenerate(1),
  },
];
