import { describe, expect, it } from 'vitest';
import {
  cellIndexAt,
  cellRect,
  type PaneGeometry,
  panesStack,
  paneToCell,
  pictureRect,
  pixelsRect,
  revealRect,
  viewportInEffect,
  visibleCells,
  zoomLimits,
} from './pane-geometry.ts';

const geometry: PaneGeometry = {
  pane: { width: 100, height: 80 },
  density: 2,
  image: { width: 64, height: 32 },
  grid: { width: 8, height: 4 },
  viewport: { scale: 1.5, x: 10.2, y: -13 },
  cell: 12,
};

describe('places and cells', () => {
  it('turns a place in the pane into cell units', () => {
    expect(paneToCell(geometry, { x: 10.2 + 18, y: -13 + 30 })).toEqual({ x: 1.5, y: 2.5 });
  });

  it('knows the cell of a point, and that there is none outside', () => {
    expect(cellIndexAt({ x: 1.5, y: 2.9 }, geometry.grid)).toBe(17);
    expect(cellIndexAt({ x: -0.01, y: 2 }, geometry.grid)).toBeNull();
    expect(cellIndexAt({ x: 8, y: 2 }, geometry.grid)).toBeNull();
  });

  it('puts cells on device pixels without gaps between them', () => {
    for (let column = 0; column < 7; column++) {
      const cell = cellRect(geometry, column);
      expect(cell.x * 2).toBe(Math.round(cell.x * 2));
      expect(cell.x + cell.width).toBeCloseTo(cellRect(geometry, column + 1).x, 9);
    }
    const last = cellRect(geometry, 31);
    const picture = pictureRect(geometry);
    expect(last.x + last.width).toBeCloseTo(picture.x + picture.width, 9);
  });

  it('finds the cells that can be seen', () => {
    expect(visibleCells(geometry)).toEqual({ x: 0, y: 1, width: 8, height: 3 });
  });
});

describe('zoom', () => {
  it('fits the picture until a viewport is chosen', () => {
    const { scale } = viewportInEffect(null, geometry.image, { width: 664, height: 600 });
    expect(scale).toBe(608 / 64);
  });

  it('ranges from half the fitted size to 64', () => {
    expect(zoomLimits(geometry.image, { width: 664, height: 600 })).toEqual({ min: 4.75, max: 64 });
  });

  it('moves as little as needed to reveal a rectangle', () => {
    const pane = { width: 400, height: 400 };
    const at = (x: number, y: number) => revealRect({ scale: 2, x: 0, y: 0 }, { x, y, width: 10, height: 10 }, pane);
    expect(at(100, 100)).toEqual({ scale: 2, x: 0, y: 0 });
    expect(at(395, -30)).toEqual({ scale: 2, x: -29, y: 54 });
  });
});

describe('panesStack', () => {
  const landscape = { width: 3, height: 2 };
  it('puts panes side by side on a desk and one above the other on a phone', () => {
    expect(panesStack({ width: 1100, height: 800 }, { width: 1, height: 1 })).toBe(false);
    expect(panesStack({ width: 390, height: 600 }, landscape)).toBe(true);
  });

  it('stacks a panorama wherever that shows more of it', () => {
    expect(panesStack({ width: 1100, height: 800 }, { width: 4, height: 1 })).toBe(true);
  });
});

describe('pixels of the picture in the pane', () => {
  it('are held by whole device pixels, with two more pixels each way that smoothing mixes in', () => {
    const picture = pictureRect(geometry);
    for (const pixels of [
      { x: 0, y: 0, width: 1, height: 1 },
      { x: 13, y: 7, width: 5, height: 9 },
      { x: 0, y: 0, width: 64, height: 32 },
    ]) {
      const rect = pixelsRect(geometry, pixels);
      for (const edge of [rect.x, rect.y, rect.width, rect.height]) expect(Number.isInteger(edge * 2)).toBe(true);
      const wanted = picture.x + ((pixels.x - 2) * picture.width) / 64;
      expect(rect.x).toBeLessThanOrEqual(wanted);
      expect(rect.x).toBeGreaterThan(wanted - 0.5);
      const bottom = picture.y + ((pixels.y + pixels.height + 2) * picture.height) / 32;
      expect(rect.y + rect.height).toBeGreaterThanOrEqual(bottom);
      expect(rect.y + rect.height).toBeLessThan(bottom + 0.5 + 1e-9);
    }
  });
});
