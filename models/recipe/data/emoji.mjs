// Rasterises nine open emoji sets into one raw file: node emoji.mjs <output folder>, run where `npm install` put the sets.
// Writes images.rgba (uint8 [n, 128, 128, 4], straight alpha) and index.json (n × {set, name, key, title, group, split}).
// Skin tones are near-duplicates: of each emoji's variants only the plain one and one tone (picked by hash) are kept.
// `key` is the name without tone and hyphens; the split goes by it, so no validation emoji is trained on in another style.

import { createHash } from 'node:crypto';
import { createWriteStream, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { once } from 'node:events';
import path from 'node:path';

const SETS = [
  'noto', 'noto-v1', 'twemoji', 'fluent-emoji', 'fluent-emoji-flat', 'openmoji', 'emojione', 'emojione-v1', 'fxemoji',
]; // prettier-ignore
const SIZE = 128;
const VALIDATION_SHARE = 0.05;
const TONE = /-(medium-light|medium-dark|medium|light|dark)(-skin-tone)?(?=-|$)/g;

const require = createRequire(path.join(process.cwd(), 'package.json'));
const sharp = require('sharp');
const output = process.argv[2] ?? '.';

/** A stable number in [0, 1) for a name. */
const hash = (name) => createHash('sha256').update(name).digest().readUInt32BE() / 2 ** 32;
const keyOf = (name) => name.replace(TONE, '').replaceAll('-', '');

/** By key, what Unicode says of an emoji. */
const unicode = new Map(
  Object.values(require('unicode-emoji-json/data-by-emoji.json')).map((emoji) => [
    emoji.slug.replace(/[^a-z0-9]/g, ''),
    { title: emoji.name, group: emoji.group },
  ]),
);

/** The names of a set to keep: every plain one, and one skin tone of each that has tones. */
function thinned(icons) {
  const tones = new Map();
  for (const name of Object.keys(icons).filter((name) => !icons[name].hidden)) {
    const plain = name.replace(TONE, '');
    const base = plain in icons ? plain : name;
    tones.set(base, [...(tones.get(base) ?? []), name]);
  }
  return [...tones].flatMap(([base, names]) => {
    const toned = names.filter((name) => name !== base).sort();
    return toned.length > 0 ? [base, toned[Math.floor(hash(base) * toned.length)]] : [base];
  });
}

const images = createWriteStream(path.join(output, 'images.rgba'));
const index = [];
for (const set of SETS) {
  const { icons, width: setWidth = 16, height: setHeight = 16 } = require(`@iconify-json/${set}/icons.json`);
  const failed = [];
  for (const name of thinned(icons)) {
    const { body, left = 0, top = 0, width = setWidth, height = setHeight } = icons[name];
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
      viewBox="${left} ${top} ${width} ${height}" width="${SIZE}" height="${SIZE}">${body}</svg>`;
    const raster = sharp(Buffer.from(svg)).resize(SIZE, SIZE).ensureAlpha().raw().toBuffer();
    const pixels = await raster.catch(() => undefined);
    if (pixels?.length !== SIZE * SIZE * 4) {
      failed.push(name);
      continue;
    }
    if (!images.write(pixels)) await once(images, 'drain');
    const key = keyOf(name);
    const { title = null, group = null } = unicode.get(key) ?? {};
    index.push({ set, name, key, title, group, split: hash(key) < VALIDATION_SHARE ? 'val' : 'train' });
  }
  process.stdout.write(`${set}: ${index.filter((entry) => entry.set === set).length} kept, ${failed.length} failed\n`);
}
images.end();
await once(images, 'finish');
writeFileSync(path.join(output, 'index.json'), JSON.stringify(index));
