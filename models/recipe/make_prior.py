"""A prior of a kind over one level of a pack, with new weights."""

import torch
from torch import Tensor

from .config import PixelCnnConfig, PriorModelConfig
from .pack import Pack
from .pixelcnn import PixelCnn
from .prior import Prior


def make_prior(
    kind: str,
    config: PriorModelConfig | PixelCnnConfig,
    pack: Pack,
    level: str,
    sizes: tuple[int, ...],
    sketches: Tensor | None = None,
) -> Prior | PixelCnn:
    """kind: transformer or pixelcnn; level: the name of the pack's whose tokens it is about; sizes: the number of values of
    each condition; sketches: of the last one's (prior.py), a transformer's alone. A transformer over a finer level is told the
    next coarser one's tokens."""
    index = pack.index_of(level)
    codebook = torch.from_numpy(pack.levels[index].codebook)
    if kind == "pixelcnn":
        if index:
            raise ValueError("a PixelCNN is not told a coarser level's tokens")
        return PixelCnn(config, codebook, sizes)
    if not index:
        return Prior(config, codebook, sizes, sketches=sketches)
    coarser = pack.levels[index - 1]
    scale = coarser.downsample // pack.levels[index].downsample
    return Prior(config, codebook, sizes, (torch.from_numpy(coarser.codebook), scale), sketches)
