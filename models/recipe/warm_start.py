"""The other kinds of stage 1 start from a trained VQ-VAE of one level: its encoder and decoder, not its codebook.

Codebooks are k-means over encoder outputs, as from scratch. What is new in a model starts as the part of the VQ-VAE that
it does the work of, so that the first step already reconstructs.
"""

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .codebook_start import collect, start_codebooks
from .config import ModelConfig
from .continuous import GumbelQuantizer
from .model import Encoder, ResidualBlock, Tokenizer
from .muon import Optimizers
from .quantizer import Quantizer
from .run import averaged_weights, learning_rate

TOP_STEPS, TOP_RATE = 300, 2e-3
SHARPNESS = 16.0  # of the first logits: nats between a code and one that is twice as far away


def start_from_vqvae(model: Tokenizer, checkpoint: dict, crops: Iterator[Tensor], generator: torch.Generator) -> None:
    """checkpoint: of a VQ-VAE of one level whose stages and code dimension are the model's; pointwise blocks that only one of
    the two encoders has are left out, or start as (nearly) the identity. crops: batches [B,3,H,W] of training crops, as many
    as are asked for; the same on every worker."""
    old = Tokenizer(ModelConfig(**checkpoint["config"]["model"]))
    old.load_state_dict(averaged_weights(checkpoint))
    old_encoder = list(old.levels[-1].encoder.net)
    finest = model.levels[-1].encoder
    if model.config.top_widths:
        take_over(finest.trunk, without_pointwise(old_encoder[:-1]))
        leave_to_bottom(finest.rest, old_encoder[-1])
        weight, bias = old.decoder.net[0].weight.data, old.decoder.net[0].bias.data
        first, *others = convolutions(model.decoder.net)
        first.weight.data.copy_(torch.cat([weight, weight], 1))  # a code is the sum of what its two levels say
        first.bias.data.copy_(bias)
        copy_weights(others, convolutions(old.decoder.net)[1:])
        distil_top(model, old_encoder[-1], crops)
        start_codebooks(model, crops, generator)
        return
    logits = model.config.quantizer == "argmax"
    take_over_encoder(list(finest.net[:-1] if logits else finest.net), old_encoder)
    take_over(model.decoder.net, old.decoder.net)
    if logits:
        start_logits(finest, model.levels[-1].quantizer, crops, generator)


def convolutions(modules) -> list[nn.Conv2d]:
    return [each for module in modules for each in module.modules() if isinstance(each, nn.Conv2d)]


def take_over(modules, old) -> None:
    copy_weights(convolutions(modules), convolutions(old))


def copy_weights(convolutions: list[nn.Conv2d], old: list[nn.Conv2d]) -> None:
    for own, theirs in zip(convolutions, old, strict=True):
        own.load_state_dict(theirs.state_dict())


def without_pointwise(modules) -> list[nn.Module]:
    return [module for module in modules if not (isinstance(module, ResidualBlock) and module.read.kernel_size == (1, 1))]


def take_over_encoder(modules: list[nn.Module], old: list[nn.Module]) -> None:
    alike = len(modules) == len(old)
    take_over(*((modules, old) if alike else (without_pointwise(modules), without_pointwise(old))))


def leave_to_bottom(rest: nn.Sequential, old: nn.Conv2d) -> None:
    """The bottom's z_e starts as the old z_e less what the top already says."""
    _, last = rest
    said = -torch.eye(len(old.weight))[:, :, None, None]
    last.weight.data.copy_(torch.cat([old.weight.data, said], 1))
    last.bias.data.copy_(old.bias.data)


def distil_top(model: Tokenizer, old: nn.Conv2d, crops: Iterator[Tensor]) -> None:
    """Trains the top's encoder to say, for 2×2 cells at once, what the old encoder said of each: its squared error.

    old: the old encoder's last layer, from the trunk's features to z_e."""
    top, bottom = model.levels
    optimizers = Optimizers("muon", top.encoder, TOP_RATE, 0.0)
    for step in range(TOP_STEPS):
        image = next(crops)
        with torch.no_grad():
            wanted = F.conv2d(bottom.encoder.trunk(image), *(p.to(image.device) for p in (old.weight, old.bias)))
        F.mse_loss(F.pixel_shuffle(top.encoder(image), 2), wanted).backward()
        optimizers.step(learning_rate(step, TOP_STEPS, TOP_RATE, 20, TOP_STEPS // 2))


@torch.no_grad()
def start_logits(encoder: Encoder, quantizer: GumbelQuantizer, crops: Iterator[Tensor], generator: torch.Generator) -> None:
    """Logits that rank the codes of a k-means codebook by their distance to z_e: (2·z_e·code − ‖code‖²) / temperature."""
    rows = collect(lambda image: encoder.net[:-1](image), crops, 8 * len(quantizer.codebook))
    config = encoder.config
    clusters = Quantizer(config, config.code_dim).to(rows.device)
    clusters.start_from(rows, generator)
    codebook = clusters.codebook
    quantizer.codebook.data.copy_(codebook)
    scale = SHARPNESS / clusters(rows[:4096].T[None, :, :, None]).penalty.item() / rows.shape[1]
    head = encoder.net[-1]
    head.weight.data.copy_(2 * scale * codebook[:, :, None, None])
    head.bias.data.copy_(-scale * codebook.square().sum(1))
