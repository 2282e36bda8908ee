// Impatient hands: a drag that never tells of its end; and what people with forced colours see of what is chosen.
import { expect, test } from './app.ts';

test('the overlay of a drag goes with it, though what lay under the pointer is gone', async ({ app, page }) => {
  await app.open();
  const fire = (type: string, selector: string) =>
    page.evaluate(
      ([type, selector]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['x'], 'x.png', { type: 'image/png' }));
        document.querySelector(selector!)?.dispatchEvent(new DragEvent(type!, { bubbles: true, dataTransfer }));
      },
      [type, selector] as const,
    );
  const overlay = page.getByText('Drop it to see its tokens');
  await fire('dragenter', 'header');
  await fire('dragenter', 'footer');
  await expect(overlay).toBeVisible();
  // Of the header no leave is told, as where it was removed.
  await fire('dragleave', 'footer');
  await expect(overlay).toHaveCount(0);
});

test('with forced colours one sees which tool, view and code are chosen', async ({ app, page }) => {
  await app.open();
  await page.emulateMedia({ forcedColors: 'active' });
  const look = (name: string) =>
    page
      .getByRole('radio', { name, exact: true })
      .evaluate((element) => [getComputedStyle(element).backgroundColor, getComputedStyle(element).color]);
  await app.pickTool('Brush');
  expect(await look('Brush')).not.toEqual(await look('Erase'));
  expect(await look('Split')).not.toEqual(await look('Original'));
});
