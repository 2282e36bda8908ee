"""The few figures that a training run logs about itself; `evaluate` measures finished packs."""

import torch
import torch.nn.functional as F
from torch import Tensor

from .model import Tokenizer


@torch.no_grad()
def validate(model: Tokenizer, images: Tensor, bfloat16: bool) -> str:
    """One line for `images` [N,3,H,W]: mean PSNR in dB, sharpness against the originals, codes used by level."""
    psnr, sharpness = [], []
    used: dict[str, set[int]] = {level.name: set() for level in model.levels if model.config.quantizer != "none"}
    for batch in images.split(32):
        with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
            grids = model.encode(batch)
            x_hat = model.decode(grids).float().clamp(-1, 1)
        for codes, grid in zip(used.values(), grids):
            codes.update(grid.flatten().tolist())
        psnr.append(10 * torch.log10(4 / F.mse_loss(x_hat, batch, reduction="none").mean((1, 2, 3))))
        sharpness.append(gradient_magnitude(x_hat) / gradient_magnitude(batch))
    use = "".join(f", {len(codes) / model.config.codebook_size:.1%} of codes used" for codes in used.values())
    return (
        f"psnr {torch.cat(psnr).mean():.3f} dB, gradient ratio {torch.cat(sharpness).mean():.3f}{use} on {len(images)} crops"
    )


def gradient_magnitude(images: Tensor) -> Tensor:
    """Mean |∂x| + |∂y| per image, [N]."""
    return images.diff(dim=-1).abs().mean((1, 2, 3)) + images.diff(dim=-2).abs().mean((1, 2, 3))
