// The engine's state in words.
import type { BackendChoice, BackendInUse, EngineStatus, Stage } from '../../store/state.ts';
import { formatBytes, formatMilliseconds } from '../controls/format.ts';
import { totals } from './progress-details.tsx';

export const stagesInOrder = ['encoder', 'quantizer', 'decoder'] as const satisfies readonly Stage[];

export const stageNames: Readonly<Record<keyof BackendChoice, string>> = {
  encoder: 'Encoder',
  quantizer: 'Quantizer',
  decoder: 'Decoder',
  prior: 'Prior, token by token',
};

export const backendNames: Readonly<Record<BackendInUse[Stage], string>> = {
  webgpu: 'WebGPU',
  wasm: 'WASM',
  cpu: 'CPU',
};

/** One short phrase: what the engine is at. */
export function phaseWords({ phase, progress, encoding, encoderOpen }: EngineStatus): string {
  switch (phase) {
    case 'starting':
      return 'Starting the model';
    case 'loading': {
      if (!progress) return 'Loading the model';
      const { loaded, total } = totals(progress);
      if (loaded === total) return 'Preparing the model';
      return `Loading the model: ${formatBytes(loaded)} of ${formatBytes(total)}`;
    }
    case 'restarting':
      return 'Restarting the model; your work is safe';
    case 'failed':
      return 'The model is not running';
    case 'ready':
      if (!encoding) return 'Ready';
      return encoderOpen ? 'Encoding' : 'Preparing the encoder';
    default:
      return phase satisfies never;
  }
}

export function adapterWords({ adapter, softwareAdapter }: BackendInUse): string {
  if (adapter === null) return 'No GPU in use';
  return softwareAdapter ? `${adapter} (software)` : adapter;
}

/** "38 ms", or a dash before the first run. */
export function timingWords(milliseconds: number | null): string {
  return milliseconds === null ? '–' : formatMilliseconds(milliseconds);
}
