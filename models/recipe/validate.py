"""The few figures that a training run logs about itself; `evaluate` measures finished packs."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from .model import Tokenizer


@dataclass(frozen=True)
class Figures:
    psnr: float  # dB, mean over images
    gradient_ratio: float  # of the reconstruction's mean |∂x| + |∂y| to the original's
    usage: list[float]  # share of the codes in use, by level
    images: int

    def __str__(self) -> str:
        use = "".join(f", {share:.1%} of codes used" for share in self.usage)
        return f"psnr {self.psnr:.3f} dB, gradient ratio {self.gradient_ratio:.3f}{use} on {self.images} crops"


@torch.no_grad()
def validate(model: Tokenizer, images: Tensor, bfloat16: bool) -> Figures:
    """images [N,3,H,W], on the model's device."""
    psnr, sharpness = [], []
    used: dict[str, set[int]] = {level.name: set() for level in model.levels if model.config.quantizer != "none"}
    for batch in images.split(32):
        with torch.autocast(images.device.type, torch.bfloat16, enabled=bfloat16):
            grids = model.encode(batch)
            x_hat = model.decode(grids).float().clamp(-1, 1)
        for codes, grid in zip(used.values(), grids):
            codes.update(grid.flatten().tolist())
        psnr.append(10 * torch.log10(4 / F.mse_loss(x_hat, batch, reduction="none").mean((1, 2, 3))))
        sharpness.append(gradient_magnitude(x_hat) / gradient_magnitude(batch))
    return Figures(
        torch.cat(psnr).mean().item(),
        torch.cat(sharpness).mean().item(),
        [len(codes) / model.config.codebook_size for codes in used.values()],
        len(images),
    )


def gradient_magnitude(images: Tensor) -> Tensor:
    """Mean |∂x| + |∂y| per image, [N]."""
    return images.diff(dim=-1).abs().mean((1, 2, 3)) + images.diff(dim=-2).abs().mean((1, 2, 3))
