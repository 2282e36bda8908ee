// The part of the prior that writes, loaded when it is first asked to: most first visits do not.
import type { StoreContext } from '../context.ts';
import type { PriorJobs } from './prior-jobs.ts';
import type { Writing, WritingOptions } from './writing.ts';

export function createWritingOnUse(context: StoreContext, jobs: PriorJobs, options: WritingOptions): Writing {
  let writing: Writing | null = null;
  let loading: Promise<Writing> | null = null;

  function load(): Promise<Writing> {
    loading ??= import('./writing.ts').then(({ createWriting }) => {
      writing = createWriting(context, jobs, options);
      return writing;
    });
    return loading;
  }

  async function ask(work: (writing: Writing) => Promise<void>): Promise<void> {
    try {
      await work(writing ?? (await load()));
    } catch (error) {
      // The next time tries again.
      if (!writing) loading = null;
      context.report('The prior could not be asked', error);
    }
  }

  return {
    generate: (...given) => ask((loaded) => loaded.generate(...given)),
    complete: (...given) => ask((loaded) => loaded.complete(...given)),
    regenerate: (...given) => ask((loaded) => loaded.regenerate(...given)),
    // The others are about proposals, so it is there already, or about what else is under way.
    proceed: async (until) => writing?.proceed(until),
    another: async () => writing?.another(),
    stepBack: () => writing?.stepBack(),
    stop: () => (writing ?? jobs).stop(),
    show: (index) => writing?.show(index),
    accept: () => writing?.accept(),
    reject: () => writing?.reject(),
    leave: () => writing?.leave(),
  };
}
