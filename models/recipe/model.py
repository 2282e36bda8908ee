"""Encoder and decoder: plain convolutions only, so that the decoder's receptive field is small and known.

No norm over space, no attention, zero padding everywhere: a pixel depends on a few tokens around it and on nothing
else, and the pixels around an edit can be decoded alone, exactly. All maps are [batch, channels, rows, columns].
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .config import ModelConfig
from .continuous import GumbelQuantizer, Unquantized
from .quantizer import Quantized, Quantizer, bypassed
from .simvq import SimVq


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


def encoder_stages(widths: tuple[int, ...], blocks: tuple[int, ...], downsample: int) -> list[nn.Module]:
    """image [B,3,H,W] in [-1,1] → features [B,widths[-1],H/f,W/f]. One stage a width, finest first; each next one halves
    the map."""
    stride = downsample >> (len(widths) - 1)
    stages: list[nn.Module] = [nn.Conv2d(3, widths[0], stride + 4, stride, padding=2)]
    for i, width in enumerate(widths):
        if i > 0:
            stages.append(nn.Conv2d(widths[i - 1], width, 2, stride=2))
        stages += [ResidualBlock(width) for _ in range(blocks[i])]
    return stages


class Encoder(nn.Module):
    """image [B,3,H,W] in [-1,1] → z_e [B,D,H/f,W/f], or logits [B,K,H/f,W/f] from a z_e of D channels: a full linear map
    to thousands of codes would be most of the network."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.config = config
        stages = encoder_stages(config.encoder_widths, config.encoder_blocks, config.downsample)
        stages += [ResidualBlock(config.encoder_widths[-1], kernel=1, expansion=2) for _ in range(config.encoder_pointwise)]
        stages.append(nn.Conv2d(config.encoder_widths[-1], config.code_dim, 1))
        if config.quantizer == "argmax":
            stages.append(nn.Conv2d(config.code_dim, config.codebook_size, 1))
        self.net = nn.Sequential(*stages)

    def forward(self, image: Tensor) -> Tensor:
        return self.net(image)

    @torch.no_grad()
    def reorder(self, order: Tensor) -> None:
        """Logit order[k] becomes logit k."""
        for values in (self.net[-1].weight, self.net[-1].bias):
            values.copy_(values[order])


class TopEncoder(nn.Module):
    """image [B,3,H,W] → z_e [B,4·D,H/2f,W/2f]: a code of the top level stands for 2×2 cells of D numbers."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        stages = encoder_stages(config.top_widths, config.top_blocks, 2 * config.downsample)
        self.net = nn.Sequential(*stages, nn.Conv2d(config.top_widths[-1], 4 * config.code_dim, 1))

    def forward(self, image: Tensor) -> Tensor:
        return self.net(image)


class BottomEncoder(nn.Module):
    """image [B,3,H,W], z_q of the top level [B,4·D,H/2f,W/2f] → z_e [B,D,H/f,W/f]: what the top leaves to be said."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.trunk = nn.Sequential(*encoder_stages(config.encoder_widths, config.encoder_blocks, config.downsample))
        both = config.encoder_widths[-1] + config.code_dim
        self.rest = nn.Sequential(ResidualBlock(both, kernel=1), nn.Conv2d(both, config.code_dim, 1))

    def forward(self, image: Tensor, z_q_top: Tensor) -> Tensor:
        return self.rest(torch.cat([self.trunk(image), F.pixel_shuffle(z_q_top, 2)], 1))


class Decoder(nn.Module):
    """z_q [B,D·levels,h,w] → x_hat [B,3,f·h,f·w], not clipped. One stage a width, listed finest first, walked coarsest first;
    the coarsest has pointwise blocks too: much capacity there, at little cost and no receptive field."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        widths, blocks = config.decoder_widths[::-1], config.decoder_blocks[::-1]
        stages: list[nn.Module] = [nn.Conv2d(config.code_dim * len(config.scales), widths[0], 1)]
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


class Level(nn.Module):
    """One grid of tokens: how an image comes to it, and what its codes are."""

    def __init__(self, name: str, downsample: int, encoder: nn.Module, quantizer: nn.Module):
        super().__init__()
        self.name, self.downsample = name, downsample
        self.encoder, self.quantizer = encoder, quantizer


def new_quantizer(config: ModelConfig, dim: int) -> nn.Module:
    if config.quantizer == "none":
        return Unquantized()
    if config.quantizer == "argmax":
        return GumbelQuantizer(config, dim)
    return {"ema": Quantizer, "simvq": SimVq}[config.codebook](config, dim)


def new_levels(config: ModelConfig) -> list[Level]:
    """Coarsest first."""
    if not config.top_widths:
        return [Level("main", config.downsample, Encoder(config), new_quantizer(config, config.code_dim))]
    return [
        Level("top", 2 * config.downsample, TopEncoder(config), new_quantizer(config, 4 * config.code_dim)),
        Level("bottom", config.downsample, BottomEncoder(config), new_quantizer(config, config.code_dim)),
    ]


class Tokenizer(nn.Module):
    """Encoders, quantizers and one decoder: an image through its levels' tokens and back."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.config = config
        self.levels = nn.ModuleList(new_levels(config))
        self.decoder = Decoder(config)

    def forward(self, image: Tensor, quantized: bool = True, exchanged: float = 0.0) -> tuple[Tensor, list[Quantized]]:
        """image [B,3,H,W] → (x_hat, what each level made of it), or all of it with the quantizers bypassed.

        exchanged: the share of the codes that the decoder reads as one of their neighbours (of quantizers that have some)."""
        results: list[Quantized] = []
        for level in self.levels:
            z_e = self.latents(level, image, [result.z_q for result in results])
            results.append(level.quantizer(z_e) if quantized else bypassed(z_e))
        read = [result.z_q for result in results]
        if exchanged > 0:
            read = [level.quantizer.exchange(result, exchanged) for level, result in zip(self.levels, results, strict=True)]
        return self.decoder(self.unfold(read)), results

    def latents(self, level: Level, image: Tensor, above: list[Tensor]) -> Tensor:
        """The output of a level's encoder as its quantizer takes it, on the unit sphere if the codes are.

        image [B,3,H,W]; above: z_q of the coarser levels. Returns z_e [B,D,h,w], or logits [B,K,h,w]."""
        z_e = level.encoder(image, *above).float()
        return F.normalize(z_e) if self.config.normalise_codes else z_e

    def unfold(self, z_q: list[Tensor]) -> Tensor:
        """z_q of each level → what the decoder reads [B,D·levels,h,w]: all on the finest grid, a coarser code's numbers
        dealt out to the cells that it covers."""
        return torch.cat([F.pixel_shuffle(z, scale) for z, scale in zip(z_q, self.config.scales, strict=True)], 1)

    @torch.no_grad()
    def encode(self, image: Tensor) -> list[Tensor]:
        """image [B,3,H,W] → token_grid int64 [B,h,w] of each level."""
        grids: list[Tensor] = []
        for level in self.levels:
            above = [upper.quantizer.look_up(grid) for upper, grid in zip(self.levels, grids)]
            grids.append(level.quantizer.tokens(self.latents(level, image, above)))
        return grids

    @torch.no_grad()
    def decode(self, grids: list[Tensor]) -> Tensor:
        """token_grid [B,h,w] of each level → x_hat [B,3,H,W]."""
        return self.decoder(
            self.unfold([level.quantizer.look_up(grid) for level, grid in zip(self.levels, grids, strict=True)])
        )


def multiply_accumulates(module: nn.Module, *inputs: Tensor) -> int:
    """Multiply-accumulates of all convolutions for one forward pass of `inputs`."""
    total = 0

    def count(conv: nn.Conv2d, _: tuple, output: Tensor) -> None:
        nonlocal total
        total += conv.weight[0].numel() * output.numel()

    hooks = [m.register_forward_hook(count) for m in module.modules() if isinstance(m, nn.Conv2d)]
    try:
        with torch.no_grad():
            module(*inputs)
    finally:
        for hook in hooks:
            hook.remove()
    return total
