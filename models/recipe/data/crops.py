"""Training crops: which source, which picture, which window, at which scale. A batch is a function of (seed, step).

That makes a resumed run see exactly what an uninterrupted one would have seen, with nothing about data in a checkpoint.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from ..config import DataConfig
from . import drawings, emoji, photos

PICTOGRAMS = {"emoji", drawings.NAME}  # kept with their transparency


class CropSampler:
    def __init__(self, cache: Path, data: DataConfig, split: str = "train"):
        """Sampling goes by source, or the largest source would dominate."""
        mix = data.mix
        self.size, self.own_scale = data.crop, data.own_scale
        self.photos, entries = photos.load(cache)
        self.indices = {
            source: [i for i, photo in enumerate(entries) if photo.source == source and photo.split == split]
            for source in mix
            if source not in PICTOGRAMS
        }
        self.pictograms = {}
        for source in mix.keys() & PICTOGRAMS:
            self.pictograms[source], entries = emoji.load(cache, source)
            self.indices[source] = [i for i, entry in enumerate(entries) if entry.split == split]
        empty = [source for source in mix if not self.indices[source]]
        if empty:
            raise ValueError(f"no {split} images of {', '.join(empty)} in {cache}: run the data commands first")
        self.sources = list(mix)
        self.shares = np.array([mix[source] for source in self.sources]) / sum(mix.values())

    def batch(self, count: int, seed: tuple[int, ...]) -> torch.Tensor:
        """float32 [count,3,size,size] in [-1,1], channels last in memory."""
        rng = np.random.default_rng(seed)
        crops = np.stack([self._crop(rng) for _ in range(count)])
        return torch.from_numpy(crops).permute(0, 3, 1, 2).float().div_(127.5).sub_(1)

    def _crop(self, rng: np.random.Generator) -> np.ndarray:
        source = self.sources[rng.choice(len(self.sources), p=self.shares)]
        index = self.indices[source][rng.integers(len(self.indices[source]))]
        crop = self._pictogram(self.pictograms[source][index], rng) if source in PICTOGRAMS else self._photo(index, rng)
        return crop[:, ::-1] if rng.random() < 0.5 else crop

    def _photo(self, index: int, rng: np.random.Generator) -> np.ndarray:
        """A window at the photo's own scale, or anything up to the whole photo, scaled down."""
        side = self.size if rng.random() < self.own_scale else int(rng.integers(self.size, photos.SIZE + 1))
        top, left = rng.integers(0, photos.SIZE - side + 1, 2)
        window = self.photos[index, top : top + side, left : left + side]
        if side == self.size:
            return np.asarray(window)
        return np.asarray(Image.fromarray(window).resize((self.size, self.size), Image.Resampling.LANCZOS))

    def _pictogram(self, rgba: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Whole emoji and drawings, half of them full size, on white (half), black (a tenth) or any colour."""
        choice = rng.random()
        background = np.full(3, 255) if choice < 0.5 else np.zeros(3) if choice < 0.6 else rng.integers(0, 256, 3)
        side = self.size if rng.random() < 0.5 else int(rng.integers(self.size // 2, self.size + 1))
        top, left = rng.integers(0, self.size - side + 1, 2)
        picture = Image.fromarray(emoji.flatten(rgba, background))
        canvas = np.empty((self.size, self.size, 3), np.uint8)
        canvas[:] = background
        canvas[top : top + side, left : left + side] = picture.resize((side, side), Image.Resampling.LANCZOS)
        return canvas


def prefetch(sampler: CropSampler, count: int, seeds: Iterator[tuple[int, ...]]) -> Iterator[torch.Tensor]:
    """Batches for `seeds` in order, one prepared in a thread while another is used."""
    with ThreadPoolExecutor(1) as pool:
        pending = pool.submit(sampler.batch, count, next(seeds))
        for seed in seeds:
            upcoming = pool.submit(sampler.batch, count, seed)
            yield pending.result()
            pending = upcoming
        yield pending.result()
