"""Encoder and decoder: plain convolutions only, so that the decoder's receptive field is small and known.

No norm over space, no attention, zero padding everywhere: a pixel depends on a few tokens around it and on nothing
else, and the pixels around an edit can be decoded alone, exactly. All maps are [batch, channels, rows, columns].
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .config import ModelConfig
from .quantizer import Quantized, Quantizer


class ResidualBlock(nn.Module):
    """x + 1×1(ReLU(k×k(x))): k = 3 reads one cell further each way, k = 1 reads nothing new."""

    def __init__(self, channels: int, kernel: int = 3, expansion: int = 1):
        super().__init__()
        hidden = channels * expansion
        self.read = nn.Conv2d(channels, hidden, kernel, padding=kernel // 2)
        self.write = nn.Conv2d(hidden, channels, 1)
        # A residual network without norms starts as (nearly) the identity; it trains faster and never blows up.
        nn.init.normal_(self.write.weight, std=0.1 * hidden**-0.5)
        nn.init.zeros_(self.write.bias)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.write(torch.relu(self.read(x)))


class Encoder(nn.Module):
    """image [B,3,H,W] in [-1,1] → z_e [B,D,H/f,W/f]. One stage a width, finest first; each next one halves the map."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        widths, blocks = config.encoder_widths, config.encoder_blocks
        stride = config.downsample >> (len(widths) - 1)
        stages: list[nn.Module] = [nn.Conv2d(3, widths[0], stride + 4, stride, padding=2)]
        for i, width in enumerate(widths):
            if i > 0:
                stages.append(nn.Conv2d(widths[i - 1], width, 2, stride=2))
            stages += [ResidualBlock(width) for _ in range(blocks[i])]
        self.net = nn.Sequential(*stages, nn.Conv2d(widths[-1], config.code_dim, 1))

    def forward(self, image: Tensor) -> Tensor:
        return self.net(image)


class Decoder(nn.Module):
    """z_q [B,D,h,w] → x_hat [B,3,f·h,f·w], not clipped. One stage a width, listed finest first, walked coarsest first;
    the coarsest has pointwise blocks too: much capacity there, at little cost and no receptive field."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        widths, blocks = config.decoder_widths[::-1], config.decoder_blocks[::-1]
        stages: list[nn.Module] = [nn.Conv2d(config.code_dim, widths[0], 1)]
        for _ in range(blocks[0]):
            stages += [ResidualBlock(widths[0]), ResidualBlock(widths[0], kernel=1, expansion=2)]
        for i in range(1, len(widths)):
            stages += [nn.Conv2d(widths[i - 1], 4 * widths[i], 1), nn.PixelShuffle(2)]
            stages += [ResidualBlock(widths[i]) for _ in range(blocks[i])]
        stride = config.downsample >> (len(widths) - 1)
        stages += [nn.Conv2d(widths[-1], 3 * stride**2, 3, padding=1), nn.PixelShuffle(stride)]
        self.net = nn.Sequential(*stages)

    def forward(self, z_q: Tensor) -> Tensor:
        return self.net(z_q)


class Tokenizer(nn.Module):
    """Encoder, quantizer and decoder: an image through 12-bit tokens and back."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.config = config
        self.encoder = Encoder(config)
        self.quantizer = Quantizer(config)
        self.decoder = Decoder(config)

    def forward(self, image: Tensor, quantized: bool = True) -> tuple[Tensor, Quantized | Tensor]:
        """image [B,3,H,W] → (x_hat, Quantized), or (x_hat, z_e) with the quantizer bypassed."""
        z_e = self.latents(image)
        if not quantized:
            return self.decoder(z_e), z_e
        result = self.quantizer(z_e)
        return self.decoder(result.z_q), result

    def latents(self, image: Tensor) -> Tensor:
        """image [B,3,H,W] → z_e [B,D,h,w] as the quantizer compares it, on the unit sphere if the codes are."""
        z_e = self.encoder(image).float()
        return F.normalize(z_e) if self.config.normalise_codes else z_e

    @torch.no_grad()
    def encode(self, image: Tensor) -> Tensor:
        """image [B,3,H,W] → token_grid int64 [B,h,w]."""
        return self.quantizer.tokens(self.latents(image))

    @torch.no_grad()
    def decode(self, token_grid: Tensor) -> Tensor:
        """token_grid [B,h,w] → x_hat [B,3,H,W]."""
        return self.decoder(self.quantizer.look_up(token_grid))


def multiply_accumulates(module: nn.Module, inputs: Tensor) -> int:
    """Multiply-accumulates of all convolutions for one forward pass of `inputs`."""
    total = 0

    def count(conv: nn.Conv2d, _: tuple, output: Tensor) -> None:
        nonlocal total
        total += conv.weight[0].numel() * output.numel()

    hooks = [m.register_forward_hook(count) for m in module.modules() if isinstance(m, nn.Conv2d)]
    try:
        with torch.no_grad():
            module(inputs)
    finally:
        for hook in hooks:
            hook.remove()
    return total
