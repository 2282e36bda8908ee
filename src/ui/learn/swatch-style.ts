// The swatch atlas for every Swatch of the tour: an image URL in the custom properties of swatch.module.css.
import { type CSSProperties, useEffect, useState } from 'react';
import { swatchColumns } from '../../core/swatch-atlas.ts';
import { useTourState } from './tour-context.ts';

export function useSwatchStyle(): CSSProperties {
  const atlas = useTourState((state) => state.model?.swatches ?? null);
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!atlas) return;
    let made: string | null = null;
    let left = false;
    const canvas = new OffscreenCanvas(atlas.width, atlas.height);
    canvas.getContext('2d')?.putImageData(new ImageData(atlas.data, atlas.width, atlas.height), 0, 0);
    void canvas.convertToBlob().then((blob) => {
      if (left) return;
      made = URL.createObjectURL(blob);
      setUrl(made);
    });
    return () => {
      left = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [atlas]);
  if (!atlas || !url) return {};
  // Tiles are square: so many of them make a row.
  const rows = (swatchColumns * atlas.height) / atlas.width;
  return { '--swatches': `url("${url}")`, '--swatch-rows': rows } as CSSProperties;
}
