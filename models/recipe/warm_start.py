"""The weights of the project's first pack as a place to start from, for every kind of stage 1.

That pack, photo-vqvae-f8, was trained before this recipe existed: an hour that a run on two busy cores is glad to save.
Its encoder has three residual blocks at the coarsest stage where the budget allows fewer; the recipe's keeps the first
ones as far as they go. Its training photos may include what this recipe holds out, except for the flowers' validation
folder: figures of a run that starts here are held out on those only.

Codebooks of another size are k-means over encoder outputs, as from scratch. What is new in a model starts as the part of
the old one that it does the work of, so that the first step already reconstructs.
"""

from collections.abc import Iterator
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .continuous import GumbelQuantizer
from .model import Encoder, ResidualBlock, Tokenizer
from .muon import Optimizers
from .pack_weights import convolutions, take_over, take_over_codebook
from .quantizer import Quantizer, as_rows
from .run import learning_rate

ENCODER_BLOCKS = (1, 2, 3)
ROWS = 32768  # encoder outputs that place a codebook, at least
TOP_STEPS, TOP_RATE = 300, 2e-3
SHARPNESS = 16.0  # of the first logits: nats between a code and one that is twice as far away


def kept_of_encoder(blocks: tuple[int, ...]) -> list[int]:
    """Indices of the first pack's encoder convolutions that a model with `blocks` residual blocks a stage keeps."""
    kept, index = [], 0
    for own, theirs in zip(blocks, ENCODER_BLOCKS, strict=True):
        kept += range(index, index + 1 + 2 * own)  # the strided convolution, then two of each block
        index += 1 + 2 * theirs
    return [*kept, index]


def without_pointwise(net: nn.Sequential) -> nn.Sequential:
    """What the first pack's encoder has; the pointwise blocks that are new start as (nearly) the identity."""
    new = lambda module: isinstance(module, ResidualBlock) and module.read.kernel_size == (1, 1)
    return nn.Sequential(*(module for module in net if not new(module)))


def start_from_first_pack(model: Tokenizer, pack_dir: Path, crops: Iterator[Tensor], generator: torch.Generator) -> None:
    """crops: batches [B,3,H,W] of training crops, as many as are asked for; the same on every worker."""
    weights = convolutions(pack_dir / "encoder.onnx")
    encoder = [weights[i] for i in kept_of_encoder(model.config.encoder_blocks)]
    decoder = convolutions(pack_dir / "decoder.onnx")
    finest = model.levels[-1].encoder
    if model.config.top_widths:
        take_over(finest.trunk, encoder[:-1])
        leave_to_bottom(finest.rest, *encoder[-1])
        weight, bias = decoder[0]  # a code is the sum of what its two levels say
        take_over(model.decoder, [(torch.cat([weight, weight], 1), bias), *decoder[1:]])
        distil_top(model, *encoder[-1], crops)
        start_codebooks(model, crops, generator)
    elif model.config.quantizer == "argmax":
        take_over(without_pointwise(finest.net[:-1]), encoder)
        take_over(model.decoder, decoder)
        start_logits(finest, model.levels[-1].quantizer, crops, generator)
    else:
        take_over(without_pointwise(finest.net), encoder)
        take_over(model.decoder, decoder)
        if model.config.quantizer == "nearest":
            take_over_codebook(model, pack_dir)


def leave_to_bottom(rest: nn.Sequential, weight: Tensor, bias: Tensor) -> None:
    """The bottom's z_e starts as the old z_e less what the top already says."""
    _, last = rest
    said = -torch.eye(len(weight))[:, :, None, None]
    last.weight.data.copy_(torch.cat([weight, said], 1))
    last.bias.data.copy_(bias)


def distil_top(model: Tokenizer, weight: Tensor, bias: Tensor, crops: Iterator[Tensor]) -> None:
    """Trains the top's encoder to say, for 2×2 cells at once, what the old encoder said of each: its squared error."""
    top, bottom = model.levels
    optimizers = Optimizers("muon", top.encoder, TOP_RATE, 0.0)
    for step in range(TOP_STEPS):
        image = next(crops)
        with torch.no_grad():
            wanted = F.conv2d(bottom.encoder.trunk(image), weight, bias)
        F.mse_loss(F.pixel_shuffle(top.encoder(image), 2), wanted).backward()
        optimizers.step(learning_rate(step, TOP_STEPS, TOP_RATE, 20, TOP_STEPS // 2))


@torch.no_grad()
def start_logits(encoder: Encoder, quantizer: GumbelQuantizer, crops: Iterator[Tensor], generator: torch.Generator) -> None:
    """Logits that rank the codes of a k-means codebook by their distance to z_e: (2·z_e·code − ‖code‖²) / temperature."""
    rows = collect(lambda image: encoder.net[:-1](image), crops, 8 * len(quantizer.codebook))
    config = encoder.config
    clusters = Quantizer(config, config.code_dim)
    clusters.start_from(rows, generator)
    codebook = clusters.codebook
    quantizer.codebook.data.copy_(codebook)
    scale = SHARPNESS / clusters(rows[:4096].T[None, :, :, None]).penalty.item() / rows.shape[1]
    head = encoder.net[-1]
    head.weight.data.copy_(2 * scale * codebook[:, :, None, None])
    head.bias.data.copy_(-scale * codebook.square().sum(1))


@torch.no_grad()
def start_codebooks(model: Tokenizer, crops: Iterator[Tensor], generator: torch.Generator) -> None:
    """k-means for each level over its encoder's outputs, coarsest first, each told the quantized ones above it."""
    for number, level in enumerate(model.levels):
        rows = collect(lambda image: level_outputs(model, number, image), crops, max(ROWS, 8 * len(level.quantizer.codebook)))
        level.quantizer.start_from(rows, generator)


@torch.no_grad()
def count_use(model: Tokenizer, crops: Iterator[Tensor], cells_per_step: int) -> None:
    """Fills the codebooks' moving averages; cells_per_step: of the finest grid, in a training step of all workers."""
    for number, (level, scale) in enumerate(zip(model.levels, model.config.scales, strict=True)):
        if isinstance(level.quantizer, Quantizer):
            rows = collect(lambda image: level_outputs(model, number, image), crops, ROWS)
            level.quantizer.count_use(rows, cells_per_step // scale**2)


def level_outputs(model: Tokenizer, number: int, image: Tensor) -> Tensor:
    """z_e of a level for image [B,3,H,W]."""
    above: list[Tensor] = []
    for level in model.levels[:number]:
        above.append(level.quantizer.look_up(level.quantizer.tokens(model.latents(level, image, above))))
    return model.latents(model.levels[number], image, above)


def collect(outputs, crops: Iterator[Tensor], count: int) -> Tensor:
    """At least `count` rows [N,D] of `outputs` for crops."""
    rows: list[Tensor] = []
    while sum(map(len, rows)) < count:
        rows.append(as_rows(outputs(next(crops))))
    return torch.cat(rows)
