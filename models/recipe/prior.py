"""The priors over a pack's tokens: one transformer that can be read in two ways.

- autoregressive (GPT, raster order): cell p is predicted from the cells before it;
- masked (MaskGIT, Chang et al., 2022, https://arxiv.org/abs/2202.04200): masked cells are predicted from all others.

Both share every weight during most of the training, as in UniLM (Dong et al., 2019, https://arxiv.org/abs/1905.03197).
Codes enter and leave through one table, a linear map of the codebook plus a learned residual: codes that look alike
share what is learned from the first step. Rows and columns enter by rotary positions in two dimensions (Su et al., 2021,
https://arxiv.org/abs/2104.09864). In the autoregressive reading the token of cell p-1 stands at position p; its key is
rotated to where the token lies (p-1) and the query to where the answer goes (p), so that "the cell above" is one and
the same offset in both readings.

Over the finer level of a pack of two (VQ-VAE-2, Razavi et al., 2019, https://arxiv.org/abs/1906.00446) the prior is told the
coarser level's tokens: each adds something of its own to every cell that it covers.

Where a condition has more values than can be learned from a few pictures each (the names of emoji), each value brings a
sketch, a small grid of what its pictures look like on the average: what the prior learns of one serves all.
"""

import math
from enum import IntEnum

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .config import PriorModelConfig


class Reading(IntEnum):
    AUTOREGRESSIVE = 0
    MASKED = 1


def rotations(rows: int, columns: int, head_dim: int) -> tuple[Tensor, Tensor]:
    """Angles [N+1, head_dim/2] as (cosines, sines): entry p+1 belongs to cell p; entry 0 stands before the first cell.

    Half of the angles turn with the row, half with the column, at rates from a quarter turn a cell to a 64th. Rounded to
    float16, as graphs store them.
    """
    cells = torch.arange(-1, rows * columns)
    row, column = cells.div(columns, rounding_mode="floor").clamp(min=0), cells.remainder(columns)
    column[0] = -1
    rates = math.pi / 2 * (1 / 16) ** torch.linspace(0, 1, head_dim // 4)
    angles = torch.cat([row[:, None] * rates, column[:, None] * rates], 1)
    return angles.cos().half().float(), angles.sin().half().float()


def rotate(x: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
    """x [..., head_dim]; cosines and sines [..., head_dim/2]."""
    a, b = x.split(int(cosines.shape[-1]), -1)
    return torch.cat([a * cosines - b * sines, a * sines + b * cosines], -1)


class Block(nn.Module):
    """Pre-norm attention with normalised queries and keys, then a squared-ReLU MLP (So et al., 2021, arxiv.org/abs/2109.08668)."""

    def __init__(self, config: PriorModelConfig):
        super().__init__()
        d = config.dim
        self.heads, self.head_dim = config.heads, d // config.heads
        self.attention_norm = nn.LayerNorm(d, bias=False)
        self.query, self.key, self.value = (nn.Linear(d, d, bias=False) for _ in range(3))
        self.query_norm = nn.LayerNorm(self.head_dim, bias=False)
        self.key_norm = nn.LayerNorm(self.head_dim, bias=False)
        self.output = nn.Linear(d, d, bias=False)
        self.mlp_norm = nn.LayerNorm(d, bias=False)
        self.up, self.down = nn.Linear(d, 4 * d, bias=False), nn.Linear(4 * d, d, bias=False)
        for last in (self.output, self.down):
            nn.init.zeros_(last.weight)

    def queries_keys_values(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """x [..., n, d] → each [..., heads, n, head_dim], normalised and not yet rotated."""
        x = self.attention_norm(x)
        q, k, v = (
            linear(x).view(*map(int, x.shape[:-1]), self.heads, self.head_dim).transpose(-2, -3)
            for linear in (self.query, self.key, self.value)
        )
        return self.query_norm(q), self.key_norm(k), v

    def mlp(self, x: Tensor) -> Tensor:
        return self.down(F.relu(self.up(self.mlp_norm(x))).square())

    def forward(self, x: Tensor, turn: tuple[Tensor, ...], causal: int) -> Tensor:
        """x [b,n,d], of which the first `causal` are read autoregressively; turn: (cos, sin) of queries, then of keys."""
        q, k, v = self.queries_keys_values(x)
        q, k = rotate(q, *turn[:2]), rotate(k, *turn[2:])
        attended = []
        with torch.autocast("cpu", enabled=False):  # on CPUs PyTorch's attention is twice as fast in float32
            q, k, v = q.float(), k.float(), v.float()
            if causal:
                attended.append(F.scaled_dot_product_attention(q[:causal], k[:causal], v[:causal], is_causal=True))
            if causal < len(x):
                attended.append(F.scaled_dot_product_attention(q[causal:], k[causal:], v[causal:]))
        x = x + self.output(torch.cat(attended).transpose(1, 2).flatten(2))
        return x + self.mlp(x)


class CodeTable(nn.Module):
    """What every prior shares: codes enter and leave through one table, a linear map of the codebook plus a residual."""

    def __init__(self, dim: int, grid: tuple[int, int], codebook: Tensor, condition_sizes: tuple[int, ...]):
        """codebook [K,D] of the pack; condition_sizes: the number of values of each condition, without "any"."""
        super().__init__()
        self.condition_sizes = condition_sizes
        size = len(codebook)
        self.codebook_size, self.positions = size, grid[0] * grid[1]
        self.register_buffer("codebook", (codebook - codebook.mean(0)) / codebook.std(0))
        self.from_codebook = nn.Linear(codebook.shape[1], dim, bias=False)
        nn.init.normal_(self.from_codebook.weight, std=0.5 / codebook.shape[1] ** 0.5)
        self.residual = nn.Parameter(torch.zeros(size, dim))
        self.norm = nn.LayerNorm(dim, bias=False)
        self.head = nn.Linear(dim, dim, bias=False)
        nn.init.zeros_(self.head.weight)
        self.bias = nn.Parameter(torch.zeros(size))

    @property
    def any(self) -> tuple[int, ...]:
        """The index of "any" for each condition."""
        return self.condition_sizes

    def table(self) -> Tensor:
        """[K,d]: what stands for each code, at the entry and at the exit."""
        return self.from_codebook(self.codebook) + self.residual

    def logits(self, hidden: Tensor, table: Tensor) -> Tensor:
        """[...,d] → [...,K]."""
        return F.linear(self.head(self.norm(hidden)), table, self.bias)


class Above(nn.Module):
    """What the tokens of the next coarser level, int [b,n] in raster order (K_above = not known), say to the cells below."""

    def __init__(self, dim: int, grid: tuple[int, int], codebook: Tensor, scale: int):
        """codebook [K_above,D] of the coarser level, whose cells are `scale` times as wide and high; grid: the finer one's."""
        super().__init__()
        self.grid = (grid[0] // scale, grid[1] // scale)
        self.positions = self.grid[0] * self.grid[1]
        self.scale, self.codebook_size, self.dim = scale, len(codebook), dim
        self.register_buffer("codebook", (codebook - codebook.mean(0)) / codebook.std(0))
        self.from_codebook = nn.Linear(codebook.shape[1], scale**2 * dim, bias=False)
        nn.init.normal_(self.from_codebook.weight, std=0.5 / codebook.shape[1] ** 0.5)
        self.residual = nn.Parameter(torch.zeros(len(codebook), scale**2 * dim))

    def table(self) -> Tensor:
        """[K_above+1, s²·d]; the last row, of what is not known, says nothing."""
        return F.pad(self.from_codebook(self.codebook) + self.residual, (0, 0, 0, 1))

    def dealt(self, said: Tensor) -> Tensor:
        """[b,n,s²·d], what each coarse cell says → [b,N,d] in raster order of the finer grid."""
        (rows, columns), s = self.grid, self.scale
        cells = said.view(-1, rows, columns, s, s, self.dim).transpose(2, 3)
        return cells.reshape(-1, rows * columns * s**2, self.dim)

    def forward(self, tokens: Tensor) -> Tensor:
        return self.dealt(F.embedding(tokens, self.table()))


class Sketches(nn.Module):
    """What a condition's values say to each cell: of their sketches the part that the cell lies in, and all of it."""

    def __init__(self, config: PriorModelConfig, sketches: Tensor, own: nn.Embedding):
        """sketches [values+1,P,F]; own: what is learned of each value by itself. To begin with nothing says anything."""
        super().__init__()
        (height, width), (_, count, size) = config.grid, sketches.shape
        side = math.isqrt(height * width // count)
        parts = torch.arange(height)[:, None] // side * (width // side) + torch.arange(width) // side
        self.register_buffer("sketches", sketches)
        self.register_buffer("part_of", parts.flatten(), persistent=False)  # [N], of each cell
        self.part = nn.Linear(size, config.dim, bias=False)
        self.whole = nn.Linear(count * size, config.dim, bias=False)
        for weight in (own.weight, self.part.weight, self.whole.weight):
            nn.init.zeros_(weight)

    def forward(self, values: Tensor) -> Tensor:
        """int [b] → [b,N,d]."""
        sketch = self.sketches[values]
        return self.part(sketch)[:, self.part_of] + self.whole(sketch.flatten(1))[:, None]

    @torch.no_grad()
    def fold(self, own: nn.Embedding) -> None:
        """Adds what a whole sketch says to what is known of its value."""
        own.weight += self.whole(self.sketches.flatten(1))
        self.whole.weight.zero_()


class Prior(CodeTable):
    def __init__(
        self,
        config: PriorModelConfig,
        codebook: Tensor,
        condition_sizes: tuple[int, ...],
        above: tuple[Tensor, int] | None = None,
        sketches: Tensor | None = None,
    ):
        """above: codebook of the next coarser level, and how many cells one of its covers each way. sketches [values+1,P,F]: of
        the last condition's values and, zeros, of "any", in P parts of the grid, all squares, in raster order."""
        super().__init__(config.dim, config.grid, codebook, condition_sizes)
        self.above = Above(config.dim, config.grid, *above) if above else None
        self.config = config
        d = config.dim
        self.start = nn.Parameter(torch.randn(d) * 0.5)  # stands before the first cell
        self.mask = nn.Parameter(torch.randn(d) * 0.5)
        self.reading = nn.Embedding(len(Reading), d)
        self.row, self.column = nn.Embedding(config.grid[0], d), nn.Embedding(config.grid[1], d)
        self.conditions = nn.ModuleList(nn.Embedding(values + 1, d) for values in condition_sizes)  # last: any
        for small in (self.reading, self.row, self.column, *self.conditions):
            nn.init.normal_(small.weight, std=0.1)
        self.sketches = Sketches(config, sketches, self.conditions[-1]) if sketches is not None else None
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        cosines, sines = rotations(*config.grid, d // config.heads)
        self.register_buffer("cosines", cosines, persistent=False)
        self.register_buffer("sines", sines, persistent=False)

    def places(self) -> Tensor:
        """[N,d], raster order."""
        return (self.row.weight[:, None] + self.column.weight).flatten(0, 1)

    def told(self, conditions: Tensor) -> Tensor:
        """conditions int [b,c] → [b,d]."""
        return sum(embedding(conditions[:, i]) for i, embedding in enumerate(self.conditions))

    def trunk(self, table: Tensor, tokens: Tensor, conditions: Tensor, causal: int, above: Tensor | None = None) -> Tensor:
        """tokens int [b,N] (K = masked, in the masked reading), the first `causal` of which are read autoregressively,
        above int [b,n] → hidden [b,N,d] at the cells to be predicted."""
        entries = torch.cat([table, self.start[None], self.mask[None]])
        size = self.codebook_size
        shifted = F.pad(tokens[:causal, :-1], (1, 0), value=size)
        masked = tokens[causal:] + (tokens[causal:] == size)  # the mask's entry comes after the start's
        readings = torch.zeros(len(tokens), dtype=torch.long, device=tokens.device)
        readings[causal:] = Reading.MASKED
        x = F.embedding(torch.cat([shifted, masked]), entries) + self.places()
        x = x + (self.told(conditions) + self.reading(readings))[:, None]
        if self.sketches:
            x = x + self.sketches(conditions[:, len(self.conditions) - 1])
        if self.above:
            x = x + self.above(above)
        here = self.cosines[1:], self.sines[1:]
        before = self.cosines[:-1], self.sines[:-1]
        keys = tuple(
            torch.cat([b.expand(causal, 1, -1, -1), h.expand(len(tokens) - causal, 1, -1, -1)]) for b, h in zip(before, here)
        )
        for block in self.blocks:
            x = block(x, (*here, *keys), causal)
        return x

    def losses(
        self, tokens: Tensor, conditions: Tensor, masks: Tensor, above: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Mean cross-entropies in nats a token of the two readings; NaN where one is absent.

        tokens int [b,N], conditions int [b,c], masks bool [m,N] for the last m grids; the others are autoregressive.
        above: int [b,n], of a level that has a coarser one."""
        causal = len(tokens) - len(masks)
        hidden_tokens = torch.cat([tokens[:causal], tokens[causal:].masked_fill(masks, self.codebook_size)])
        table = self.table()
        hidden = self.trunk(table, hidden_tokens, conditions, causal, above)
        autoregressive = F.cross_entropy(self.logits(hidden[:causal].flatten(0, 1), table), tokens[:causal].flatten())
        masked = F.cross_entropy(self.logits(hidden[causal:][masks], table), tokens[causal:][masks])
        return autoregressive, masked

    def autoregressive(self, tokens: Tensor, conditions: Tensor) -> Tensor:
        """tokens int [b,N], conditions int [b,c] → logits [b,N,K] of each cell given those before it."""
        table = self.table()
        return self.logits(self.trunk(table, tokens, conditions, len(tokens)), table)

    def masked(self, tokens: Tensor, conditions: Tensor, above: Tensor | None = None) -> Tensor:
        """tokens int [b,N] with K where masked, conditions int [b,c], above int [b,n] → logits [b,N,K] of each cell given
        all unmasked ones."""
        table = self.table()
        return self.logits(self.trunk(table, tokens, conditions, 0, above), table)
