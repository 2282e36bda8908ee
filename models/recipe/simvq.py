"""SimVQ: the codes are fixed vectors seen through one learned linear map, so that a step moves all of them and none dies.

Zhu et al., Addressing Representation Collapse in Vector Quantized Models with One Linear Layer, 2024,
https://arxiv.org/abs/2411.02038. Here the fixed vectors are the k-means start, and the map starts as the identity.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .config import ModelConfig
from .quantizer import Quantized, Quantizer, as_rows, nearest


class SimVq(Quantizer):
    """`codebook` is what the map made of the fixed vectors at the last update."""

    def __init__(self, config: ModelConfig, dim: int):
        super().__init__(config, dim)
        self.register_buffer("fixed", self.codebook.clone())
        self.map = nn.Linear(dim, dim, bias=False)
        nn.init.eye_(self.map.weight)

    def forward(self, z_e: Tensor) -> Quantized:
        """The penalty is the commitment and, for the map alone, the same distance from the codes' side."""
        rows = as_rows(z_e)
        tokens = nearest(rows.detach(), self.codebook)
        codes = self.map(F.embedding(tokens, self.fixed))
        penalty = F.mse_loss(rows, codes.detach()) + F.mse_loss(codes, rows.detach())
        return self.result(z_e.shape, rows, tokens, codes, penalty)

    @torch.no_grad()
    def update(self, rows: Tensor, tokens: Tensor) -> None:
        """After the optimizer's step. The moving averages only count."""
        super().update(rows, tokens)
        self.codebook.copy_(self.map(self.fixed))

    def restart(self, rows: Tensor, threshold: float, generator: torch.Generator) -> int:
        """A single code has no place of its own to be moved to."""
        return 0

    def reorder(self, order: Tensor) -> None:
        super().reorder(order)
        self.fixed.copy_(self.fixed[order])

    @torch.no_grad()
    def _place(self, codes: Tensor, values: Tensor, count: float) -> None:
        super()._place(codes, values, count)
        self.fixed[codes] = self.codebook[codes]
        nn.init.eye_(self.map.weight)
