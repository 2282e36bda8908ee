// Puts the swatch atlas where every Swatch finds it: an image URL in a custom property of <html>.
import { useEffect } from 'react';
import { useSurfaces } from '../tessera-context.ts';

export function useSwatchAtlas(): void {
  const { swatches } = useSurfaces();
  useEffect(() => {
    let url: string | null = null;
    let frame = 0;
    let stopped = false;

    const draw = async () => {
      const { image } = swatches;
      if (!image) return;
      const canvas = new OffscreenCanvas(image.width, image.height);
      canvas.getContext('2d')?.putImageData(new ImageData(image.data, image.width, image.height), 0, 0);
      const blob = await canvas.convertToBlob();
      if (stopped || swatches.image !== image) return;
      const previous = url;
      url = URL.createObjectURL(blob);
      const { style } = document.documentElement;
      style.setProperty('--swatches', `url("${url}")`);
      // Tiles are square: 64 of them make a row.
      style.setProperty('--swatch-rows', String((64 * image.height) / image.width));
      if (previous) URL.revokeObjectURL(previous);
    };
    const schedule = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(draw);
    };

    schedule();
    const unsubscribe = swatches.subscribe(schedule);
    return () => {
      stopped = true;
      unsubscribe();
      cancelAnimationFrame(frame);
      document.documentElement.style.removeProperty('--swatches');
      if (url) URL.revokeObjectURL(url);
    };
  }, [swatches]);
}
