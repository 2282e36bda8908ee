"""The vector quantizer: nearest code, straight-through (or rotated) gradient, and a codebook that follows the encoder.

van den Oord et al., Neural Discrete Representation Learning (2017), https://arxiv.org/abs/1711.00937: β·commitment
loss and the exponential-moving-average codebook of its appendix A.1. Codes that fall out of use are restarted from
encoder outputs (Dhariwal et al., Jukebox, 2020, https://arxiv.org/abs/2005.00341). Everything here is float32.
"""

from dataclasses import dataclass

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import Tensor, nn

from .config import ModelConfig

CHUNK = 512  # rows of the distance matrix at a time: 512 × 4096 floats stay near the cache
NEIGHBOURS = 16  # codes that one may be exchanged for
BLOCK = 64  # codes whose minimum is taken first: PyTorch's minimum runs in SIMD where its argmin does not


@dataclass
class Quantized:
    """What a quantizer makes of the output of a level's encoder."""

    z_q: Tensor  # [B,D,h,w], what the decoder reads; gradient passes to the encoder
    tokens: Tensor | None  # int64 [B,h,w]; none where nothing was quantized
    penalty: Tensor  # scalar: the quantizer's own term of the objective, here the commitment
    rows: Tensor  # [B·h·w,D] or logits, detached: what the codebook's update reads


def bypassed(z_e: Tensor) -> Quantized:
    """z_e goes to the decoder as it is."""
    return Quantized(z_e, None, z_e.new_zeros(()), as_rows(z_e.detach()))


def nearest(rows: Tensor, codebook: Tensor) -> Tensor:
    """rows [N,D], codebook [K,D] → int64 [N]: argmin‖row − code‖², lowest index on ties.

    ‖row‖² is the same for every code and left out.
    """
    half_norms = codebook.square().sum(1) / 2
    return torch.cat([argmin(torch.addmm(half_norms, chunk, codebook.T, alpha=-1)) for chunk in rows.split(CHUNK)])


def argmin(costs: Tensor) -> Tensor:
    """costs [N,K] → int64 [N], lowest index on ties: the block of codes that holds the minimum, then its place in the block."""
    if costs.shape[1] % BLOCK:
        return costs.argmin(1)
    blocks = costs.view(len(costs), -1, BLOCK)
    block = blocks.amin(2).argmin(1)
    place = blocks[torch.arange(len(costs), device=costs.device), block].argmin(1)
    return block * BLOCK + place


def as_rows(z_e: Tensor) -> Tensor:
    """z_e [B,D,h,w] → [B·h·w,D], raster order."""
    return z_e.permute(0, 2, 3, 1).reshape(-1, z_e.shape[1])


def straight_through(rows: Tensor, codes: Tensor) -> Tensor:
    """codes [N,D], with the gradient of rows [N,D]."""
    return rows + (codes - rows).detach()


def rotated(rows: Tensor, codes: Tensor) -> Tensor:
    """codes [N,D] as a rotation and scaling of rows [N,D], both held fixed: the gradient turns with them (the rotation trick,
    Fifty et al., 2024, https://arxiv.org/abs/2410.06424, eq. 4)."""
    here, there = (F.normalize(vectors.detach()) for vectors in (rows, codes))
    between = F.normalize(here + there)
    scale = codes.detach().norm(dim=1, keepdim=True) / rows.detach().norm(dim=1, keepdim=True).clamp_min(1e-6)
    along = lambda direction: (rows * direction).sum(1, keepdim=True)
    return scale * (rows - 2 * along(between) * between + 2 * along(here) * there)


GRADIENTS = {"straight-through": straight_through, "rotation": rotated}


class Quantizer(nn.Module):
    """z_e comes in as it is compared: where codes are normalised, the encoder's output already is."""

    def __init__(self, config: ModelConfig, dim: int):
        super().__init__()
        self.normalise = config.normalise_codes
        self.decay = config.codebook_decay
        self.passed = GRADIENTS[config.gradient]
        codebook = torch.randn(config.codebook_size, dim)
        self.register_buffer("codebook", F.normalize(codebook) if self.normalise else codebook)
        self.register_buffer("ema_counts", torch.ones(config.codebook_size))  # tokens per step and code
        self.register_buffer("ema_sums", self.codebook.clone())

    def tokens(self, z_e: Tensor) -> Tensor:
        """z_e [B,D,h,w] → int64 [B,h,w]."""
        return nearest(as_rows(z_e), self.codebook).view(z_e.shape[0], *z_e.shape[2:])

    def look_up(self, tokens: Tensor) -> Tensor:
        """tokens [B,h,w] → z_q [B,D,h,w]."""
        return F.embedding(tokens, self.codebook).permute(0, 3, 1, 2)

    def forward(self, z_e: Tensor) -> Quantized:
        """z_q with a gradient for the encoder, and the commitment: the mean squared distance of z_e to its (fixed) code."""
        rows = as_rows(z_e)
        tokens = nearest(rows.detach(), self.codebook)
        codes = F.embedding(tokens, self.codebook)
        return self.result(z_e.shape, rows, tokens, codes, F.mse_loss(rows, codes))

    def result(self, shape: torch.Size, rows: Tensor, tokens: Tensor, codes: Tensor, penalty: Tensor) -> Quantized:
        """shape: of z_e [B,D,h,w]; rows and their codes [N,D], tokens [N]."""
        batch, dim, height, width = shape
        z_q = self.passed(rows, codes).view(batch, height, width, dim).permute(0, 3, 1, 2)
        return Quantized(z_q, tokens.view(batch, height, width), penalty, rows.detach())

    def exchange(self, result: Quantized, share: float) -> Tensor:
        """z_q in which this share of the codes is each exchanged for one of its NEIGHBOURS nearest codes, drawn by PyTorch's global
        generator; the gradient passes as before."""
        tokens = result.tokens.flatten()
        cells = (torch.rand(len(tokens)) < share).nonzero().flatten().to(tokens.device)
        codes = self.codebook[tokens[cells]]
        costs = torch.addmm(self.codebook.square().sum(1) / 2, codes, self.codebook.T, alpha=-1)
        nearby = costs.topk(1 + NEIGHBOURS, largest=False).indices[:, 1:]  # the first is the code itself
        chosen = torch.randint(0, NEIGHBOURS, (len(cells), 1)).to(cells.device)
        moved = torch.zeros_like(result.rows).index_add_(0, cells, self.codebook[nearby.gather(1, chosen)[:, 0]] - codes)
        batch, dim, height, width = result.z_q.shape
        return result.z_q + moved.view(batch, height, width, dim).permute(0, 3, 1, 2)

    def reorder(self, order: Tensor) -> None:
        """Code order[k] becomes code k."""
        for values in (self.codebook, self.ema_counts, self.ema_sums):
            values.copy_(values[order])

    def mean_code(self) -> int:
        """The code nearest to the mean z_q of late training: what stands for "nothing known"."""
        mean = (self.ema_counts @ self.codebook) / self.ema_counts.sum()
        return int(nearest(mean[None], self.codebook))

    @torch.no_grad()
    def update(self, rows: Tensor, tokens: Tensor) -> None:
        """One EMA step from rows [N,D] and their tokens [N], summed over all DDP workers."""
        counts = torch.bincount(tokens, minlength=len(self.codebook)).float()
        sums = torch.zeros_like(self.ema_sums).index_add_(0, tokens, rows)
        if dist.is_initialized():
            dist.all_reduce(counts)
            dist.all_reduce(sums)
        self.ema_counts.lerp_(counts, 1 - self.decay)
        self.ema_sums.lerp_(sums, 1 - self.decay)
        used = self.ema_counts > 1e-3  # below that, the quotient is noise and a restart is near
        means = self.ema_sums[used] / self.ema_counts[used, None]
        self.codebook[used] = F.normalize(means) if self.normalise else means

    @torch.no_grad()
    def restart(self, rows: Tensor, threshold: float, generator: torch.Generator) -> int:
        """Moves codes used less than `threshold` times the mean onto random rows [N,D]; returns how many."""
        mean_count = self.ema_counts.mean()
        dead = (self.ema_counts < threshold * mean_count).nonzero().flatten()[: len(rows)]
        picked = torch.randperm(len(rows), generator=generator)[: len(dead)].to(rows.device)
        self._place(dead, rows[picked], float(mean_count))
        return len(dead)

    @torch.no_grad()
    def start_from(self, rows: Tensor, generator: torch.Generator, iterations: int = 10) -> None:
        """k-means (Lloyd) over rows [N,D], N ≥ K: the codebook starts where the encoder's outputs are."""
        every = torch.arange(len(self.codebook), device=rows.device)
        picked = torch.randperm(len(rows), generator=generator)[: len(every)].to(rows.device)
        self._place(every, rows[picked], 1.0)
        for _ in range(iterations):
            tokens = nearest(rows, self.codebook)
            counts = torch.bincount(tokens, minlength=len(every)).float()
            sums = torch.zeros_like(self.ema_sums).index_add_(0, tokens, rows)
            used = counts > 0
            means = sums[used] / counts[used, None]
            self._place(every[used], F.normalize(means) if self.normalise else means, 1.0)

    def _place(self, codes: Tensor, values: Tensor, count: float) -> None:
        if dist.is_initialized():
            dist.broadcast(values, 0)
        self.codebook[codes] = values
        self.ema_counts[codes] = count
        self.ema_sums[codes] = values * count
