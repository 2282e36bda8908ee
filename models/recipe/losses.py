"""The terms of both training objectives. Images are [B,3,H,W] in [-1,1]; every term is a scalar, a mean over the batch."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .config import MSE_FLOOR


def reconstruction(x_hat: Tensor, image: Tensor, kind: str, floor: float = MSE_FLOOR) -> Tensor:
    """"mse", or "log-mse": the Gaussian log-likelihood with each crop's best variance, up to constants.

    σ-VAE, Rybkin et al., 2021, https://arxiv.org/abs/2006.13202. The logarithm is what the mean PSNR over images
    measures, where a plain mean would let the busiest crops decide.
    """
    mse = F.mse_loss(x_hat, image, reduction="none").mean((1, 2, 3))
    return mse.mean() if kind == "mse" else (mse + floor).log().mean()


def gradients(image: Tensor) -> Tensor:
    """Differences along columns, rows and both diagonals, [B,12,H-1,W-1]."""
    here, right, below, across = image[..., :-1, :-1], image[..., :-1, 1:], image[..., 1:, :-1], image[..., 1:, 1:]
    return torch.cat([right - here, below - here, (across - here) / 2, (right - below) / 2], 1)


def texture(x_hat: Tensor, image: Tensor, scales: int = 3) -> Tensor:
    """How far the local strength of x_hat's gradients is from the original's, by direction, colour and scale.

    Strength is the mean magnitude over 8×8 windows: texture may sit a pixel further, but it has to be there. A pixel
    loss prefers the blur. In the spirit of the statistics of Portilla & Simoncelli, 2000,
    https://doi.org/10.1023/A:1026553619983.
    """
    total = x_hat.new_zeros(())
    for scale in range(scales):
        strength, wanted = (F.avg_pool2d(gradients(x).abs(), 8, 4) for x in (x_hat, image))
        # Relative to what is there (plus a little), or strong edges would be all that counts.
        total = total + ((strength - wanted).abs() / (wanted + 0.02)).mean()
        if scale + 1 < scales:
            x_hat, image = F.avg_pool2d(x_hat, 2), F.avg_pool2d(image, 2)
    return total / scales


def lattice(x_hat: Tensor, image: Tensor, period: int, window: int = 8) -> Tensor:
    """Strength of the pattern that the error repeats at every token: a grid of `period` pixels over smooth places.

    The error is folded by its place within a token, averaged over windows of `window`² tokens, and rid of its mean: what
    is left is neither noise nor a wrong colour but the lattice. Its root mean square over a window, averaged.
    """
    folded = F.pixel_unshuffle(x_hat - image, period).unflatten(1, (3, period**2))
    pattern = F.avg_pool3d(folded, (1, window, window), (1, window // 2, window // 2))
    return ((pattern - pattern.mean(2, keepdim=True)).square().mean((1, 2)) + 1e-8).sqrt().mean()


class Perceptual(nn.Module):
    """Distance between unit-length activations of a frozen network, as LPIPS without its learned weights.

    Zhang et al., 2018, https://arxiv.org/abs/1801.03924. The network is stage 1's own encoder, trained by this recipe:
    no ImageNet weights are involved. Its first layers, from 4×4 to 8×8 pixels a cell, are those that still hold texture.
    """

    def __init__(self, encoder: nn.Sequential, depth: int = 3):
        super().__init__()
        self.layers = encoder[:depth].requires_grad_(False).eval()

    def activations(self, image: Tensor) -> list[Tensor]:
        result, x = [], image
        for layer in self.layers:
            x = layer(x)
            result.append(F.normalize(x.float(), dim=1))
        return result

    def forward(self, x_hat: Tensor, image: Tensor) -> Tensor:
        with torch.no_grad():
            wanted = self.activations(image)
        return torch.stack(
            [(a - b).square().sum(1).mean() for a, b in zip(self.activations(x_hat), wanted, strict=True)]
        ).mean()


def feature_matching(activations: list[Tensor], wanted: list[Tensor]) -> Tensor:
    """L1 between the discriminator's activations, each relative to its mean size (Wang et al., 2018,
    https://arxiv.org/abs/1711.11585)."""
    return torch.stack(
        [F.l1_loss(a.float(), b.float()) / b.float().abs().mean() for a, b in zip(activations, wanted, strict=True)]
    ).mean()


def hinge_discriminator(real: Tensor, fake: Tensor) -> Tensor:
    """Lim & Ye, 2017, https://arxiv.org/abs/1705.02894."""
    return (F.relu(1 - real.float()).mean() + F.relu(1 + fake.float()).mean()) / 2


def hinge_generator(fake: Tensor) -> Tensor:
    return -fake.float().mean()
