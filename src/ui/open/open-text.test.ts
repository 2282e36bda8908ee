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
    for (const text of ['', 'hello', 'https://example.org/#section', '<p>svg</p>']) {
      expect(openText(text, actions)).toBe(false);
    }
    expect(actions.openFile).not.toHaveBeenCalled();
    expect(actions.openFragment).not.toHaveBeenCalled();
  });
});
