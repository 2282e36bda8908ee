// Parts of the page that fail, and what is around them: other parts go on, and what failed can be asked for again.
import { expect, test } from './app.ts';

test('a bar and a dialog that could not be fetched come when the network is back', async ({ app, page }) => {
  let away = true;
  await page.route(/(code-search-bar|samples-dialog)-[^/]*\.js/, (route) =>
    away ? route.abort('internetdisconnected') : route.continue(),
  );
  await app.open();
  await page.getByRole('button', { name: 'Samples' }).first().click();
  await expect(app.notice('This dialog could not be opened')).toBeVisible();
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('menuitem', { name: /better codes/ }).click();
  await expect(page.getByText(/A part of the app could not be fetched/).last()).toBeVisible();
  away = false;
  const again = page.getByRole('button', { name: 'Try again' });
  if (await again.isVisible()) await again.click();
  await expect(again).toHaveCount(0);
  await page.getByRole('button', { name: 'Samples' }).first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  // What the browser itself says of the network.
  app.complaints.length = 0;
});

test('canvases that lose their pixels are drawn again', async ({ app, page }) => {
  await app.open();
  // Into nothing, as when the browser's graphics process dies.
  const drawn = await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    await frame();
    const canvases = [...document.querySelectorAll<HTMLCanvasElement>('main [data-kind] canvas:first-child')];
    const pixels = () => canvases.map((canvas) => canvas.toDataURL());
    const before = pixels();
    for (const canvas of canvases) canvas.getContext('2d')!.reset();
    const empty = pixels();
    for (const canvas of canvases) canvas.dispatchEvent(new Event('contextrestored'));
    await frame();
    return { before, empty, after: pixels() };
  });
  expect(drawn.before.length).toBeGreaterThan(1);
  expect(drawn.empty).not.toEqual(drawn.before);
  expect(drawn.after).toEqual(drawn.before);
});

test('on a screen of another pixel ratio canvases have its pixels, where a browser tells of no resize', async ({
  app,
  page,
}) => {
  await page.addInitScript(() => {
    const { observe } = ResizeObserver.prototype;
    ResizeObserver.prototype.observe = function (element, options) {
      if (options?.box === 'device-pixel-content-box') throw new TypeError('The value is not a valid enum value.');
      observe.call(this, element, options);
    };
  });
  await app.open();
  const protocol = await page.context().newCDPSession(page);
  for (const ratio of [2, 1]) {
    await protocol.send('Emulation.setDeviceMetricsOverride', {
      width: 1440,
      height: 900,
      deviceScaleFactor: ratio,
      mobile: false,
    });
    // Whatever is drawn next is drawn in the screen's pixels.
    await page.getByRole('button', { name: 'Zoom in', exact: true }).click();
    await page.getByRole('button', { name: 'Zoom out', exact: true }).click();
    await page.waitForFunction((ratio) => {
      const canvases = [...document.querySelectorAll<HTMLCanvasElement>('main [data-kind] canvas')];
      const fits = (canvas: HTMLCanvasElement) =>
        Math.abs(canvas.width - canvas.getBoundingClientRect().width * ratio) <= 1;
      return devicePixelRatio === ratio && canvases.length > 0 && canvases.every(fits);
    }, ratio);
  }
});

test('a page that the browser translates goes on: texts change, come and go', async ({ app, page }) => {
  await app.open();
  // As browsers do it: an element stands for each text, also for those that come later.
  await page.evaluate(() => {
    const wrap = (root: Node) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const texts: Text[] = [];
      while (walker.nextNode()) texts.push(walker.currentNode as Text);
      for (const text of texts) {
        if (!text.data.trim() || !text.parentElement || text.parentElement.closest('script, style, font')) continue;
        const font = document.createElement('font');
        font.textContent = text.data;
        text.replaceWith(font);
      }
    };
    wrap(document.body);
    new MutationObserver((records) => {
      for (const { addedNodes } of records) for (const node of addedNodes) if (node.nodeName !== 'FONT') wrap(node);
    }).observe(document.body, { subtree: true, childList: true });
  });
  await app.drag([0.4, 0.42], [0.6, 0.5]);
  await page.keyboard.press('Control+z');
  for (const key of ['e', 'm', 's', 'g', 'b', '3', '4', '2', 't', 't', 't']) await page.keyboard.press(key);
  await page.getByRole('button', { name: /^Settings/ }).click();
  await page.getByLabel(/^Quantizer/).selectOption('cpu');
  await page.keyboard.press('Escape');
  // A text of several in one element changes, and what is on screen follows.
  await app.ready();
  await expect(page.getByRole('contentinfo')).toContainText('Quantizer CPU');
  await page
    .getByRole('button', { name: /^Samples/ })
    .first()
    .click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByText('This page has failed')).toHaveCount(0);
});
