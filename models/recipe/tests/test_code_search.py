"""Analysis by synthesis, on decoders that can be worked out by hand and through a pack."""

import numpy as np

from .. import code_search, metrics, train_vqvae
from ..config import VqVaeConfig
from ..evaluate import planes, reconstruct
from ..export import write_pack
from ..pack import Pack, as_image
from .conftest import TINY, TINY_DATA


def last(grid, choices, errors):
    steps = list(code_search.search(grid, choices, errors))
    totals = [errors(grid).sum(), *(now.sum() for _, now in steps)]
    assert all(a >= b for a, b in zip(totals, totals[1:]))
    assert all((now == errors(found)).all() for found, now in steps)
    return steps[-1][0]


def test_every_cell_for_itself() -> None:
    rng = np.random.default_rng(0)
    target, levels = rng.random((7, 9)), np.array([0, 0.3, 0.6, 1])
    choices = np.broadcast_to(np.arange(4)[:, None, None], (4, 7, 9))
    found = last(np.zeros((7, 9), int), choices, lambda grid: (levels[grid] - target) ** 2)
    assert (found == np.abs(levels[:, None, None] - target).argmin(0)).all()


def test_a_flat_colour_between_two_codes() -> None:
    errors = lambda grid: (code_search.around(grid.astype(float)) / code_search.around(np.ones(grid.shape)) - 0.4) ** 2
    start = np.zeros((7, 9), int)
    found = last(start, np.stack([start, start + 1]), errors)
    assert errors(found).sum() < 0.1 * errors(start).sum()


def test_a_pack_comes_closer(cache, tmp_path) -> None:
    config = VqVaeConfig(model=TINY, data=TINY_DATA, steps=6, batch=2, continuous_steps=2, decay_steps=3)
    train_vqvae.train(config, cache, tmp_path / "run")
    write_pack(tmp_path / "run" / "checkpoint.pt", tmp_path / "tiny")
    pack = Pack(tmp_path / "tiny", threads=1)
    pixels = np.random.default_rng(1).integers(0, 256, (48, 64, 3), np.uint8)
    x_hat, (nearest,) = reconstruct(pack, pixels)
    better, (found,) = code_search.searched(pack, pixels)
    assert metrics.psnr(planes(pixels), planes(better)) > metrics.psnr(planes(pixels), planes(x_hat))
    z_e = pack.level.latents(as_image(pixels))
    choices = code_search.best_codes(pack.level, z_e)
    assert (choices[0] == nearest).all()
    assert (choices == found).any(0).all()
