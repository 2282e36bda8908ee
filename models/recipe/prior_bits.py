"""Bits a token of priors on validation grids, beside models that count."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from .ngrams import Bigram2D, bits_per_token
from .pixelcnn import PixelCnn
from .prior import Prior
from .tokens import TokenSet

VIEWS = ("whole", "window")  # of validation images
GRIDS = 150  # of emoji, and of photos
MASK_SHARES = (0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
PSEUDO_CELLS = 4  # of each grid, one at a time, for the pseudo-likelihood
BITS = 1 / np.log(2)


@dataclass(frozen=True)
class Held:
    """Validation grids int64 [n,N] with their conditions [n,c] and, of a finer level, the coarser's tokens int64 [n,m]."""

    grids: Tensor
    conditions: Tensor
    above: Tensor | None

    def parts(self, count: int) -> Iterator["Held"]:
        for first in range(0, len(self.grids), count):
            yield self.picked(slice(first, first + count))

    def picked(self, which: slice | Tensor) -> "Held":
        return Held(self.grids[which], self.conditions[which], None if self.above is None else self.above[which])


def held_out(tokens: TokenSet) -> dict[str, Held]:
    """Emoji and photos of the validation split, a fixed choice."""
    rng = np.random.default_rng(0)
    indices = tokens.where("val", VIEWS)
    pictograms = tokens.sources[indices] == "emoji"
    parts = {}
    for name, members in (("emoji", indices[pictograms]), ("photos", indices[~pictograms])):
        chosen = rng.permutation(members)[:GRIDS]
        parts[name] = Held(*(None if part is None else torch.from_numpy(part) for part in tokens.rows(chosen)))
    return parts


def count_models(tokens: TokenSet, size: int, held: dict[str, Held]) -> dict[str, dict[str, float]]:
    """Bits a token of the unigram and the 2-D bigram model, trained on all training grids."""
    train = tokens.grids[tokens.where("train")]
    bigram = Bigram2D(train, size)
    grids = {name: part.grids.numpy().reshape(-1, *train.shape[1:]) for name, part in held.items()}
    return {
        "unigram": {name: round(bits_per_token(bigram.unigram.probabilities(grid)), 3) for name, grid in grids.items()},
        "bigram": {name: round(bits_per_token(bigram.probabilities(grid)), 3) for name, grid in grids.items()},
    }


@torch.no_grad()
def autoregressive_bits(prior: Prior | PixelCnn, part: Held) -> float:
    losses = [
        F.cross_entropy(prior.autoregressive(some.grids, some.conditions).flatten(0, 1), some.grids.flatten())
        for some in part.parts(20)
    ]
    return round(float(np.mean([loss.item() for loss in losses]) * BITS), 3)


@torch.no_grad()
def masked_bits(prior: Prior, part: Held, masks: Tensor) -> float:
    """Bits a masked token; masks bool, as the grids [n,N]."""
    total = 0.0
    for some, mask in zip(part.parts(20), masks.split(20), strict=True):
        logits = prior.masked(some.grids.masked_fill(mask, prior.codebook_size), some.conditions, some.above)
        total += F.cross_entropy(logits[mask], some.grids[mask], reduction="sum").item()
    return round(total / int(masks.sum()) * BITS, 3)


def masked_figures(prior: Prior, part: Held) -> dict[str, float]:
    """Bits a token by the share of cells that is masked, and with one cell masked at a time (pseudo-likelihood)."""
    generator = torch.Generator().manual_seed(0)
    order = torch.rand(part.grids.shape, generator=generator).argsort(1).argsort(1)
    cells = part.grids.shape[1]
    figures = {f"{share:.0%}": masked_bits(prior, part, order < round(share * cells)) for share in MASK_SHARES}
    repeated = part.picked(torch.arange(len(part.grids)).repeat(PSEUDO_CELLS))
    one = torch.cat([order == cell for cell in range(PSEUDO_CELLS)])
    return {"one": masked_bits(prior, repeated, one)} | figures
