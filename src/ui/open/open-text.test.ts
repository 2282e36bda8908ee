import { describe, expect, it, vi } from 'vitest';
import type { TesseraActions } from '../../store/state.ts';
import { openText } from './open-text.ts';

function fakeActions() {
  return {
    openFile: vi.fn<TesseraActions['openFile']>(async () => undefined),
    openFragment: vi.fn<TesseraActions['openFragment']>(async () => true),
  };
}

describe('openText', () => {
  it('opens the fragment of a link, wherever the app lies', () => {
    const actions = fakeActions();
    expect(openText(' https://example.org/sub/#t1=pack.2x2.16.abc\n', actions)).toBe(true);
    expect(actions.openFragment).toHaveBeenCalledWith('#t1=pack.2x2.16.abc');
  });

  it.each([
    ['of several levels', 'https://example.org/#t2=pack..2.1x1.16.a.2x2.16.bc', '#t2=pack..2.1x1.16.a.2x2.16.bc'],
    ['of a later version, which says so itself', '#t12=abc', '#t12=abc'],
    ['with words behind', 'x#t1=pack.2x2.16.abc.Name look at this', '#t1=pack.2x2.16.abc.Name'],
    ['in Markdown', '[mine](https://example.org/#t1=pack.2x2.16.abc)', '#t1=pack.2x2.16.abc'],
    ['at the end of a sentence', 'Look: https://example.org/#t1=pack.2x2.16.abc.', '#t1=pack.2x2.16.abc'],
  ])('opens a link %s', (_, text, fragment) => {
    const actions = fakeActions();
    expect(openText(text, actions)).toBe(true);
    expect(actions.openFragment).toHaveBeenCalledWith(fragment);
  });

  it('opens the picture in a data: address', async () => {
    for (const address of ['data:image/png;base64,AAEC', 'data:image/png,%00%01%02', 'data:image/png;base64,AAE%43']) {
      const actions = fakeActions();
      expect(openText(address, actions, 'Dropped')).toBe(true);
      const [file, name] = actions.openFile.mock.calls[0]!;
      expect([name, file.type, [...new Uint8Array(await file.arrayBuffer())]]).toEqual([
        'Dropped picture',
        'image/png',
        [0, 1, 2],
      ]);
    }
  });

  it('opens tokens as a file', () => {
    const actions = fakeActions();
    expect(openText('{"format":1}', actions)).toBe(true);
    expect(actions.openFile.mock.calls[0]?.[0].type).toBe('application/json');
  });

  it('opens a drawing as a picture', () => {
    const actions = fakeActions();
    expect(openText('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', actions)).toBe(true);
    expect(actions.openFile.mock.calls[0]?.[0].type).toBe('image/svg+xml');
  });

  it('leaves other text alone', () => {
    const actions = fakeActions();
    for (const text of [
      '',
      'hello',
      'https://example.org/#section',
      '<p>svg</p>',
      'data:image/png;base64,%%%',
      'data:text/html,x',
    ]) {
      expect(openText(text, actions)).toBe(false);
    }
    expect(actions.openFile).not.toHaveBeenCalled();
    expect(actions.openFragment).not.toHaveBeenCalled();
  });
});
