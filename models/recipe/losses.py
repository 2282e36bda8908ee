"""The terms of both training objectives. Images are [B,3,H,W] in [-1,1]; every term is a scalar, a mean over the batch."""

import torch
import torch.nn.functional as F
from torch import Tensor

from .config import MSE_FLOOR


def reconstruction(x_hat: Tensor, image: Tensor, kind: str, floor: float = MSE_FLOOR) -> Tensor:
    """"mse", or "log-mse": the Gaussian log-likelihood with each crop's best variance, up to constants.

    σ-VAE, Rybkin et al., 2021, https://arxiv.org/abs/2006.13202. The logarithm is what the mean PSNR over images
    measures, where a plain mean would let the busiest crops decide.
    """
    mse = F.mse_loss(x_hat, image, reduction="none").mean((1, 2, 3))
    return mse.mean() if kind == "mse" else (mse + floor).log().mean()


def hinge_discriminator(real: Tensor, fake: Tensor) -> Tensor:
    """Lim & Ye, 2017, https://arxiv.org/abs/1705.02894."""
    return (F.relu(1 - real.float()).mean() + F.relu(1 + fake.float()).mean()) / 2


def hinge_generator(opinions: list[Tensor]) -> Tensor:
    """opinions: of each scale."""
    return -torch.stack([each.float().mean() for each in opinions]).mean()
