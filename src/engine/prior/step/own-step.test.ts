// Our own step against what PyTorch computed, and against a step's definition: the files that packs bring.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AutoregressiveManifest } from '../prior-manifest.ts';
import { OwnStep } from './own-step.ts';
import type { StepWindow } from './step-model.ts';

const packs = new URL('../../../../models/packs/', import.meta.url);

function shippedStep(pack: string): { manifest: AutoregressiveManifest; step: OwnStep } {
  const { levels, priors } = JSON.parse(readFileSync(new URL(`${pack}/manifest.json`, packs), 'utf8'));
  const manifest = priors.find(({ type }: { type: string }) => type === 'autoregressive') as AutoregressiveManifest;
  const step = OwnStep.create(
    readFileSync(new URL(`${pack}/${manifest.file}`, packs)),
    manifest,
    levels[0].codebook.size,
  );
  if (!step) throw new Error(`The step of ${pack} is not known.`);
  return { manifest, step };
}

describe('the default pack’s step', () => {
  const { manifest, step } = shippedStep('photo-vqgan-f8');
  const golden = JSON.parse(readFileSync(new URL('photo-vqgan-f8/golden/prior-autoregressive.json', packs), 'utf8'));
  const tokens = [manifest.startToken, ...golden.tokens] as number[];

  test('gives the logits that PyTorch gives', async () => {
    const window = step.openWindow();
    const asked = Object.keys(golden.logits).map(Number);
    let largest = 0;
    for (let position = 0; position <= Math.max(...asked); position++) {
      await window.read(position, tokens[position]!, golden.condition);
      const logits = await step.logits();
      golden.logits[position]?.forEach((expected: number, i: number) => {
        largest = Math.max(largest, Math.abs(logits[golden.codes[i]]! - expected));
      });
    }
    expect(largest).toBeLessThan(1e-3);
  });

  test('windows do not disturb each other, also where the memory has grown in between', async () => {
    const read = async (window: StepWindow, position: number, told: readonly number[]) => {
      await window.read(position, position === 0 ? manifest.startToken : 7 * position, told);
      return (await step.logits()).slice();
    };
    const [one, other] = [
      [3, 2],
      [19, 10],
    ] as const;
    const alone: Float32Array[] = [];
    for (const told of [one, other]) {
      const window = step.openWindow();
      for (let position = 0; position < 4; position++) alone.push(await read(window, position, told));
    }
    const windows = [step.openWindow(), step.openWindow()];
    const together: Float32Array[] = [];
    for (let position = 0; position < 4; position++) {
      together[position] = await read(windows[0]!, position, one);
      for (let i = 0; i < 3; i++) step.openWindow();
      together[4 + position] = await read(windows[1]!, position, other);
    }
    expect(together).toEqual(alone);
  });
});
