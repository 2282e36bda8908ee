// The theme's colours as canvases need them: read from CSS custom properties.

export interface StagePalette {
  readonly stage: string;
  readonly border: string;
  readonly accent: string;
  readonly focus: string;
  readonly neutral: string;
  readonly font: string;
}

export function readPalette(element: Element): StagePalette {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    stage: read('--stage'),
    border: read('--border'),
    accent: read('--accent'),
    focus: read('--focus'),
    neutral: read('--surface-sunken'),
    font: read('--font-mono'),
  };
}
