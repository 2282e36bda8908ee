// A photo of twelve megapixels: from the drop to its reconstruction.
import { openPage, row, spansFrom, waitForModel } from './page.mjs';

const runs = 7;

/** @param {import('playwright').Browser} browser @param {string} address */
export async function measurePhoto(browser, address) {
  const page = await openPage(browser);
  await page.goto(address);
  await waitForModel(page);
  await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(4000, 3000);
    const context = canvas.getContext('2d');
    // Texture, so that the JPEG decoder works as hard as on a photo.
    for (let i = 0; i < 40_000; i++) {
      context.fillStyle = `hsl(${(i * 47) % 360} 60% ${20 + ((i * 13) % 60)}%)`;
      context.fillRect((i * 7919) % 4000, (i * 104_729) % 3000, 90, 60);
    }
    Object.assign(window, { photo: await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 }) });
  });
  const times = [];
  for (let run = 0; run < runs; run++) {
    await dropPhoto(page, `photo-${run}.jpg`);
    times.push((await spansFrom(page, 'tessera:photo', run))[0]);
  }
  await page.context().close();
  return [row('12-megapixel photo dropped → reconstruction', times, 'ms', '≤ 1200')];
}

/** @param {import('playwright').Page} page on whose window `photo` is a JPEG @param {string} name */
export async function dropPhoto(page, name) {
  await page.evaluate((name) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([window.photo], name, { type: 'image/jpeg' }));
    for (const type of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }
  }, name);
}
