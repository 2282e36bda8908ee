"""How pictures look to a network that knows pictures: LPIPS of a pair, and the Fréchet distance between two sets."""

from functools import cache as once

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from .lpips import Lpips

NETWORKS = {"lpipsAlex": "alexnet", "lpipsVgg": "vgg16"}


@once
def network(name: str) -> Lpips:
    return Lpips(name).eval()


def as_batch(pixels: np.ndarray) -> Tensor:
    """uint8 [H,W,3] → float32 [1,3,H,W] in [-1,1]."""
    return torch.from_numpy(pixels.transpose(2, 0, 1).copy()).float()[None] / 127.5 - 1


@torch.no_grad()
def lpips(original: np.ndarray, other: np.ndarray) -> dict[str, float]:
    """uint8 [H,W,3] each → the distance by either network."""
    pair = as_batch(other), as_batch(original)
    return {figure: float(network(name)(*pair)) for figure, name in NETWORKS.items()}


class Statistics:
    """Mean and covariance of what AlexNet's last convolution sees of 128-px crops, averaged over each crop: 256 numbers."""

    def __init__(self) -> None:
        self.rows: list[Tensor] = []

    @torch.no_grad()
    def add(self, pixels: np.ndarray, crop: int = 128) -> None:
        """uint8 [H,W,3]: its crops side by side and half over each other."""
        image = as_batch(pixels)
        places = [range(0, side - crop + 1, crop // 2) for side in image.shape[2:]]
        crops = torch.cat([image[..., top : top + crop, left : left + crop] for top in places[0] for left in places[1]])
        self.rows.append(network("alexnet").features(crops)[-1].mean((2, 3)).double())

    @property
    def crops(self) -> int:
        return sum(map(len, self.rows))

    def moments(self) -> tuple[Tensor, Tensor]:
        rows = torch.cat(self.rows)
        return rows.mean(0), torch.cov(rows.T)


def frechet(one: tuple[Tensor, Tensor], other: tuple[Tensor, Tensor]) -> float:
    """Squared Fréchet distance of two Gaussians (mean [D], covariance [D,D]), as Heusel et al., 2017,
    https://arxiv.org/abs/1706.08500, take it of Inception's features: |μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2(Σ₁Σ₂)^½)."""
    (mean, covariance), (other_mean, other_covariance) = one, other
    root = square_root(covariance)
    between = square_root(root @ other_covariance @ root)  # has the trace of (Σ₁Σ₂)^½ and is symmetric
    return float(F.mse_loss(mean, other_mean, reduction="sum") + (covariance + other_covariance - 2 * between).trace())


def square_root(matrix: Tensor) -> Tensor:
    """Of a symmetric positive semi-definite matrix."""
    values, vectors = torch.linalg.eigh(matrix)
    return (vectors * values.clamp_min(0).sqrt()) @ vectors.T
