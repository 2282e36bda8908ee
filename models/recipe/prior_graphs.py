"""The priors as the app runs them, in operators that every ONNX Runtime backend has: what export_prior.py traces.

Tokens, positions and conditions are int32. Scores are plain products and softmaxes, without PyTorch's fused attention.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .prior import Block, Prior, Reading, rotate


class Frozen(nn.Module):
    """What both graphs share: the table of codes, and where and what a row is."""

    def __init__(self, prior: Prior, special: Tensor, reading: Reading):
        """special [d]: the entry of token K."""
        super().__init__()
        self.prior = prior
        with torch.no_grad():
            self.register_buffer("entries", torch.cat([prior.table(), special[None]]).half().float())
            self.register_buffer("places", prior.places() + prior.reading.weight[reading])
            if prior.sketches:  # int32: ONNX Runtime's WebGPU gathers no others
                self.register_buffer("part_of", prior.sketches.part_of.int())

    def told(self, condition: Tensor, cells: Tensor | slice) -> Tensor:
        """condition int32 [c] → [1,d], or [n,d] for n cells."""
        told = self.prior.told(condition[None])
        if sketches := self.prior.sketches:
            last = len(self.prior.conditions) - 1
            sketch = sketches.sketches[condition[None][:, last]].view(sketches.sketches.shape[1:])
            told = told + sketches.part(sketch[self.part_of[cells]])
        return told

    def logits(self, x: Tensor) -> Tensor:
        """[n,d] → [n,K]."""
        prior = self.prior
        # Token K's too, and as one Gemm: else the table would be stored a second time, cut or transposed.
        return F.linear(prior.head(prior.norm(x)), self.entries, F.pad(prior.bias, (0, 1)))[:, : prior.codebook_size]


class MaskedGraph(Frozen):
    """tokens int32 [N] (K = masked), condition int32 [c], of a finer level also the coarser's above int32 [n] (K_above = not
    known) → logits [N,K]."""

    def __init__(self, prior: Prior):
        super().__init__(prior, prior.mask, Reading.MASKED)
        if prior.above:
            self.register_buffer("said", prior.above.table().detach().half().float())
        self.register_buffer("cosines", prior.cosines[1:])
        self.register_buffer("sines", prior.sines[1:])

    def forward(self, tokens: Tensor, condition: Tensor, above: Tensor | None = None) -> Tensor:
        x = self.entries[tokens] + self.places + self.told(condition, slice(None))
        if above is not None:
            x = x + self.prior.above.dealt(self.said[above])[0]
        for block in self.prior.blocks:
            q, k, v = block.queries_keys_values(x)
            q, k = (rotate(part, self.cosines, self.sines) for part in (q, k))
            weights = (q @ k.transpose(-1, -2) * block.head_dim**-0.5).softmax(-1)
            x = x + block.output((weights @ v).transpose(0, 1).flatten(1))
            x = x + block.mlp(x)
        return self.logits(x)


class StepGraph(Frozen):
    """One cell of the autoregressive reading, with a key/value cache of fixed capacity.

    token int32 [1] (the previous cell's; K before the first), position int32 [1] (the cell to predict), condition int32
    [c], past_key and past_value [layers, heads, N, head_dim], read up to `position` → logits [K], and that position's
    key and value [layers, heads, 1, head_dim] for the caller to write.
    """

    def __init__(self, prior: Prior):
        super().__init__(prior, prior.start, Reading.AUTOREGRESSIVE)
        self.register_buffer("cosines", prior.cosines)
        self.register_buffer("sines", prior.sines)
        self.register_buffer("slots", torch.arange(prior.positions, dtype=torch.int32))

    def forward(
        self, token: Tensor, position: Tensor, condition: Tensor, past_key: Tensor, past_value: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        x = self.entries[token] + self.places[position] + self.told(condition, position)
        unwritten = torch.where(self.slots < position, 0.0, -1e9)
        keys, values = [], []
        for i, block in enumerate(self.prior.blocks):
            q, k, v = block.queries_keys_values(x)  # [heads,1,head_dim]
            q = rotate(q, self.cosines[position + 1], self.sines[position + 1])
            k = rotate(k, self.cosines[position], self.sines[position])
            x = x + block.output(self._attend(block, q, k, v, past_key[i], past_value[i], unwritten))
            x = x + block.mlp(x)
            keys.append(k)
            values.append(v)
        return self.logits(x)[0], torch.stack(keys), torch.stack(values)

    def _attend(
        self, block: Block, q: Tensor, k: Tensor, v: Tensor, past_key: Tensor, past_value: Tensor, unwritten: Tensor
    ) -> Tensor:
        scale = block.head_dim**-0.5
        past = q @ past_key.transpose(-1, -2) * scale + unwritten
        own = (q * k).sum(-1, keepdim=True) * scale
        weights = torch.cat([past, own], -1).softmax(-1)
        attended = weights[..., :-1] @ past_value + weights[..., -1:] * v
        return attended.transpose(0, 1).flatten(1)
