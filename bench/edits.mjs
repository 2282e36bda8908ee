// One token edited, at two grid sizes: from the changed grid to its pixels; with the page at rest, and edit after edit.
import { openPage, row, spansFrom, waitForModel } from './page.mjs';

const edits = 30;

/** Milliseconds after which the page has drawn, counted and saved what the last edit left. */
const rest = 700;

/** @param {import('playwright').Browser} browser @param {string} address */
export async function measureEdits(browser, address) {
  const rows = [];
  const medians = [];
  for (const side of [32, 128]) {
    const page = await openPage(browser);
    await page.goto(address);
    await waitForModel(page);
    await openGrid(page, side);
    const apart = await editTokens(page, edits, { pause: rest });
    const inARow = await editTokens(page, edits, { from: edits });
    await page.context().close();
    const target = side === 32 ? '≤ 40' : 'as 32×32, ± 20 %';
    rows.push(row(`one token edited → pixels, ${side}×${side}`, apart, 'ms', target));
    medians.push(rows.at(-1).median);
    rows.push(row(`the same, edit after edit, ${side}×${side}`, inARow, 'ms'));
  }
  rows.push({
    name: 'one token edited: 128×128 over 32×32',
    median: Math.round((100 * medians[1]) / medians[0]) / 100,
    unit: '×',
    target: '0.8 – 1.2',
  });
  return rows;
}

/** @param {import('playwright').Page} page */
export async function openGrid(page, side) {
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
  await spansFrom(page, 'tessera:photo', 0);
}

/**
 * By the keyboard; each edit waits for the pixels of the one before. Every cell is painted twice, with the foreground
 * and, after a swap, with the background code: so each press changes something, on a path to and fro as well.
 */
export async function editTokens(page, count, { from = 0, pause = 0 } = {}) {
  await page.getByRole('application').focus();
  // One cell a dab.
  for (let i = 0; i < 32; i++) await page.keyboard.press('[');
  const times = [];
  for (let i = 0; i < count; i++) {
    if (i % 2 === 0) await page.keyboard.press(i % 28 < 14 ? 'ArrowRight' : 'ArrowLeft');
    await page.keyboard.press('Space');
    times.push(...(await spansFrom(page, 'tessera:edit', from + i)));
    // Only now: the palette scrolls to the other code, which is no part of an edit.
    await page.keyboard.press('x');
    if (pause > 0) await page.waitForTimeout(pause);
  }
  // The first ones warm up.
  return times.slice(Math.min(5, count >> 1));
}
