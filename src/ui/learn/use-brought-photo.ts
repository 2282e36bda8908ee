// A photo that is dropped on the tour, or pasted into it, becomes the one that it is about.
import { useEffect } from 'react';
import { useTourActions } from './tour-context.ts';

export function useBroughtPhoto(): void {
  const { openFile } = useTourActions();
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const bring = (data: DataTransfer | null): boolean => {
      const file = data?.files[0];
      if (file) void openFile(file);
      return file !== undefined;
    };
    // Without this the browser would leave the page to show the file.
    addEventListener('dragover', (event) => event.preventDefault(), { signal });
    addEventListener(
      'drop',
      (event) => {
        event.preventDefault();
        bring(event.dataTransfer);
      },
      { signal },
    );
    addEventListener('paste', (event) => bring(event.clipboardData) && event.preventDefault(), { signal });
    return () => controller.abort();
  }, [openFile]);
}
