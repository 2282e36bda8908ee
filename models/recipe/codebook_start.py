"""k-means starts for codebooks: over the outputs of encoders that have learned to reconstruct without them."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from .model import Tokenizer
from .quantizer import as_rows

ROWS = 32768  # encoder outputs that place a codebook, at least


@torch.no_grad()
def start_codebooks(model: Tokenizer, crops: Iterator[Tensor], generator: torch.Generator) -> None:
    """Starts each level's codebook, coarsest first, each encoder told the quantized coarser levels.

    crops: batches [B,3,H,W] on the model's device, as many as are asked for."""
    for number, level in enumerate(model.levels):
        rows = collect(lambda image: level_outputs(model, number, image), crops, max(ROWS, 8 * len(level.quantizer.codebook)))
        level.quantizer.start_from(rows, generator)


def level_outputs(model: Tokenizer, number: int, image: Tensor) -> Tensor:
    """z_e of a level for image [B,3,H,W]."""
    above: list[Tensor] = []
    for level in model.levels[:number]:
        above.append(level.quantizer.look_up(level.quantizer.tokens(model.latents(level, image, above))))
    return model.latents(model.levels[number], image, above)


def collect(outputs: Callable[[Tensor], Tensor], crops: Iterator[Tensor], count: int) -> Tensor:
    """At least `count` rows [N,D] of `outputs` for crops."""
    rows: list[Tensor] = []
    while sum(map(len, rows)) < count:
        rows.append(as_rows(outputs(next(crops))))
    return torch.cat(rows)
