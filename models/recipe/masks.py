"""Which cells are hidden from the masked prior in training: any number of them anywhere, or shapes as people draw them."""

import math

import numpy as np


def random_mask(rows: int, columns: int, rng: np.random.Generator, shape_share: float) -> np.ndarray:
    """bool [rows,columns], at least one cell true.

    Without a shape the masked share is cos(π/2·u), u uniform (MaskGIT). A shape is a rectangle or all around one, and
    the cells in it are masked up to such a share too: how a fill looks halfway through.
    """
    cells = rng.random((rows, columns))
    region = np.ones((rows, columns), bool)
    if rng.random() < shape_share:
        height, width = rng.integers(2, rows + 1), rng.integers(2, columns + 1)
        top, left = rng.integers(0, rows - height + 1), rng.integers(0, columns - width + 1)
        region[:] = False
        region[top : top + height, left : left + width] = True
        if rng.random() < 0.3 and not region.all():
            region = ~region
    cells[~region] = 2
    count = max(1, round(math.cos(math.pi / 2 * rng.random()) * int(region.sum())))
    mask = np.zeros(rows * columns, bool)
    mask[np.argsort(cells, axis=None)[:count]] = True
    return mask.reshape(rows, columns)
