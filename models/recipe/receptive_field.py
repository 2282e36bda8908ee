"""Measures a decoder's receptive field instead of trusting arithmetic: change one token, see which pixels move."""

import math
from dataclasses import dataclass

import torch
from torch import nn


@torch.no_grad()
def receptive_field(decoder: nn.Module, channels: int, downsample: int, size: int = 17) -> int:
    """How many tokens away, each way, a pixel can be and still change; pixels beyond stay exactly as they were.

    The decoder maps z_q [1,C,h,w] → [1,3,h·f,w·f]. Both corners of a size×size map are disturbed as well as its centre,
    since a depth-to-space layer need not reach equally far to both sides.
    """
    generator = torch.Generator().manual_seed(0)
    z_q = torch.randn(1, channels, size, size, generator=generator)
    before = decoder(z_q)
    reach = 0
    for row, column in ((0, 0), (size // 2, size // 2), (size - 1, size - 1)):
        disturbed = z_q.clone()
        disturbed[..., row, column] += 100 * torch.randn(1, channels, generator=generator)
        moved = (decoder(disturbed) != before).any(1)[0].nonzero() // downsample
        reach = max(reach, int((moved - torch.tensor([row, column])).abs().max()))
    if reach >= size // 2:
        raise ValueError(f"the receptive field reaches the border of a {size}×{size} map: measure on a larger one")
    return reach


@dataclass(frozen=True)
class Field:
    """A flat field of one code, just wide enough that no border reaches the token at its middle."""

    reach: int  # receptive field, in cells of the finest grid
    scales: tuple[int, ...]  # cells of the finest grid along a token, by level

    @property
    def _margin(self) -> int:
        coarsest = max(self.scales)
        return math.ceil(self.reach / coarsest) * coarsest

    def tokens(self, scale: int) -> int:
        """Tokens along the side of a grid."""
        return (2 * self._margin + max(self.scales)) // scale

    def middle(self, scale: int, downsample: int) -> slice:
        """Pixels of the middle token of a level, along rows and columns; downsample: of the finest grid."""
        return slice(self._margin * downsample, (self._margin + scale) * downsample)
