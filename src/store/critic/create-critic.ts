// Asks the open pack's critic about the pictures, while its opinions are looked at: few visits do, so the rest is loaded then.
import type { PackInfo } from '../../engine/protocol.ts';
import type { StoreContext } from '../context.ts';
import { opinionScale } from './opinion-scale.ts';
import type { Opinions } from './opinions.ts';

/** Milliseconds at rest before it is asked. */
const rest = 120;

interface Critic {
  readonly onPack: (pack: PackInfo) => void;
  /** The picture has settled. */
  readonly update: () => void;
  /** The picture is another one. */
  readonly restart: () => void;
}

export function createCritic(context: StoreContext): Critic {
  const { store, get, set, surfaces, report } = context;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let opinions: Promise<Opinions> | null = null;

  async function ask(): Promise<void> {
    if (get().view.mode !== 'opinion' || !get().critic.scale) return;
    try {
      opinions ??= import('./opinions.ts').then((loaded) => new loaded.Opinions(context));
      await (await opinions).ask();
    } catch (error) {
      opinions = null;
      report('The critic could not be asked', error);
    }
  }

  store.subscribe((state, before) => {
    if (state.view.mode !== before.view.mode) void ask();
  });

  const update = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), rest);
  };
  const forget = () => {
    surfaces.opinionOfOriginal.replace(null);
    surfaces.opinion.replace(null);
  };
  return {
    onPack: ({ critic }) => {
      const scale = critic && opinionScale(critic);
      forget();
      set({ critic: { scale, means: null } });
      update();
    },
    update,
    restart: () => {
      forget();
      set({ critic: { ...get().critic, means: null } });
      update();
    },
  };
}
