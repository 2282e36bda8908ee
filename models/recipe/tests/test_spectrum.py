"""The spectrum on images whose spectrum is known, and its plot."""

import numpy as np

from ..evaluate import HeldOut
from ..spectrum import BINS, kept, plot, power

SIDE = 2 * BINS


def waves(cycles: int) -> np.ndarray:
    """uint8 [SIDE,SIDE,3] of grey waves."""
    row = 128 + 100 * np.sin(2 * np.pi * cycles * np.arange(SIDE) / SIDE)
    return np.broadcast_to(row.astype(np.uint8)[:, None], (SIDE, SIDE, 3))


def test_power_lies_at_the_frequency_of_the_waves() -> None:
    for cycles in (8, 40, 100):
        assert power(waves(cycles)).argmax() == cycles


def test_blur_keeps_low_frequencies_and_loses_high_ones() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), np.uint8)
    blur = lambda pixels: ((pixels.astype(int) + np.roll(pixels, 1, 0) + np.roll(pixels, 1, 1)) // 3).astype(np.uint8)
    images = [HeldOut("noise", "flowers", noise)]
    assert np.abs(kept(images, lambda pixels: pixels)).max() == 0
    left = kept(images, blur)
    assert np.mean(left[1:10]) > -1 and np.mean(left[-20:]) < -5


def test_plot_is_the_same_from_the_same_lines(tmp_path) -> None:
    lines = {"one": [0.0] * BINS, "two": [-3.0] * BINS}
    for name in ("a.svg", "b.svg"):
        plot(lines, tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert b"cycles a pixel" in (tmp_path / "a.svg").read_bytes()
