// Leaves out of the build what no browser reads: the shaders' comments, and what manifests tell people only.
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

const shader = /\.wgsl\?raw$/;
const manifest = /[\\/]models[\\/]packs[\\/][^\\/]+[\\/]manifest\.json$/;

/** WGSL without comments, indentation and empty lines. The language has neither strings nor significant line ends. */
export function leanShader(wgsl: string): string {
  return wgsl
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .replace(/\s*\n\s*/g, '\n')
    .trim();
}

/** A manifest.json without where the weights come from and how good they are: the pack's card.md says both. */
export function leanManifest(json: string): string {
  return JSON.stringify(JSON.parse(json), (key, value) =>
    key === 'provenance' || key === 'metrics' ? undefined : value,
  );
}

export function leanBuild(): Plugin {
  return {
    name: 'tessera-lean-build',
    apply: 'build',
    enforce: 'pre',
    async load(id) {
      if (!shader.test(id)) return null;
      const wgsl = await readFile(id.replace(/\?raw$/, ''), 'utf8');
      return `export default ${JSON.stringify(leanShader(wgsl))}`;
    },
    transform: (code, id) => (manifest.test(id) ? leanManifest(code) : null),
  };
}
