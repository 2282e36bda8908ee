// One token and a dab of 5×5 edited, at two grid sizes: from the changed grid to its pixels, and what of that the decode
// takes; beside a whole decode, and the multiply-adds done beside the least that any exact method needs.
import { entriesFrom, openPage, row, spansFrom, waitForModel } from './page.mjs';

const edits = 30;
const wholes = 3;

/** Milliseconds after which the page has drawn, counted and saved what the last edit left. */
export const rest = 700;

/** @param {import('playwright').Browser} browser @param {string} address */
export async function measureEdits(browser, address) {
  const rows = [];
  const singles = [];
  for (const side of [32, 128]) {
    const page = await openPage(browser);
    await page.goto(address);
    await waitForModel(page);
    const whole = await decodeWhole(page, side);
    await chooseBrush(page, 1);
    const single = await editTokens(page, edits, { pause: rest });
    const inARow = await editTokens(page, edits, { from: edits });
    await chooseBrush(page, 5);
    const dab = await editTokens(page, edits, { from: 2 * edits, pause: rest });
    await page.context().close();
    const size = `${side}×${side}`;
    const [same, ratio] = side === 32 ? ['', '≥ 8'] : [' as 32×32, ± 10 %', '≥ 100'];
    rows.push(row(`one token edited → pixels, ${size}`, single.map(duration), 'ms', same || '≤ 12'));
    rows.push(row(`of that the decode, ${size}`, single.map(decoderMs), 'ms'));
    rows.push(row(`the same, edit after edit → pixels, ${size}`, inARow.map(duration), 'ms'));
    rows.push(row(`of that the decode, edit after edit, ${size}`, inARow.map(decoderMs), 'ms'));
    rows.push(row(`brush of 5×5 → pixels, ${size}`, dab.map(duration), 'ms', same || '≤ 25'));
    rows.push(row(`of that the decode, 5×5, ${size}`, dab.map(decoderMs), 'ms'));
    rows.push(row(`whole picture decoded, ${size}`, whole.map(decoderMs), 'ms'));
    const times = median(whole.map(decoderMs)) / median(single.map(decoderMs));
    rows.push(quotient(`decode: whole picture over one token, ${size}`, times, ratio, 'higher'));
    rows.push(
      quotient(`multiply-adds of one token over the least, ${size}`, median(single.map(overLeast)), '1', 'lower'),
    );
    rows.push(quotient(`multiply-adds of 5×5 over the least, ${size}`, median(dab.map(overLeast)), '1', 'lower'));
    singles.push(single);
  }
  const [small, large] = singles;
  const growth = (of) => median(large.map(of)) / median(small.map(of));
  rows.push(quotient('one token edited → pixels: 128×128 over 32×32', growth(duration), '0.9 – 1.1', 'lower'));
  rows.push(quotient('of that the decode: 128×128 over 32×32', growth(decoderMs), '0.9 – 1.1', 'lower'));
  return rows;
}

/** @typedef {{ duration: number, detail: { decoderMs: number, multiplyAdds: { done: number, needed: number } | null } }} Edit */

/** @param {Edit} edit */
export const duration = (edit) => edit.duration;
/** @param {Edit} edit */
export const decoderMs = (edit) => edit.detail.decoderMs;
/** NaN where ONNX Runtime decodes, which does not count. @param {Edit} edit */
export const overLeast = ({ detail: { multiplyAdds } }) =>
  multiplyAdds ? multiplyAdds.done / multiplyAdds.needed : Number.NaN;

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

/** @param {string} name @param {number} value @param {string} target @param {'higher' | 'lower'} better */
export function quotient(name, value, target, better) {
  return { name, median: Math.round(100 * value) / 100, unit: '×', target, better };
}

/** Opens the grid several times, another one in between: nothing of it is kept. @returns {Promise<Edit[]>} */
async function decodeWhole(page, side) {
  const opened = () => page.evaluate(() => window.spans.filter(({ name }) => name === 'tessera:photo').length);
  const decoded = [];
  for (let i = 0; i < wholes; i++) {
    if (i > 0) await openGrid(page, 8, await opened());
    const before = await page.evaluate(() => window.spans.filter(({ name }) => name === 'tessera:whole').length);
    await openGrid(page, side, await opened());
    decoded.push(...(await entriesFrom(page, 'tessera:whole', before)));
  }
  await page.waitForTimeout(rest);
  return decoded;
}

/** @param {import('playwright').Page} page @param {number} side @param {number} opened pictures brought before */
export async function openGrid(page, side, opened = 0) {
  const rows = Array.from({ length: side }, (_, y) =>
    Array.from({ length: side }, (_, x) => (y * 131 + x * 17) % 4096),
  );
  const tokens = {
    format: 'tessera-tokens',
    version: 1,
    packId: 'photo-vqvae-f8',
    codebookSize: 4096,
    name: `grid ${side}`,
    width: side,
    height: side,
    rows,
  };
  await page.evaluate(
    ({ text, name }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], name, { type: 'application/json' }));
      for (const type of ['dragenter', 'dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
      }
    },
    { text: JSON.stringify(tokens), name: `grid-${side}.tokens.json` },
  );
  await page.getByRole('button', { name: `grid ${side}: open pictures` }).waitFor();
  await spansFrom(page, 'tessera:photo', opened);
}

/** @param {import('playwright').Page} page @param {number} size cells each way */
export async function chooseBrush(page, size) {
  await page.getByLabel('Square brush').first().click();
  await page.getByRole('application').focus();
  for (let i = 0; i < 32; i++) await page.keyboard.press('[');
  for (let i = 1; i < size; i++) await page.keyboard.press(']');
}

/**
 * By the keyboard; each edit waits for the pixels of the one before. Every cell is painted twice, with the foreground
 * and, after a swap, with the background code: so each press changes something, on a path to and fro as well.
 * @returns {Promise<Edit[]>}
 */
export async function editTokens(page, count, { from = 0, pause = 0 } = {}) {
  await page.getByRole('application').focus();
  const times = [];
  for (let i = 0; i < count; i++) {
    if (i % 2 === 0) await page.keyboard.press(i % 28 < 14 ? 'ArrowRight' : 'ArrowLeft');
    await page.keyboard.press('Space');
    times.push(...(await entriesFrom(page, 'tessera:edit', from + i)));
    // Only now: the palette scrolls to the other code, which is no part of an edit.
    await page.keyboard.press('x');
    if (pause > 0) await page.waitForTimeout(pause);
  }
  // The first ones warm up.
  return times.slice(Math.min(5, count >> 1));
}
