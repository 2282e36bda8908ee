"""A gated PixelCNN over a pack's tokens: each is predicted from those above it and those left of it, by convolutions.

van den Oord et al., Conditional Image Generation with PixelCNN Decoders, 2016, https://arxiv.org/abs/1606.05328: a
vertical stack reads the rows above, a horizontal one the row itself and the vertical one's answers; both are gated, and
told their condition as a bias in every layer. Unlike there, the vertical stack has residual connections too. Codes enter
and leave as in the transformer (prior.py).

A cell sees the last `rows` rows and nothing else, so that no more need be computed again for the next one.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .config import PixelCnnConfig
from .prior import CodeTable

BACK = 3  # cells to the left that a layer of the horizontal stack reads, beside the cell itself


def gate(x: Tensor) -> Tensor:
    """[b,2d,…] → [b,d,…]."""
    a, b = x.chunk(2, 1)
    return torch.tanh(a) * torch.sigmoid(b)


class GatedLayer(nn.Module):
    def __init__(self, dim: int, condition_sizes: tuple[int, ...]):
        super().__init__()
        self.vertical = nn.Conv2d(dim, 2 * dim, (2, 3))  # the row above and this one, of maps that lie a row lower
        self.horizontal = nn.Conv2d(dim, 2 * dim, (1, BACK + 1))
        self.across = nn.Conv2d(2 * dim, 2 * dim, 1)
        self.output = nn.Conv2d(dim, dim, 1)
        self.told = nn.ModuleList(nn.Embedding(values + 1, 4 * dim) for values in condition_sizes)  # last: any
        for embedding in self.told:
            nn.init.zeros_(embedding.weight)

    def biases(self, conditions: Tensor) -> tuple[Tensor, Tensor]:
        """conditions int [b,c] → [b,2d,1,1] for either stack."""
        told = sum(embedding(conditions[:, i]) for i, embedding in enumerate(self.told))
        return told[:, :, None, None].chunk(2, 1)

    def down(self, v: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """v [b,d,h,w] → (v of the next layer, what the horizontal stack is told [b,2d,h,w])."""
        answer = self.vertical(F.pad(v, (1, 1, 1, 0)))
        return v + gate(answer + bias), self.across(answer)

    def along(self, h: Tensor, told: Tensor, bias: Tensor) -> Tensor:
        """h [b,d,rows,w], told: of the same rows → h of the next layer."""
        return h + self.output(gate(self.horizontal(F.pad(h, (BACK, 0, 0, 0))) + told + bias))


class PixelCnn(CodeTable):
    def __init__(self, config: PixelCnnConfig, codebook: Tensor, condition_sizes: tuple[int, ...]):
        super().__init__(config.dim, config.grid, codebook, condition_sizes)
        self.config = config
        self.layers = nn.ModuleList(GatedLayer(config.dim, condition_sizes) for _ in range(config.layers))

    @property
    def rows(self) -> int:
        """Rows that a cell's logits depend on, its own included: maps start a row lower, and each layer reads one more."""
        return len(self.layers) + 2

    def vertical(self, codes: Tensor, conditions: Tensor, inside: Tensor | None = None) -> list[Tensor]:
        """codes [b,d,h,w], of which row r tells rows below r → for each layer [b,2d,h,w]: what row r hears of those above.

        inside: bool [h,1], rows of a window that lie in the grid; those before it are nothing, as padding is."""
        v, answers = F.pad(codes, (0, 0, 1, 0))[:, :, :-1], []
        for layer in self.layers:
            v, answer = layer.down(v if inside is None else v * inside, layer.biases(conditions)[0])
            answers.append(answer)
        return answers

    def horizontal(self, codes: Tensor, answers: list[Tensor], conditions: Tensor) -> Tensor:
        """codes [b,d,h,w] of rows, and what these rows heard → hidden [b,h,w,d] at the cells to be predicted."""
        h = F.pad(codes, (1, 0))[..., :-1]
        for layer, answer in zip(self.layers, answers, strict=True):
            h = layer.along(h, answer, layer.biases(conditions)[1])
        return h.permute(0, 2, 3, 1)

    def autoregressive(self, tokens: Tensor, conditions: Tensor) -> Tensor:
        """tokens int [b,N], conditions int [b,c] → logits [b,N,K] of each cell given those before it."""
        table = self.table()
        codes = F.embedding(tokens.view(-1, *self.config.grid), table).permute(0, 3, 1, 2)
        hidden = self.horizontal(codes, self.vertical(codes, conditions), conditions)
        return self.logits(hidden.flatten(1, 2), table)

    def losses(self, tokens: Tensor, conditions: Tensor, masks: Tensor, above: None = None) -> tuple[Tensor, Tensor]:
        """As the transformer's; there is but one reading, masks [0,N], and no coarser level."""
        logits = self.autoregressive(tokens, conditions)
        return F.cross_entropy(logits.flatten(0, 1), tokens.flatten()), torch.full((), torch.nan)


class RowsGraph(nn.Module):
    """What prior-pixelcnn.onnx holds: tokens int32 [R,W], the last R rows up to the one being written (K: not written, or
    above the grid), condition int32 [c] → logits [W,K] of the last row, each cell's given the ones before it.

    The app reads the layers out of this graph and computes cell by cell (src/engine/prior/pixelcnn/network.ts); a graph of
    another structure it runs as it is."""

    def __init__(self, prior: PixelCnn):
        super().__init__()
        self.prior = prior
        with torch.no_grad():
            nothing = torch.zeros(1, prior.config.dim)
            self.register_buffer("entries", torch.cat([prior.table(), nothing]).half().float())

    def forward(self, tokens: Tensor, condition: Tensor) -> Tensor:
        prior, conditions = self.prior, condition[None]
        codes = self.entries[tokens].permute(2, 0, 1)[None]
        inside = torch.cat([tokens[:-1, :1] != prior.codebook_size, torch.ones(1, 1, dtype=torch.bool)])
        answers = prior.vertical(codes, conditions, inside.float())
        last = prior.horizontal(codes[:, :, -1:], [answer[:, :, -1:] for answer in answers], conditions)[0, 0]
        hidden = prior.head(prior.norm(last))
        # Token K's too, and as one Gemm: else the table would be stored a second time, cut or transposed.
        return F.linear(hidden, self.entries, F.pad(prior.bias, (0, 1)))[:, : prior.codebook_size]
