// Every reader of what others wrote or a browser kept, with what must hold of a value that it gives.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { encodeChunk } from '../../src/core/png/png-container.ts';
import { decodeLink, encodeLink } from '../../src/core/share/link.ts';
import { embedInPng, extractFromPng } from '../../src/core/share/png-chunk.ts';
import { sample, tinyPng, twoLevels } from '../../src/core/share/samples.ts';
import { decodeTokensJson, encodeTokensJson } from '../../src/core/share/tokens-json.ts';
import { CodeTables } from '../../src/engine/decode/code-tables.ts';
import { readSections } from '../../src/engine/decode/graph/sections.ts';
import { IncrementalDecoder } from '../../src/engine/decode/incremental-decoder.ts';
import { noise } from '../../src/engine/decode/test-decoders.ts';
import { EngineError } from '../../src/engine/engine-error.ts';
import { readOnnxGraph } from '../../src/engine/graph/onnx-graph.ts';
import { packFiles } from '../../src/engine/packs/catalogue.ts';
import type { LoadedLevel } from '../../src/engine/packs/load-pack.ts';
import { hasCodes, parseManifest } from '../../src/engine/packs/manifest.ts';
import { OwnRows } from '../../src/engine/prior/pixelcnn/own-rows.ts';
import { OwnStep } from '../../src/engine/prior/step/own-step.ts';
import { Program } from '../../src/engine/prior/step/program.ts';
import { readCodebook } from '../../src/engine/read-codebook.ts';
import type { OnnxRuntime } from '../../src/engine/runtime/onnx-runtime.ts';
import { openText } from '../../src/ui/open/open-text.ts';
import { documents, index, priorSettings, settings } from './kept-readers.ts';
import { mutateBytes, mutateText, mutateValue } from './mutate.ts';
import { mutateOnnx } from './mutate-onnx.ts';
import { codebook, decoders, pixelCnn, programs, step } from './onnx-models.ts';
import type { Random } from './random.ts';
import { asJson, type Reader, requireSound } from './reader.ts';

const shared = [sample, twoLevels, { ...sample, levels: twoLevels.levels.slice(1), name: 'a.b' }];

const links = shared.map(encodeLink);

const link: Reader = (random) => {
  const input = mutateText(random.pick(links), links, random);
  return { input, read: () => requireSound(decodeLink(input)) };
};

const tokenFiles = shared.map(encodeTokensJson);

const tokensJson: Reader = (random) => {
  const input = random.chance(0.5)
    ? mutateText(random.pick(tokenFiles), tokenFiles, random)
    : asJson(mutateValue(JSON.parse(random.pick(tokenFiles)), random));
  return { input, read: () => requireSound(decodeTokensJson(input)) };
};

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Each kind of text chunk that may hold a grid. */
const chunks: readonly ((text: Uint8Array) => Uint8Array)[] = [
  (text) => encodeChunk('tEXt', Buffer.concat([latin1('Tessera\0'), text])),
  (text) => encodeChunk('zTXt', Buffer.concat([latin1('Tessera\0\0'), deflateSync(text)])),
  (text) => encodeChunk('iTXt', Buffer.concat([latin1('Tessera\0\0\0\0\0'), text])),
  (text) => encodeChunk('iTXt', Buffer.concat([latin1('Tessera\0\u0001\0\0\0'), deflateSync(text)])),
];
const pngs = [
  ...shared.map((picture) => embedInPng(tinyPng(), picture)),
  ...chunks.map((of) => tinyPng(of(latin1(links[0]!)))),
];

const png: Reader = (random) => {
  // Checksums stop most of what is changed behind them.
  const inside = () => {
    const bytes = latin1(random.pick(links));
    const text = mutateBytes(bytes, [bytes], random);
    return tinyPng(random.pick(chunks)(text), random.pick(chunks)(text));
  };
  const input = random.chance(0.5) ? mutateBytes(random.pick(pngs), pngs, random) : inside();
  return { input, read: async () => requireSound(await extractFromPng(input)) };
};

const texts = [
  `https://example.org/tessera/#${links[0]}`,
  `Look: https://example.org/#${links[1]} (two levels).`,
  ...tokenFiles,
  '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
  `data:image/png;base64,${Buffer.from(pngs[0]!).toString('base64')}`,
];

const pasted: Reader = (random) => {
  const input = mutateText(random.pick(texts), texts, random);
  return {
    input,
    read: async () => {
      const opened: (Blob | string)[] = [];
      const taken = openText(input, {
        openFile: async (file) => void opened.push(file),
        openFragment: async (fragment) => Boolean(opened.push(fragment)),
      });
      const [first] = opened;
      assert.equal(opened.length, taken ? 1 : 0);
      // A link is never passed over.
      assert.ok(taken || !/#t[12]=\w/.test(input));
      if (typeof first === 'string') {
        const picture = decodeLink(first);
        assert.notEqual(picture, null);
        requireSound(picture);
      } else if (first?.type === 'application/json') requireSound(decodeTokensJson(await first.text()));
    },
  };
};

const packs = new URL('../../models/packs/', import.meta.url);
const manifests = ['photo-vqgan-f8', 'photo-vqvae2', 'photo-ae-f8'].map((pack) => {
  const value = JSON.parse(readFileSync(new URL(`${pack}/manifest.json`, packs), 'utf8'));
  // What is for people is long and not read.
  for (const part of [value, ...value.priors]) delete part.provenance;
  return value as unknown;
});

const manifest: Reader = (random) => {
  const start = random.pick(manifests);
  const input = random.chance(0.3)
    ? mutateText(JSON.stringify(start), manifests.map(asJson), random)
    : asJson(mutateValue(start, random));
  return {
    input,
    read: () => {
      const parsed = parseManifest(parsedOrNothing(input));
      const written = asJson(parsed);
      assert.doesNotThrow(() => assert.equal(asJson(parseManifest(JSON.parse(written))), written));
      if (!hasCodes(parsed)) return;
      for (const { file, bytes } of packFiles(parsed)) assert.ok(/^[\w.-]+$/.test(file) && Number.isSafeInteger(bytes));
    },
  };
};

function parsedOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function mutatedModel(models: readonly Uint8Array[], random: Random): Uint8Array {
  const model = random.pick(models);
  return random.chance(0.3) ? mutateBytes(model, models, random) : mutateOnnx(model, random);
}

const allModels = [...decoders, ...codebook.models, ...programs, step.model];

const onnx: Reader = (random) => {
  const input = mutatedModel(allModels, random);
  return {
    input,
    read: () => {
      const { nodes, constants, integers } = readOnnxGraph(input);
      for (const { dims, values } of [...constants.values(), ...integers.values()]) {
        assert.equal(
          values.length,
          dims.reduce((product, side) => product * side, 1),
        );
      }
      const made = nodes.flatMap(({ outputs }) => outputs.filter(Boolean));
      assert.equal(new Set(made).size, made.length);
    },
  };
};

const colours = { vectors: noise(16 * 4, 3), size: 16, dim: 4 };
const tables = [4, 3].map((downsample) => new CodeTables([{ downsample, codebook: colours }]));
const painted = { width: 3, height: 2, layers: [Int32Array.of(0, 1, 15, 3, 4, 9)] };

const sections: Reader = (random) => {
  const input = mutatedModel(decoders, random);
  return {
    input,
    read: () => {
      for (const { reach, convolutions, shuffle } of readSections(input) ?? []) {
        assert.ok(reach >= 0 && shuffle.block >= 1);
        convolutions.forEach(({ kernel, inputs, outputs, weights, bias, source, residual }, i) => {
          assert.equal(weights.length, outputs * inputs * kernel ** 2);
          assert.equal(bias.length, outputs);
          for (const from of [source, residual])
            assert.ok(from === null || from === 'input' || (from >= 0 && from < i));
        });
      }
      for (const table of tables) {
        const decoded = IncrementalDecoder.create(input, table)?.decode(painted, { x: 0, y: 0, width: 3, height: 2 });
        if (decoded) assert.equal(decoded.image.width, 3 * table.downsample);
      }
    },
  };
};

/** Stands for ONNX Runtime, where a graph is left to it. */
const elsewhere = {
  createSession: async () => {
    throw new EngineError('model-failed', 'This graph is left to ONNX Runtime.');
  },
} as Partial<OnnxRuntime> as OnnxRuntime;

const codes: Reader = (random) => {
  const input = mutatedModel(codebook.models, random);
  return {
    input,
    read: async () => {
      const level = { level: { codebook: codebook.entry }, codebook: input } as unknown as LoadedLevel;
      const { vectors } = await readCodebook(level, elsewhere);
      assert.ok(vectors.length === 16 * 4 && vectors.every(Number.isFinite));
    },
  };
};

const program: Reader = (random) => {
  const input = mutatedModel(programs, random);
  return {
    input,
    read: () => {
      const made = Program.create(input);
      const output = made?.output('y');
      made?.run();
      if (output)
        assert.equal(
          output.size,
          output.dims.reduce((product, side) => product * side, 1),
        );
    },
  };
};

const ownStep: Reader = (random) => {
  const input = mutatedModel([step.model], random);
  return {
    input,
    read: async () => {
      const made = OwnStep.create(input, step.manifest, step.codebookSize);
      if (!made) return;
      const window = made.openWindow();
      for (const [position, token] of [8, 0, 7].entries()) await window.read(position, token, [position % 2]);
      assert.equal((await made.logits()).length, step.codebookSize);
    },
  };
};

const rows: Reader = (random) => {
  const input = mutatedModel([pixelCnn.model], random);
  return {
    input,
    read: async () => {
      const { manifest } = pixelCnn;
      const made = OwnRows.create(input, manifest);
      if (!made) return;
      const tokens = new Int32Array(manifest.rows * 16).fill(manifest.maskToken);
      tokens.fill(3, 16);
      const view = { tokens, left: 0 } as Parameters<OwnRows['logits']>[0];
      assert.equal((await made.logits(view, 5, [2, 0])).length, manifest.maskToken);
    },
  };
};

export const readers: Readonly<Record<string, Reader>> = {
  links: link,
  'tokens-json': tokensJson,
  png,
  pasted,
  settings,
  documents,
  index,
  'prior-settings': priorSettings,
  manifest,
  onnx,
  sections,
  codebook: codes,
  programs: program,
  step: ownStep,
  pixelcnn: rows,
};
