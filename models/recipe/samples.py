"""Draws token grids from a prior in batches: in raster order, or in rounds of cells that lie far apart."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from .pixelcnn import PixelCnn
from .prior import CodeTable, Prior, Reading, rotate


@dataclass(frozen=True)
class Drawing:
    top_p: float = 0.95  # of the codes behind the likeliest; the app's setting
    # Above 1 it exaggerates what the condition changes (Ho and Salimans, 2022, https://arxiv.org/abs/2207.12598).
    guidance: float = 1.0
    rounds: int = 12  # masked only


def draw(logits: Tensor, top_p: float, generator: torch.Generator) -> Tensor:
    """logits [n,K] → codes [n]; the likeliest code, and the likeliest others up to the share top_p of all others' probability.
    (If it were of all, nothing but background would come wherever that holds 97 %.)"""
    ranked, order = logits.softmax(-1).sort(descending=True)
    others = ranked[:, 1:]
    dropped = others.cumsum(-1) - others >= top_p * others.sum(-1, keepdim=True)
    kept = torch.cat([ranked[:, :1], others.masked_fill(dropped, 0)], 1)
    rank = torch.multinomial(kept, 1, generator=generator)
    return order.gather(1, rank)[:, 0]


def guide(logits: Tensor, drawing: Drawing) -> Tensor:
    """logits [2b,…], the second half of which was told "any", → [b,…]; without guidance there is no second half."""
    if drawing.guidance == 1:
        return logits
    told, untold = logits.chunk(2)
    return untold + drawing.guidance * (told - untold)


def with_untold(prior: CodeTable, conditions: Tensor, drawing: Drawing) -> Tensor:
    if drawing.guidance == 1:
        return conditions
    return torch.cat([conditions, torch.tensor([prior.any]).expand_as(conditions)])


@torch.no_grad()
def sample_autoregressive(prior: Prior, conditions: Tensor, drawing: Drawing, generator: torch.Generator) -> Tensor:
    """conditions int [b,c] → tokens int64 [b,N]; a cell at a time with a key/value cache."""
    count, config = len(conditions), prior.config
    conditions = with_untold(prior, conditions, drawing)
    table = prior.table()
    known = prior.places() + (prior.told(conditions) + prior.reading.weight[Reading.AUTOREGRESSIVE])[:, None]
    if prior.sketches:
        known = known + prior.sketches(conditions[:, -1])
    shape = (len(conditions), config.heads, prior.positions, config.dim // config.heads)
    cache = [(torch.zeros(shape), torch.zeros(shape)) for _ in prior.blocks]
    tokens = torch.zeros(count, prior.positions, dtype=torch.long)
    for cell in range(prior.positions):
        entry = table[tokens[:, cell - 1]].repeat(len(conditions) // count, 1) if cell else prior.start
        x = (entry + known[:, cell])[:, None]
        for block, (keys, values) in zip(prior.blocks, cache, strict=True):
            q, k, v = block.queries_keys_values(x)
            q = rotate(q, prior.cosines[cell + 1], prior.sines[cell + 1])
            keys[:, :, cell], values[:, :, cell] = rotate(k, prior.cosines[cell], prior.sines[cell])[:, :, 0], v[:, :, 0]
            weights = (q @ keys[:, :, : cell + 1].transpose(-1, -2) * block.head_dim**-0.5).softmax(-1)
            x = x + block.output((weights @ values[:, :, : cell + 1]).transpose(1, 2).flatten(2))
            x = x + block.mlp(x)
        logits = guide(prior.logits(x[:, 0], table), drawing)
        tokens[:, cell] = draw(logits, drawing.top_p, generator)
    return tokens


def halton_order(rows: int, columns: int) -> Tensor:
    """int64 [rows,columns]: each cell's place in an order of which any beginning fills the grid evenly, that of a Halton
    sequence (Besnier et al., 2025, https://arxiv.org/abs/2503.17076). As the app's core/sampling/halton-order.ts."""

    def mirrored(number: int, base: int) -> float:
        result, weight = 0.0, 1.0
        while number:
            weight /= base
            number, digit = divmod(number, base)
            result += weight * digit
        return result

    places = torch.full((rows, columns), -1)
    point = count = 0
    while count < rows * columns:
        point += 1
        cell = int(mirrored(point, 3) * rows), int(mirrored(point, 2) * columns)
        if places[cell] == -1:
            places[cell] = count
            count += 1
    return places


@torch.no_grad()
def sample_masked(
    prior: Prior, conditions: Tensor, drawing: Drawing, generator: torch.Generator, above: Tensor | None = None
) -> Tensor:
    """conditions int [b,c], of a finer level the coarser's tokens int [b,n] → tokens int64 [b,N]; the number of masked cells
    falls as a cosine over the rounds, in an order that each grid begins elsewhere."""
    count, cells = len(conditions), prior.positions
    conditions = with_untold(prior, conditions, drawing)
    times = len(conditions) // count
    above = None if above is None else above.repeat(times, 1)
    tokens = torch.full((count, cells), prior.codebook_size)
    order = halton_order(*prior.config.grid)
    shifts = [torch.randint(side, (count,), generator=generator).tolist() for side in order.shape]
    places = torch.stack([order.roll(shift, (0, 1)).flatten() for shift in zip(*shifts, strict=True)])
    for done in (torch.arange(drawing.rounds) + 1) / drawing.rounds:
        written = cells - min(round(math.cos(math.pi / 2 * done) * cells), cells - 1)
        now = (tokens == prior.codebook_size) & (places < written)
        logits = guide(prior.masked(tokens.repeat(times, 1), conditions, above), drawing)[now]
        tokens[now] = draw(logits, drawing.top_p, generator)
    return tokens


@torch.no_grad()
def sample_pixelcnn(prior: PixelCnn, conditions: Tensor, drawing: Drawing, generator: torch.Generator) -> Tensor:
    """conditions int [b,c] → tokens int64 [b,N]; the vertical stack once a row, the horizontal one a cell at a time."""
    count, (rows, columns) = len(conditions), prior.config.grid
    conditions = with_untold(prior, conditions, drawing)
    table = prior.table()
    tokens = torch.zeros(count, rows, columns, dtype=torch.long)
    codes_of = lambda part: F.embedding(part, table).permute(0, 3, 1, 2).repeat(len(conditions) // count, 1, 1, 1)
    for row in range(rows):
        answers = prior.vertical(codes_of(tokens[:, : row + 1]), conditions)
        heard = [answer[:, :, -1:] for answer in answers]
        for column in range(columns):
            hidden = prior.horizontal(codes_of(tokens[:, row : row + 1]), heard, conditions)[:, 0, column]
            tokens[:, row, column] = draw(guide(prior.logits(hidden, table), drawing), drawing.top_p, generator)
    return tokens.flatten(1)


SAMPLERS = {"autoregressive": sample_autoregressive, "masked": sample_masked, "pixelcnn": sample_pixelcnn}
