// Builds a small app with a worker whose lazy chunk needs what the worker loads at once.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin, type Rolldown } from 'vite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { workerEntries } from './vite.workers.ts';

const sources = {
  'page.ts': `new Worker(new URL('./lamp.worker.ts', import.meta.url), { type: 'module' });`,
  'lamp.worker.ts': `import { log } from './log.ts';\nlog('worker');\nonmessage = () => import('./later.ts');`,
  'later.ts': `import { log } from './log.ts';\nlog('later');`,
  'log.ts': `const lines = [];\nexport function log(line) { lines.push(line); postMessage(lines); }`,
};

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tessera-workers-'));
  for (const [name, source] of Object.entries(sources)) await writeFile(join(root, name), source);
});

afterEach(() => rm(root, { recursive: true }));

async function buildWith(plugin: Plugin): Promise<string[]> {
  const { output } = (await build({
    root,
    configFile: false,
    logLevel: 'silent',
    worker: { format: 'es', plugins: () => [plugin] },
    build: { write: false, rolldownOptions: { input: join(root, 'page.ts') } },
  })) as Rolldown.RolldownOutput;
  return output.map((file) => (file.type === 'chunk' ? file.code : String(file.source)));
}

test('no file imports a worker', async () => {
  const files = await buildWith(workerEntries());
  expect(files.filter((code) => code.includes('postMessage'))).toHaveLength(1);
  expect(files.filter((code) => /import[^;]*lamp-shared-/.test(code))).toHaveLength(2);
  expect(files.filter((code) => /import[^;]*lamp\.worker-/.test(code))).toEqual([]);
});

test('a build in which one does is refused', async () => {
  const { outputOptions: _, ...check } = workerEntries();
  await expect(buildWith(check)).rejects.toThrow(/later-.*\.js imports .*lamp\.worker-/);
});
