// The prior's step graph without the app, in the same browser with the same weights: a bare loop with the cache of fixed
// capacity; one whose cache grows by concatenation; and one without a cache, where every token reads all before it again.
import { readFile } from 'node:fs/promises';
import { withGrowingCache } from './growing-cache.mjs';
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
  const model = await readFile(new URL(prior.file, folder));
  const fileFor = async (name) => {
    if (name === 'model.onnx') return model;
    if (name === 'growing.onnx')
      return Buffer.from(withGrowingCache(model, [prior.inputs.pastKey, prior.inputs.pastValue]));
    return readFile(new URL(name, runtime));
  };
  const page = await (await browser.newContext()).newPage();
  const headers = { 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cross-Origin-Resource-Policy': 'same-origin' };
  await page.route('**/bench-prior/*', async (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1);
    const contentType = name.endsWith('.mjs') ? 'text/javascript' : 'application/wasm';
    await route.fulfill({ body: await fileFor(name), headers, contentType });
  });
  await page.goto(address);
  const { cached, growing, naive } = await page.evaluate(runLoops, { prior, naiveTokens });
  await page.context().close();
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const perSecond = (tokens) => (1000 * tokens.length) / sum(tokens);
  const lastOverFirst = (tokens) => sum(tokens.slice(-tokens.length / 4)) / sum(tokens.slice(0, tokens.length / 4));
  return [
    row('prior: bare loop with the cache', [perSecond(cached)], 'tokens/s'),
    row('prior: bare loop with a cache that grows', [perSecond(growing)], 'tokens/s'),
    row(`prior: the first ${naiveTokens} tokens without a cache`, [perSecond(naive)], 'tokens/s'),
    row(`prior: token ${naiveTokens} without a cache`, [naive.at(-1)], 'ms'),
    row(
      'prior: a token of the last quarter over one of the first, with the cache',
      [lastOverFirst(cached)],
      '×',
      '0.7 to 1.3',
    ),
    row('prior: the same, with a cache that grows', [lastOverFirst(growing)], '×'),
  ];
}

/** Runs in the page. Greedy: what is drawn does not change what a step costs. */
async function runLoops({ prior, naiveTokens }) {
  const base = new URL('bench-prior/', document.baseURI).href;
  const ort = await import(`${base}ort.wasm.min.mjs`);
  ort.env.wasm.wasmPaths = base;
  ort.env.wasm.numThreads = Math.min(4, navigator.hardwareConcurrency);
  const open = async (file) => {
    const model = new Uint8Array(await (await fetch(`${base}${file}`)).arrayBuffer());
    return ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
  };
  const session = await open('model.onnx');
  const { inputs, outputs, layers, heads, context, headDim, startToken, conditions } = prior;
  const dims = [layers, heads, context, headDim];
  const rows = layers * heads;
  const past = [inputs.pastKey, inputs.pastValue].map(() => new Float32Array(rows * context * headDim));
  const tensors = past.map((data) => new ort.Tensor('float32', data, dims));
  const any = Int32Array.from(conditions, (condition) => condition.any);
  const condition = new ort.Tensor('int32', any, [any.length]);
  const feeds = (position, token, [pastKey, pastValue]) => ({
    [inputs.token]: new ort.Tensor('int32', Int32Array.of(token), [1]),
    [inputs.position]: new ort.Tensor('int32', Int32Array.of(position), [1]),
    [inputs.condition]: condition,
    [inputs.pastKey]: pastKey,
    [inputs.pastValue]: pastValue,
  });
  const likeliest = (result) => {
    const logits = result[outputs.logits].data;
    return logits.indexOf(logits.reduce((most, logit) => Math.max(most, logit)));
  };
  const step = async (position, token) => {
    const result = await session.run(feeds(position, token, tensors));
    [outputs.key, outputs.value].forEach((name, which) => {
      const data = result[name].data;
      for (let head = 0; head < rows; head++) {
        const from = head * headDim;
        past[which].set(data.subarray(from, from + headDim), (head * context + position) * headDim);
      }
    });
    return likeliest(result);
  };
  const grower = await open('growing.onnx');
  let grown = [];
  const growingStep = async (position, token) => {
    if (position === 0) {
      grown = [0, 1].map(() => new ort.Tensor('float32', new Float32Array(0), [layers, heads, 0, headDim]));
    }
    const result = await grower.run(feeds(position, token, grown));
    // What a graph with "present" outputs does within: all rows so far, and the new one after them.
    grown = [outputs.key, outputs.value].map((name, which) => {
      const before = grown[which].data;
      const after = new Float32Array(rows * (position + 1) * headDim);
      for (let head = 0; head < rows; head++) {
        const to = head * (position + 1) * headDim;
        after.set(before.subarray(head * position * headDim, (head + 1) * position * headDim), to);
        after.set(result[name].data.subarray(head * headDim, (head + 1) * headDim), to + position * headDim);
      }
      return new ort.Tensor('float32', after, [layers, heads, position + 1, headDim]);
    });
    return likeliest(result);
  };
  const loop = async (count, write) => {
    const tokens = [startToken];
    const times = [];
    for (let position = 0; position < count; position++) {
      const start = performance.now();
      tokens.push(await write(tokens, position));
      times.push(performance.now() - start);
    }
    return { times, tokens };
  };
  const withCache = (tokens, position) => step(position, tokens[position]);
  const withGrowing = (tokens, position) => growingStep(position, tokens[position]);
  const without = async (tokens, position) => {
    let next = 0;
    for (let read = 0; read <= position; read++) next = await step(read, tokens[read]);
    return next;
  };
  await loop(16, withCache);
  await loop(16, withGrowing);
  const cached = await loop(context, withCache);
  const growing = await loop(context, withGrowing);
  const agree = cached.tokens.filter((token, i) => token === growing.tokens[i]).length;
  if (agree < cached.tokens.length) throw new Error(`only the first ${agree} tokens of both caches agree`);
  return { cached: cached.times, growing: growing.times, naive: (await loop(naiveTokens, without)).times };
}
