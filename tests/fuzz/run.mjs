// `npm run fuzz -- <reader> <count> [<seed>]`: so many mutations for a reader, or for `all` of them, and which it fails at.
import { inspect } from 'node:util';
import { runnerImport } from 'vite';

const root = new URL('../../', import.meta.url).pathname;
const { module } = await runnerImport(`${root}tests/fuzz/fuzz.ts`, { root, configFile: false, logLevel: 'error' });
const { fuzz, readers } = module;

const [name = 'all', count = '2000', seed = '1'] = process.argv.slice(2);
const chosen = name === 'all' ? Object.keys(readers) : [name];
for (const reader of chosen) {
  if (!readers[reader]) throw new Error(`There is no reader "${reader}", but ${Object.keys(readers).join(', ')}.`);
  const start = performance.now();
  const { taken, refused, slowest, failures } = await fuzz(readers[reader], Number(count), Number(seed));
  const counts = `${taken} taken, ${refused} refused, ${failures.length} failed`;
  const seconds = (performance.now() - start) / 1000;
  console.log(`${reader}: ${counts}; the slowest took ${slowest.toFixed(0)} ms, all ${seconds.toFixed(1)} s`);
  for (const { attempt, why, input } of failures.slice(0, 5)) {
    console.log(`\n${attempt}: ${why}\n${inspect(input, { maxStringLength: 400, maxArrayLength: 100, depth: 6 })}`);
  }
  if (failures.length > 0) process.exitCode = 1;
}
