// `npm run monkey -- <seed>`: 30 random actions a second for three minutes. Every few seconds the console must be empty, the
// tokens valid, and undo must lead back to the photo's own; in the end, a reload must show what was there.
import assert from 'node:assert/strict';
import { viewport, withApp } from './app.mjs';

const actionsASecond = 30;
const minutes = 3;
/** Fewer than the steps that undo goes back, even where an action makes two. */
const actionsOfRound = 90;

const seed = Number(process.argv[2] ?? 1);

let state = seed >>> 0;
/** Below `end`. A linear congruential generator; its upper bits are random enough for a monkey. */
function below(end) {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * end);
}
const pick = (choices) => choices[below(choices.length)];

const tools = [...'bensgrlumqwih'];
const plainKeys = ['x', 'Shift+B', '[', ']', '0', '+', '-', 't', 'f', '1', '2', '3', '4', 'Escape', 'Enter', 'Space'];
const cursorKeys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'];
const editKeys = ['Control+z', 'Control+y', 'Control+c', 'Control+x', 'Control+v', 'Control+a', 'Control+d', 'Delete'];
const patchKeys = [
  'Shift+I',
  'Shift+H',
  'Shift+V',
  'Shift+F',
  'Shift+ArrowLeft',
  'Shift+ArrowDown',
  'Shift+1',
  'Shift+2',
];
const sizes = [viewport, { width: 800, height: 600 }, { width: 400, height: 780 }, { width: 1920, height: 1080 }];

/** Of the pane that is painted on, in whichever state the page is. */
async function boxOf(page) {
  const box = await page.evaluate(() => document.querySelector('[role=application]')?.getBoundingClientRect().toJSON());
  return box ?? { x: 0, y: 0, ...viewport };
}

/** @param {import('./app.mjs').App} app */
function monkey({ page }) {
  const { mouse, keyboard } = page;
  const somewhere = async () => {
    const box = await boxOf(page);
    // Mostly on the mosaic, and beside it for the picture, its divider and what lies around.
    return below(4) > 0
      ? [box.x + below(box.width), box.y + below(box.height)]
      : [below(viewport.width), 60 + below(viewport.height - 120)];
  };
  const held = async (work) => {
    const modifier = below(4) === 0 ? pick(['Shift', 'Alt', 'Control']) : null;
    if (modifier) await keyboard.down(modifier);
    await work();
    if (modifier) await keyboard.up(modifier);
  };
  const onMosaic = async () => {
    const box = await boxOf(page);
    return [box.x + below(box.width), box.y + below(box.height)];
  };
  const actions = [
    [
      10,
      async () => {
        const [from, to] = [await somewhere(), await onMosaic()];
        // Buttons that open pictures are no part of this.
        if (!(await page.evaluate(([x, y]) => document.elementFromPoint(x, y)?.closest('[data-stage]') !== null, from)))
          return;
        await held(async () => {
          await mouse.move(...from);
          await mouse.down({ button: pick(['left', 'left', 'left', 'middle']) });
          await mouse.move(...to, { steps: 1 + below(4) });
          await mouse.up({ button: 'left' });
          await mouse.up({ button: 'middle' });
        });
      },
    ],
    [
      6,
      async () =>
        mouse.click(...(await onMosaic()), { button: pick(['left', 'left', 'right']), clickCount: 1 + below(2) }),
    ],
    [
      3,
      async () => {
        await mouse.move(...(await onMosaic()));
        await held(() => mouse.wheel(below(200) - 100, below(400) - 200));
      },
    ],
    [5, () => keyboard.press(pick(tools))],
    [6, () => keyboard.press(pick(plainKeys))],
    [5, () => keyboard.press(pick(cursorKeys))],
    [6, () => keyboard.press(pick(editKeys))],
    [4, () => keyboard.press(pick(patchKeys))],
    [1, () => page.setViewportSize(pick(sizes))],
    [1, () => page.evaluate(() => window.dispatchEvent(new Event('blur')))],
  ];
  const weighted = actions.flatMap(([weight, action]) => Array(weight).fill(action));
  return () => pick(weighted)();
}

function requireValid(levels) {
  for (const { codebookSize, width, height, rows } of levels) {
    assert.equal(rows.length, height);
    for (const row of rows) {
      assert.equal(row.length, width);
      for (const token of row)
        assert.ok(Number.isInteger(token) && token >= 0 && token < codebookSize, `code ${token}`);
    }
  }
}

/** Nothing is open, floating or held. @param {import('./app.mjs').App} app */
async function calm({ page }) {
  for (const button of ['left', 'middle', 'right']) await page.mouse.up({ button });
  await page.setViewportSize(viewport);
  for (let i = 0; i < 4; i++) await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** @param {import('./app.mjs').App} app */
async function undoAll({ page }) {
  const undo = page.getByRole('button', { name: 'Undo', exact: true });
  while (await undo.isEnabled())
    await undo.evaluate((button) => {
      for (let i = 0; i < 20 && !button.disabled; i++) button.click();
    });
}

await withApp(async (app) => {
  await app.dropPhoto(seed);
  const own = await app.tokens();
  const act = monkey(app);
  const end = performance.now() + minutes * 60_000;
  let rounds = 0;
  while (performance.now() < end) {
    const start = performance.now();
    for (let i = 0; i < actionsOfRound; i++) {
      await act();
      const early = start + (1000 * (i + 1)) / actionsASecond - performance.now();
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    }
    await calm(app);
    await app.ready();
    const painted = await app.tokens();
    requireValid(painted);
    assert.deepEqual(app.complaints, []);
    if (performance.now() >= end) {
      await app.page.reload();
      await app.ready();
      assert.deepEqual(await app.tokens(), painted, 'a reload shows what was there');
      assert.deepEqual(app.complaints, []);
    } else {
      await undoAll(app);
      assert.deepEqual(await app.tokens(), own, 'undo leads back to the photo');
    }
    rounds++;
  }
  console.log(`seed ${seed}: ${rounds} rounds of ${actionsOfRound} actions, nothing wrong`);
});
