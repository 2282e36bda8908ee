"""Analysis by synthesis: codes chosen by what the decoder makes of them, not by their distance to z_e alone.

What the app's "Find better codes" does (src/core/code-search.ts, with the same numbers): of the few codes nearest to z_e in
a cell, the one with which the picture comes closest to the photo; cells far from each other at once. The method of speech
coders (Schroeder & Atal, Code-excited linear prediction, ICASSP 1985). The decoder stays what it is, and so do the bits.
"""

from collections.abc import Callable, Iterator

import numpy as np

from .pack import Pack, PackLevel, as_image

CHOICES = 4  # codes of a cell, the nearest ones
SPACING = 4  # cells from one to the next that is tried at once
JUDGED = 1  # cells each way, beyond its own, in which a change is judged
PASSES = 2


def best_codes(level: PackLevel, z_e: np.ndarray) -> np.ndarray:
    """Encoder's output [1,D or K,h,w] → int32 [CHOICES,h,w]: the codes that fit each cell best, best first."""
    values = z_e[0].astype(np.float64)
    if level.quantizer == "argmax":
        misfit = -values
    else:
        codes = level.codebook.astype(np.float64)
        rows = values.reshape(len(values), -1)
        misfit = ((codes**2).sum(1)[:, None] - 2 * codes @ rows).reshape(-1, *values.shape[1:])
    return np.argsort(misfit, 0, kind="stable")[:CHOICES].astype(np.int32)


def search(
    grid: np.ndarray, choices: np.ndarray, errors: Callable[[np.ndarray], np.ndarray]
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """(grid, errors) with ever smaller errors in all.

    grid: int [h,w]; choices: int [n,h,w], the codes to try in each cell; errors: grid → squared error of each cell's
    pixels [h,w], where a changed code may also change its neighbours'.
    """
    now = errors(grid)
    for _ in range(PASSES):
        for row, column in np.ndindex(SPACING, SPACING):
            turn = np.s_[row::SPACING, column::SPACING]
            chosen, most = grid[turn].copy(), np.zeros(grid[turn].shape)
            for codes in choices:
                trial = grid.copy()
                trial[turn] = codes[turn]
                if (trial == grid).all():
                    continue
                gain = (around(now) - around(errors(trial)))[turn]
                better = (gain > most) & (trial[turn] != grid[turn])
                chosen[better], most[better] = trial[turn][better], gain[better]
            trial = grid.copy()
            trial[turn] = chosen
            then = errors(trial)
            if then.sum() < now.sum():
                grid, now = trial, then
            yield grid, now


def around(errors: np.ndarray) -> np.ndarray:
    """Errors [h,w] of each cell and those around it, summed."""
    height, width = errors.shape
    padded = np.pad(errors, JUDGED)
    return sum(padded[y : y + height, x : x + width] for y, x in np.ndindex(2 * JUDGED + 1, 2 * JUDGED + 1))


def searched(pack: Pack, pixels: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """As evaluate.reconstruct: uint8 [H,W,3] → (uint8 reconstruction [H,W,3], [token_grid [h,w]]); packs of one level."""
    level = pack.level
    z_e = level.latents(as_image(pixels))
    grid, f = level.quantize(z_e), level.downsample

    def errors(tokens: np.ndarray) -> np.ndarray:
        squares = (pack.picture([tokens]).astype(np.int64) - pixels) ** 2
        return squares.reshape(tokens.shape[0], f, tokens.shape[1], f, 3).sum((1, 3, 4))

    for grid, _ in search(grid, best_codes(level, z_e), errors):
        pass
    return pack.picture([grid]), [grid]
