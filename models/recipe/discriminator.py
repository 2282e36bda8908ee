"""A patch discriminator: one opinion (real > 0, reconstructed < 0) for each 8×8 pixels, from about 50 around them.

Isola et al., 2017, https://arxiv.org/abs/1611.07004; spectral normalisation (Miyato et al., 2018,
https://arxiv.org/abs/1802.05957) instead of batch norm, which would let the patches of a batch see each other.
"""

import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from .config import DiscriminatorConfig


class Discriminator(nn.Module):
    def __init__(self, config: DiscriminatorConfig):
        super().__init__()
        a, b, c = config.widths
        self.layers = nn.ModuleList(
            spectral_norm(layer)
            for layer in (
                nn.Conv2d(3, a, 4, stride=2, padding=1),
                nn.Conv2d(a, b, 4, stride=2, padding=1),
                nn.Conv2d(b, c, 4, stride=2, padding=1),
                nn.Conv2d(c, c, 3, padding=1),
            )
        )
        self.opinion = spectral_norm(nn.Conv2d(c, 1, 1))

    def forward(self, image: Tensor) -> tuple[Tensor, list[Tensor]]:
        """image [B,3,H,W] → (opinions [B,1,H/8,W/8], the layers' activations for feature matching)."""
        activations = []
        x = image
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
            activations.append(x)
        return self.opinion(x), activations
