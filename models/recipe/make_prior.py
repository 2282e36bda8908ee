"""A prior of a kind over one level of a pack, with new weights."""

import torch

from .config import PixelCnnConfig, PriorModelConfig
from .pack import Pack
from .pixelcnn import PixelCnn
from .prior import Prior
from .tokens import CONDITIONS


def make_prior(kind: str, config: PriorModelConfig | PixelCnnConfig, pack: Pack, level: str) -> Prior | PixelCnn:
    """kind: transformer or pixelcnn; level: the name of the pack's whose tokens it is about. A transformer over a finer level
    is told the next coarser one's tokens."""
    index = pack.index_of(level)
    codebook = torch.from_numpy(pack.levels[index].codebook)
    sizes = tuple(map(len, CONDITIONS.values()))
    if kind == "pixelcnn":
        if index:
            raise ValueError("a PixelCNN is not told a coarser level's tokens")
        return PixelCnn(config, codebook, sizes)
    if not index:
        return Prior(config, codebook, sizes)
    coarser = pack.levels[index - 1]
    scale = coarser.downsample // pack.levels[index].downsample
    return Prior(config, codebook, sizes, (torch.from_numpy(coarser.codebook), scale))
