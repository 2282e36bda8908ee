import { rm, writeFile } from 'node:fs/promises';
import { expect, test } from './app.ts';
import { avifPicture, drawPicture, gifPicture, type PictureFile, rotatedByExif, svgPicture } from './pictures.ts';

const bytesOf = ({ name, mimeType, buffer }: PictureFile) => ({ name, type: mimeType, bytes: [...buffer] });

test('by chooser, drop, paste and sample; every format, fitted whole', async ({ app, page }) => {
  await app.open();
  await app.choose(await drawPicture(page, { width: 600, height: 400, type: 'image/jpeg', name: 'chosen.jpg' }));
  await expect(app.documentName).toContainText('chosen');
  await expect(app.mosaic).toHaveAccessibleName(/48 columns, 32 rows/);

  await app.drop(
    bytesOf(await drawPicture(page, { width: 300, height: 300, type: 'image/webp', name: 'dropped.webp' })),
  );
  await expect(app.documentName).toContainText('dropped');
  await expect(app.mosaic).toHaveAccessibleName(/32 columns, 32 rows/);

  // What browsers call a picture without a name.
  await app.paste(bytesOf(await drawPicture(page, { width: 320, height: 640, name: 'image.png' })));
  await expect(app.documentName).toContainText('Pasted picture');
  await expect(app.mosaic).toHaveAccessibleName(/32 columns, 64 rows/);

  for (const [picture, size] of [
    [avifPicture(), /48 columns, 32 rows/],
    [gifPicture(), /43 columns, 32 rows/],
    [svgPicture(), /48 columns, 32 rows/],
  ] as const) {
    await app.choose(picture);
    await expect(app.documentName).toContainText(picture.name.replace(/\.\w+$/, ''));
    await expect(app.mosaic).toHaveAccessibleName(size);
  }

  // Systems without a type for drawings; a shape that only the viewBox tells.
  const drawing =
    '<!-- by hand --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"><rect width="2" height="1"/></svg>';
  await app.drop({ name: 'untyped.svg', type: '', bytes: [...Buffer.from(drawing)] });
  await expect(app.documentName).toContainText('untyped');
  await expect(app.mosaic).toHaveAccessibleName(/48 columns, 32 rows/);

  await page.getByRole('button', { name: 'Samples' }).first().click();
  await page.getByRole('button', { name: /Coffee/ }).click();
  await expect(app.documentName).toContainText('Coffee');
});

test('with the camera', async ({ app, page }) => {
  await app.open();
  await page.getByRole('button', { name: /^Open/ }).first().click();
  await page.getByRole('menuitem', { name: /Take a photo/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /Take|Shutter|Use/ }).click();
  await expect(app.mosaic).toHaveAccessibleName(/57 columns, 32 rows/);
  await expect(app.documentName).not.toContainText('Chelsea');
});

test('what is transparent shows the colour that was chosen for it', async ({ app, page }) => {
  await app.open();
  for (const [name, colour] of [
    ['red', [230, 20, 30]],
    ['blue', [30, 40, 220]],
  ] as const) {
    await page.getByRole('button', { name: /^Settings/ }).click();
    const hex = `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
    await page.getByLabel(/Behind transparency/).fill(hex);
    await page.keyboard.press('Escape');
    const buffer = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"/>');
    await app.choose({ name: `${name}.svg`, mimeType: 'image/svg+xml', buffer });
    await expect(app.documentName).toContainText(name);
    await app.ready();
    // Through the model and back, a flat field keeps its colour about.
    const middle = await app.pixel(await app.png(), 128, 128);
    middle.forEach((value, channel) => {
      expect(Math.abs(value - colour[channel]!)).toBeLessThan(40);
    });
  }
});

test('EXIF orientation is respected', async ({ app, page }) => {
  await app.open();
  const upright = await drawPicture(page, { width: 600, height: 400, type: 'image/jpeg', name: 'turned.jpg' });
  await app.choose(rotatedByExif(upright));
  await expect(app.documentName).toContainText('turned');
  await expect(app.mosaic).toHaveAccessibleName(/32 columns, 48 rows/);
});

test('24 megapixels work', async ({ app, page }) => {
  await app.open();
  await app.choose(await drawPicture(page, { width: 6000, height: 4000, type: 'image/jpeg', name: 'large.jpg' }));
  await expect(app.documentName).toContainText('large', { timeout: 30_000 });
  await expect(app.mosaic).toHaveAccessibleName(/48 columns, 32 rows/);
});

test('what cannot be a picture says why, and the work on screen stays', async ({ app, page }) => {
  await app.open();
  const before = await app.tokens();
  const broken = await drawPicture(page, { width: 64, height: 64, name: 'broken.png' });
  for (const [picture, reason] of [
    [await drawPicture(page, { width: 1, height: 1, name: 'dot.png' }), /too small|at least 16/i],
    [
      await drawPicture(page, { width: 10_000, height: 1, name: 'line.png' }),
      /too (small|thin|long|narrow)|at least 16/i,
    ],
    [{ ...broken, buffer: broken.buffer.subarray(0, 40) }, /could not be read as a picture/],
    [{ name: 'empty.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) }, /empty/],
    // By its bytes, whatever it is called.
    [
      {
        name: 'phone.jpg',
        mimeType: 'image/jpeg',
        buffer: Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
      },
      /HEIC.*JPEG/,
    ],
    [{ name: 'paper.png', mimeType: 'image/png', buffer: Buffer.from('%PDF-1.7') }, /PDF document.*screenshot/],
    [{ name: 'notes.json', mimeType: 'application/json', buffer: Buffer.from('{"a": 1}') }, /not a Tessera token file/],
  ] as const) {
    await app.choose(picture);
    await expect(app.notice(reason)).toBeVisible();
    await page.getByRole('button', { name: 'Dismiss' }).first().click();
  }
  await expect(app.documentName).toContainText('Chelsea the cat');
  expect(await app.tokens()).toEqual(before);
});

test('crop and size: half the short side gives a quarter of the tokens, also of a file that is gone since', async ({
  app,
  page,
}) => {
  await app.open();
  const file = test.info().outputPath('passing.png');
  await writeFile(file, (await drawPicture(page, { width: 480, height: 320 })).buffer);
  await app.choose(file);
  await expect(app.documentName).toContainText('passing');
  await app.ready();
  await rm(file);
  await app.fitTo(128);
  await expect(app.mosaic).toHaveAccessibleName(/24 columns, 16 rows/);
});

test('the crop dialog is about the photo on screen, also when another one is dropped on it', async ({ app, page }) => {
  await app.open();
  await page.getByRole('button', { name: /Crop/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: '1:1' }).click();
  await app.drop(bytesOf(await drawPicture(page, { width: 200, height: 160, name: 'small.png' })));
  await expect(dialog.getByRole('group', { name: /^Crop, 200 by 160 pixels/ })).toBeVisible();
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(app.documentName).toContainText('small');
  await expect(app.mosaic).toHaveAccessibleName(/40 columns, 32 rows/);
});

test('a browser that answers with noise, as private windows do, gives a photo the same tokens', async ({
  app,
  page,
}) => {
  const noise = `for (const kind of ['CanvasRenderingContext2D', 'OffscreenCanvasRenderingContext2D']) {
    const prototype = globalThis[kind]?.prototype;
    const original = prototype?.getImageData;
    if (original) prototype.getImageData = function (...given) {
      const image = original.apply(this, given);
      for (let i = 0; i < image.data.length; i += 4 * 7) image.data[i] ^= 1;
      return image;
    };
  }`;
  await app.open();
  const photo = await drawPicture(page, { width: 600, height: 400, type: 'image/jpeg', name: 'quiet.jpg' });
  const tokensOf = async () => {
    await app.choose(photo);
    await expect(app.documentName).toContainText('quiet');
    await app.ready();
    return app.tokens();
  };
  const quiet = await tokensOf();
  await page.addInitScript(noise);
  await page.route(/worker[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${noise}\n${await response.text()}` });
  });
  await app.open();
  expect(await tokensOf()).toEqual(quiet);
});
