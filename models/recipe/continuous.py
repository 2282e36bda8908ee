"""The other ways from an encoder to a decoder, with the methods of quantizer.py: a relaxed choice, or no choice at all.

The dVAE's: the encoder gives logits, and in training the decoder reads a mixture of codes that a falling temperature
sharpens. Ramesh et al., Zero-Shot Text-to-Image Generation, 2021, https://arxiv.org/abs/2102.12092; the Gumbel-softmax
is Jang et al.'s, 2017, https://arxiv.org/abs/1611.01144.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .config import ModelConfig
from .quantizer import Quantized, as_rows, bypassed


# What makes a step on CPUs affordable: the choice is among the likeliest codes alone, and the divergence is measured on some
# of the tokens. A choice among all of 8192 takes longer than the rest of the network.
LIKELY = 128
EVERY = 8


class GumbelQuantizer(nn.Module):
    def __init__(self, config: ModelConfig, dim: int):
        super().__init__()
        self.codebook = nn.Parameter(torch.randn(config.codebook_size, dim))
        self.temperature = 1.0  # the training sets it before each step

    def tokens(self, logits: Tensor) -> Tensor:
        """logits [B,K,h,w] → int64 [B,h,w]: the likeliest code, lowest index on ties."""
        return logits.argmax(1)

    def look_up(self, tokens: Tensor) -> Tensor:
        """tokens [B,h,w] → z_q [B,D,h,w]."""
        return F.embedding(tokens, self.codebook).permute(0, 3, 1, 2)

    @torch.no_grad()
    def reorder(self, order: Tensor) -> None:
        """Code order[k] becomes code k."""
        self.codebook.copy_(self.codebook[order])

    def forward(self, logits: Tensor) -> Quantized:
        """A mixture of codes drawn by Gumbel-softmax, and the divergence of the choice from a uniform one, nats a token.
        PyTorch's global generator draws the noise."""
        rows = as_rows(logits)
        best, codes = rows.topk(min(LIKELY, rows.shape[1]), 1)
        shares = F.gumbel_softmax(best, self.temperature)
        mixture = (shares[:, None] @ F.embedding(codes, self.codebook))[:, 0]
        log_q = rows[::EVERY].log_softmax(1)
        divergence = math.log(rows.shape[1]) + (log_q.exp() * log_q).sum(1).mean()
        batch, _, height, width = logits.shape
        z_q = mixture.view(batch, height, width, -1).permute(0, 3, 1, 2)
        return Quantized(z_q, codes[:, 0].view(batch, height, width), divergence, rows.detach())


class Unquantized(nn.Module):
    """A plain autoencoder's: z_e stands where a level's tokens stand elsewhere, and is what the decoder reads."""

    def tokens(self, z_e: Tensor) -> Tensor:
        return z_e

    def look_up(self, z_e: Tensor) -> Tensor:
        return z_e

    def forward(self, z_e: Tensor) -> Quantized:
        return bypassed(z_e)
