// The browser's storage fails in one way or another: painting goes on, and nothing is lost without a word.
import { differing, expect, test } from './app.ts';

test('where all storage is refused the sample can be painted on, and one notice says that nothing is saved', async ({
  app,
  page,
}) => {
  await page.addInitScript(() => {
    const refuse = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    IDBFactory.prototype.open = refuse;
    for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get: refuse });
    LockManager.prototype.request = refuse;
  });
  await app.open();
  await expect(app.documentName).toHaveText('Chelsea the cat');
  const before = await app.tokens();
  await app.drag([0.4, 0.4], [0.6, 0.5]);
  expect(differing(await app.tokens(), before)).toBeGreaterThan(2);
  const told = app.notice('Your work is not being saved');
  await expect(told).toHaveCount(1);
  await expect(told).toContainText('Export what you want to keep');
  await expect(told).not.toContainText('insecure');
});

test('a damaged index and a damaged picture are set aside as a file; the rest is on the shelf; a deleted picture comes back', async ({
  app,
  page,
}) => {
  await app.open();
  await app.drag([0.4, 0.4], [0.6, 0.5]);
  const painted = await app.tokens();
  await app.documentName.click();
  await expect(page.getByRole('button', { name: /^Delete Chelsea/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('tessera-documents');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('documents', 'readwrite');
          const store = transaction.objectStore('documents');
          store.put({ current: null }, 'index');
          store.put({ of: 'a later version' }, 'damaged');
          transaction.oncomplete = () => resolve();
        };
      }),
  );
  await page.reload();
  await app.ready();
  await expect(app.notice('2 kept records could not be read')).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download', exact: true }).click();
  expect((await download).suggestedFilename()).toBe('tessera-set-aside.json');
  expect(differing(await app.tokens(), painted)).toBe(0);

  await app.documentName.click();
  await page.getByRole('button', { name: /^Delete Chelsea/ }).click();
  await page.keyboard.press('Escape');
  await expect.poll(async () => differing(await app.tokens(), painted)).toBeGreaterThan(2);
  await app.notice('is deleted').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => differing(await app.tokens(), painted)).toBe(0);
});
