// The prior's step graph without the app, in the same browser with the same weights: a bare loop with the cache of fixed
// capacity, and the same without a cache, where every token reads all before it again. The graph's cache has one
// capacity, so a cache that grows by concatenation (as in transformers.js) cannot be run on it and is not among the rows.
import { readFile } from 'node:fs/promises';
import { row } from './page.mjs';

const root = new URL('../', import.meta.url);
const runtime = new URL('node_modules/onnxruntime-web/dist/', root);

/** Tokens of the loop without a cache: its n-th takes n steps, so all 256 would take minutes. */
const naiveTokens = 24;

/** @param {import('playwright').Browser} browser @param {string} address @param {string} pack */
export async function measurePriorLoops(browser, address, pack) {
  const folder = new URL(`models/packs/${pack}/`, root);
  const { priors } = JSON.parse(await readFile(new URL('manifest.json', folder), 'utf8'));
  const prior = priors.find(({ type }) => type === 'autoregressive');
  if (!prior) return [];
  const page = await (await browser.newContext()).newPage();
  const headers = { 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cross-Origin-Resource-Policy': 'same-origin' };
  await page.route('**/bench-prior/*', async (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1);
    const file = name === 'model.onnx' ? new URL(prior.file, folder) : new URL(name, runtime);
    const contentType = name.endsWith('.mjs') ? 'text/javascript' : 'application/wasm';
    await route.fulfill({ body: await readFile(file), headers, contentType });
  });
  await page.goto(address);
  const { cached, naive } = await page.evaluate(runLoops, { prior, naiveTokens });
  await page.context().close();
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const perSecond = (tokens) => (1000 * tokens.length) / sum(tokens);
  const quarter = cached.length / 4;
  const ratio = sum(cached.slice(-quarter)) / sum(cached.slice(0, quarter));
  return [
    row('prior: bare loop with the cache', [perSecond(cached)], 'tokens/s'),
    row(`prior: the first ${naiveTokens} tokens without a cache`, [perSecond(naive)], 'tokens/s'),
    row(`prior: token ${naiveTokens} without a cache`, [naive.at(-1)], 'ms'),
    row('prior: a token of the last quarter over one of the first, with the cache', [ratio], '×', '0.7 to 1.3'),
  ];
}

/** Runs in the page. Greedy: what is drawn does not change what a step costs. */
async function runLoops({ prior, naiveTokens }) {
  const base = new URL('bench-prior/', document.baseURI).href;
  const ort = await import(`${base}ort.wasm.min.mjs`);
  ort.env.wasm.wasmPaths = base;
  ort.env.wasm.numThreads = Math.min(4, navigator.hardwareConcurrency);
  const model = new Uint8Array(await (await fetch(`${base}model.onnx`)).arrayBuffer());
  const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
  const { inputs, outputs, layers, heads, context, headDim, startToken, conditions } = prior;
  const dims = [layers, heads, context, headDim];
  const rows = layers * heads;
  const past = [inputs.pastKey, inputs.pastValue].map(() => new Float32Array(rows * context * headDim));
  const tensors = past.map((data) => new ort.Tensor('float32', data, dims));
  const any = Int32Array.from(conditions, (condition) => condition.any);
  const condition = new ort.Tensor('int32', any, [any.length]);
  const step = async (position, token) => {
    const result = await session.run({
      [inputs.token]: new ort.Tensor('int32', Int32Array.of(token), [1]),
      [inputs.position]: new ort.Tensor('int32', Int32Array.of(position), [1]),
      [inputs.condition]: condition,
      [inputs.pastKey]: tensors[0],
      [inputs.pastValue]: tensors[1],
    });
    [outputs.key, outputs.value].forEach((name, which) => {
      const data = result[name].data;
      for (let head = 0; head < rows; head++) {
        const from = head * headDim;
        past[which].set(data.subarray(from, from + headDim), (head * context + position) * headDim);
      }
    });
    const logits = result[outputs.logits].data;
    return logits.indexOf(logits.reduce((most, logit) => Math.max(most, logit)));
  };
  const loop = async (count, write) => {
    const tokens = [startToken];
    const times = [];
    for (let position = 0; position < count; position++) {
      const start = performance.now();
      tokens.push(await write(tokens, position));
      times.push(performance.now() - start);
    }
    return times;
  };
  const withCache = (tokens, position) => step(position, tokens[position]);
  const without = async (tokens, position) => {
    let next = 0;
    for (let read = 0; read <= position; read++) next = await step(read, tokens[read]);
    return next;
  };
  await loop(16, withCache);
  return { cached: await loop(context, withCache), naive: await loop(naiveTokens, without) };
}
