import { describe, expect, test, vi } from 'vitest';
import type { TesseraActions } from '../../store/state.ts';
import { type Carried, carriedBy, explainCarried, openCarried } from './carried.ts';

const photo = new File(['x'], 'photo.jpg', { type: 'image/jpeg' });

/** A drag of these names: a file each, but for the one that is a folder. */
function transferOf(...names: string[]): DataTransfer {
  const item = (name: string) => ({
    kind: 'file',
    webkitGetAsEntry: () => ({ isDirectory: name !== photo.name, name }),
    getAsFile: () => (name === photo.name ? photo : new File([], name)),
  });
  const files = names.map((name) => item(name).getAsFile());
  return { items: names.map(item), files, getData: () => '' } as unknown as DataTransfer;
}

function open(carried: Carried) {
  const actions = {
    openFile: vi.fn<TesseraActions['openFile']>(async () => undefined),
    openFiles: vi.fn<TesseraActions['openFiles']>(async () => undefined),
    openFragment: vi.fn<TesseraActions['openFragment']>(async () => true),
    notify: vi.fn<TesseraActions['notify']>(),
  };
  return { opened: openCarried(carried, actions, 'Dropped'), actions };
}

describe('what a drop carries', () => {
  test('a folder alone is nothing to open, and is called by its name', () => {
    const carried = carriedBy(transferOf('holiday'));
    expect(open(carried)).toMatchObject({ opened: false });
    expect(explainCarried(carried)?.title).toBe('“holiday” is a folder');
  });

  test.each([
    ['holiday', 'photo.jpg'],
    ['photo.jpg', 'holiday'],
  ])('a photo beside a folder opens, and the folder is told of: %s, %s', (...names) => {
    const { opened, actions } = open(carriedBy(transferOf(...names)));
    expect(opened).toBe(true);
    expect(actions.openFiles).toHaveBeenCalledWith([photo]);
    expect(actions.notify).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ title: '“holiday” is a folder' }));
  });

  test('the address of a picture on another page is explained, since nothing is loaded from there', () => {
    const carried: Carried = { files: [], folders: [], text: 'https://example.org/cat.jpg', html: '' };
    expect(open(carried)).toMatchObject({ opened: false });
    expect(explainCarried(carried)?.title).toBe('This is only the address of a picture');
    expect(explainCarried({ ...carried, text: 'some words' })).toBeNull();
  });
});
