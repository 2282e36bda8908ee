// The sample photos in the codes of the pack on screen, as they come.
import { useEffect, useState } from 'react';
import type { SamplePicture } from '../../store/atlas/sample-pictures.ts';
import { useActions } from '../tessera-context.ts';

export function useSamplePictures(): { readonly pictures: readonly SamplePicture[]; readonly running: boolean } {
  const actions = useActions();
  const [pictures, setPictures] = useState<readonly SamplePicture[]>([]);
  const [running, setRunning] = useState(true);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    setPictures([]);
    void actions
      .samplePictures((picture) => signal.aborted || setPictures((before) => [...before, picture]), signal)
      .then(() => signal.aborted || setRunning(false));
    return () => controller.abort();
  }, [actions]);
  return { pictures, running };
}
