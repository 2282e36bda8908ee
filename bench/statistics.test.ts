import { describe, expect, test } from 'vitest';
import { spreadOf } from './statistics.mjs';

describe('spreadOf', () => {
  test('the median of an even count lies between the two in the middle, whatever the order', () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({
      median: 2.5,
      lowerQuartile: 1.75,
      upperQuartile: 3.25,
      lowest: 1,
      highest: 4,
      runs: 4,
    });
  });

  test('one value is its own spread', () => {
    expect(spreadOf([7])).toEqual({ median: 7, lowerQuartile: 7, upperQuartile: 7, lowest: 7, highest: 7, runs: 1 });
  });

  test('an outlier moves neither the median nor the quartiles', () => {
    const calm = spreadOf([1, 2, 3, 4, 5]);
    const disturbed = spreadOf([1, 2, 3, 4, 500]);
    expect(disturbed).toEqual({ ...calm, highest: 500 });
  });

  test('no values have no median', () => {
    expect(() => spreadOf([])).toThrow(RangeError);
  });
});
