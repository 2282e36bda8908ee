import { differing, expect, onlyGrid, test } from './app.ts';

test('a stroke changes tokens and picture; undo, redo, reload', async ({ app, page }) => {
  await app.open();
  const before = await app.tokens();
  const pictureBefore = await app.png();
  await app.drag([0.45, 0.4], [0.6, 0.6]);
  const painted = await app.tokens();
  expect(differing(before, painted)).toBeGreaterThan(4);
  expect(await app.largestDifference(await app.png(), pictureBefore)).toBeGreaterThan(8);

  await page.getByRole('button', { name: 'Undo' }).click();
  expect(differing(before, await app.tokens())).toBe(0);
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
  await page.keyboard.press('Control+Shift+Z');
  expect(differing(painted, await app.tokens())).toBe(0);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+y');
  expect(differing(painted, await app.tokens())).toBe(0);

  // Autosave waits for a rest of 0.4 s.
  await page.waitForTimeout(1500);
  await page.reload();
  await app.ready();
  expect(differing(painted, await app.tokens())).toBe(0);
  await expect(app.documentName).toContainText('Chelsea the cat');
});

test('a stroke survives a reload in the same moment', async ({ app, page }) => {
  await app.open();
  for (const y of [0.35, 0.5, 0.65]) {
    const before = await app.tokens();
    await app.drag([0.45, y], [0.6, y]);
    await page.reload();
    await app.ready();
    expect(differing(before, await app.tokens()), `at ${y}`).toBeGreaterThan(2);
  }
});

test('the first stroke survives a reload before the browser has written anything', async ({ app, page }) => {
  await app.open();
  const before = await app.tokens();
  // Another writer keeps the store to itself: the app's writing waits for it, and is lost with the page.
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const request = indexedDB.open('tessera-documents');
        request.onsuccess = () => {
          const store = request.result.transaction('documents', 'readwrite').objectStore('documents');
          const ask = () => {
            store.count().onsuccess = ask;
            resolve();
          };
          ask();
        };
      }),
  );
  await app.drag([0.45, 0.35], [0.6, 0.35]);
  const painted = await app.tokens();
  expect(differing(before, painted)).toBeGreaterThan(2);
  for (const reload of ['lost', 'written']) {
    await page.reload();
    await app.ready();
    expect(differing(painted, await app.tokens()), reload).toBe(0);
    // Autosave waits for a rest of 0.4 s.
    await page.waitForTimeout(1500);
  }
});

test('after strokes the picture equals a whole decode of the same tokens', async ({ app, page }) => {
  await app.open();
  await app.drag([0.3, 0.3], [0.7, 0.35]);
  await app.drag([0.35, 0.7], [0.36, 0.5]);
  const local = await app.png();
  // The link carries tokens only: what it opens is decoded whole.
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('menuitem', { name: /Copy link/ }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.goto('about:blank');
  await page.goto(link);
  await app.ready();
  // A document without a photo: nothing to compare with.
  await expect(page.getByText(/\d dB/)).toHaveCount(0);
  expect(await app.largestDifference(local, await app.png())).toBe(0);
});

test('what is drawn after edits is what drawing everything anew shows', async ({ app, page }) => {
  await app.open();
  const canvases = (compare: boolean) =>
    page.evaluate((compare) => {
      const kept = window as { drawn?: ImageData[] };
      // The panes' canvases, a lower and an upper one each. Read from copies: reading a canvas often makes the browser warn, and draw it in another way.
      const drawn = [...document.querySelectorAll<HTMLCanvasElement>('canvas:has(+ canvas), canvas + canvas')].map(
        (canvas) => {
          const copy = new OffscreenCanvas(Math.max(1, canvas.width), Math.max(1, canvas.height));
          const context = copy.getContext('2d', { willReadFrequently: true })!;
          if (canvas.width > 0 && canvas.height > 0) context.drawImage(canvas, 0, 0);
          return context.getImageData(0, 0, copy.width, copy.height);
        },
      );
      const before = kept.drawn ?? [];
      kept.drawn = drawn;
      const differs = (data: Uint8ClampedArray, i: number) =>
        data.reduce((count, value, at) => (Math.abs(value - before[i]!.data[at]!) > 1 ? count + 1 : count), 0);
      return drawn.map(({ data }, i) => (compare ? differs(data, i) : 0));
    }, compare);
  await canvases(false);
  await app.drag([0.3, 0.3], [0.5, 0.35]);
  await page.keyboard.press('Control+z');
  await app.drag([0.6, 0.5], [0.62, 0.7]);
  // Until all that follows an edit is there.
  await page.waitForTimeout(2500);
  expect(Math.max(...(await canvases(true)))).toBeGreaterThan(1000);
  await page.evaluate(async () => {
    const { dataset } = document.documentElement;
    const theme = dataset.theme;
    for (const next of ['light', 'dark', theme]) {
      dataset.theme = next;
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    }
  });
  expect(Math.max(...(await canvases(true)))).toBe(0);
});

test('every tool does its work', async ({ app, page }) => {
  await app.open();
  let last = await app.tokens();
  const changes = async (tool: string, from: [number, number], to: [number, number]) => {
    await app.pickTool(tool);
    await app.drag(from, to);
    await expect.poll(async () => differing(last, await app.tokens())).toBeGreaterThan(0);
    last = await app.tokens();
  };
  await changes('Brush', [0.4, 0.4], [0.5, 0.4]);
  await changes('Line', [0.4, 0.5], [0.6, 0.6]);
  await changes('Rectangle', [0.45, 0.6], [0.55, 0.7]);
  await changes('Erase', [0.4, 0.4], [0.5, 0.4]);
  await changes('Blend', [0.4, 0.3], [0.5, 0.3]);
  await changes('Bucket', [0.62, 0.4], [0.62, 0.4]);
  await changes('Replace all', [0.64, 0.44], [0.64, 0.44]);
  await app.pickTool('Select');
  await app.drag([0.42, 0.42], [0.5, 0.5]);
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+d');
  await changes('Stamp', [0.55, 0.3], [0.6, 0.3]);
});

test('a patch copied in one photo is stamped into another', async ({ app, page }) => {
  await app.open();
  await app.pickTool('Select');
  await app.drag([0.45, 0.45], [0.52, 0.55]);
  await page.keyboard.press('Control+c');
  const source = await app.tokens();
  await page.getByRole('button', { name: 'Samples' }).first().click();
  await page.getByRole('button', { name: /Rocket/ }).click();
  await expect(app.documentName).toContainText('Rocket');
  await app.ready();
  const before = await app.tokens();
  await app.pickTool('Stamp');
  await app.drag([0.5, 0.5], [0.5, 0.5]);
  const after = await app.tokens();
  const stamped = onlyGrid(after).tokens.filter((token, index) => token !== onlyGrid(before).tokens[index]);
  expect(stamped.length).toBeGreaterThan(0);
  const known = new Set(onlyGrid(source).tokens);
  expect([...stamped].every((token) => known.has(token))).toBe(true);

  // Back to the first picture by the shelf: it is as it was left.
  await app.documentName.click();
  await page
    .getByRole('button', { name: /^Chelsea the cat/ })
    .last()
    .click();
  await expect(app.mosaic).toHaveAccessibleName(/48 columns, 32 rows/);
  expect(differing(source, await app.tokens())).toBe(0);
});

test('the keyboard alone paints', async ({ app, page }) => {
  await app.open();
  const before = await app.tokens();
  await app.mosaic.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  expect(differing(before, await app.tokens())).toBeGreaterThan(0);
});

test('pointing at a cell tells its code, distance and nearest alternatives', async ({ app, page }) => {
  await app.open();
  const box = (await app.mosaic.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await expect(inspector.getByRole('list', { name: 'Nearest codes' }).getByRole('listitem')).toHaveCount(8);
  await expect(inspector).toContainText(/Column \d+, row \d+/);
  await expect(inspector).toContainText('The photo’s own code');
});
