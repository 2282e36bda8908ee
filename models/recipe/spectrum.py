"""How much of each spatial frequency a pack keeps: the plot in its card, beside other packs and WebP at the same bytes."""

import json
from collections.abc import Callable
from pathlib import Path

import matplotlib
import numpy as np

from . import codecs
from .data import photos
from .evaluate import HeldOut, held_out_photos, reconstruct
from .pack import Pack

matplotlib.use("svg")
matplotlib.rcParams |= {"svg.hashsalt": "tessera", "svg.fonttype": "none", "font.size": 9}
import matplotlib.pyplot as plt  # noqa: E402

LUMA = np.array([0.299, 0.587, 0.114])
BINS = photos.SIZE // 2
LOWEST = -20.0  # dB, of the plot


def power(pixels: np.ndarray) -> np.ndarray:
    """uint8 [S,S,3] → float64 [BINS]: mean squared magnitude of luma's Fourier coefficients on rings of 1/S cycles a pixel,
    from 0 to ½ of them; under a Hann window, or the jump from edge to edge would be seen at every frequency."""
    luma = pixels @ LUMA
    window = np.hanning(len(luma))
    spectrum = np.abs(np.fft.fft2((luma - luma.mean()) * np.outer(window, window))) ** 2
    steps = np.abs(np.fft.fftfreq(len(luma))) * len(luma)
    rings = np.rint(np.hypot(steps[:, None], steps)).astype(int).ravel()
    counts = np.bincount(rings)
    return (np.bincount(rings, spectrum.ravel()) / counts)[:BINS]


def kept(images: list[HeldOut], restored: Callable[[np.ndarray], np.ndarray]) -> list[float]:
    """Power over the originals' in dB by frequency, each summed over all images; restored: uint8 [S,S,3] → the same."""
    originals = sum(power(image.pixels) for image in images)
    others = sum(power(restored(image.pixels)) for image in images)
    return (10 * np.log10(others / originals)).round(2).tolist()


def measured(name: str, key: str, cache: Path, restored: Callable[[np.ndarray], np.ndarray]) -> dict[str, list[float]]:
    """{name: what `kept` finds on the held-out photos}; remembered in the cache by `key`."""
    path = cache / f"spectrum-{key}.json"
    if not path.exists():
        path.write_text(json.dumps(kept(held_out_photos(cache), restored)))
    return {name: json.loads(path.read_text())}


def spectra(pack: Pack, beside: list[Pack], budget: int, cache: Path) -> dict[str, list[float]]:
    """By row title, the pack's own first; WebP at `budget` bytes where there are tokens."""
    lines: dict[str, list[float]] = {}
    for each in [pack, *beside]:
        key = "-".join(file["sha256"][:8] for file in each.files)
        lines |= measured(each.manifest["id"], key, cache, lambda pixels: reconstruct(each, pixels)[0])
    if any(level.quantizer != "none" for level in pack.levels):
        webp = lambda pixels: codecs.at_bytes(pixels, "webp", budget).pixels
        lines |= measured(f"WebP, {budget} bytes", f"webp-{budget}", cache, webp)
    return lines


def plot(lines: dict[str, list[float]], path: Path) -> None:
    """An SVG file, the same one from the same lines."""
    figure, axes = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
    for (name, values), style in zip(lines.items(), ["-", "--", ":", "-."] * len(lines)):
        frequencies = np.arange(1, BINS) / photos.SIZE
        axes.plot(frequencies, values[1:], style, label=name, linewidth=1.4)
    axes.axhline(0, color="0.6", linewidth=0.8)
    axes.set(xlabel="cycles a pixel", ylabel="power over the original's, dB", xlim=(0, 0.5), ylim=(LOWEST, 3))
    axes.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
