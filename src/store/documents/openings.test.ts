// Whose turn it is among things that were asked for, and which complaints stay to be read.
import { expect, test } from 'vitest';
import { withNotice } from '../notices.ts';
import { playedContext } from '../played-context.ts';
import { createUndoableStore } from '../undoable-store.ts';
import { Openings } from './openings.ts';

function start() {
  const store = createUndoableStore();
  const report = (title: string) =>
    store.setState({ notices: withNotice(store.getState().notices, { kind: 'error', title }) });
  const openings = new Openings(playedContext({ store, report }), () => undefined);
  return { openings, said: () => store.getState().notices.map(({ title }) => title) };
}

test('of several only the latest may come on screen, and what was asked for earlier has lost its turn', () => {
  const { openings } = start();
  const [first, second] = [openings.ask(), openings.ask()];
  expect(openings.beginInTurn(second)).toBe(true);
  expect(openings.beginInTurn(first)).toBe(false);
  expect([openings.isLatest(first), openings.isLatest(second)]).toEqual([false, true]);
});

test('of files brought together each complaint stays; what is asked for later wipes them', () => {
  const { openings, said } = start();
  const [bad, worse, good, worst] = [openings.ask(), openings.ask(), openings.ask(), openings.ask()];
  openings.complain(bad, 'bad', null);
  openings.complain(worse, 'worse', null);
  openings.begin(good);
  openings.complain(worst, 'worst', null);
  expect(said()).toEqual(['bad', 'worse', 'worst']);
  openings.begin(openings.ask());
  expect(said()).toEqual([]);
});

test('a complaint about what is asked for later takes the place of those before', () => {
  const { openings, said } = start();
  openings.complain(openings.ask(), 'bad', null);
  openings.complain(openings.ask(), 'worse', null);
  expect(said()).toEqual(['worse']);
});
