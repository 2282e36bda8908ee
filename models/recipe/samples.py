"""Draws token grids from exported priors, as the app does: raster order with a cache, or a masked grid filled in rounds."""

import math
from pathlib import Path

import numpy as np

from .pack import session

TOP_P = 0.95  # the app's setting
ROUNDS = 16


def softmax(logits: np.ndarray) -> np.ndarray:
    exponentials = np.exp(logits - logits.max(-1, keepdims=True))
    return exponentials / exponentials.sum(-1, keepdims=True)


def draw(logits: np.ndarray, rng: np.random.Generator, top_p: float = TOP_P) -> tuple[np.ndarray, np.ndarray]:
    """logits [n,K] → (codes [n], their probabilities before truncation [n]); the likeliest codes up to top_p."""
    probabilities = softmax(logits.astype(np.float64))
    order = np.argsort(-probabilities, axis=1)
    ranked = np.take_along_axis(probabilities, order, 1)
    kept = np.where(ranked.cumsum(1) - ranked < top_p, ranked, 0)
    ends = kept.cumsum(1)
    rank = (ends < rng.random((len(logits), 1)) * ends[:, -1:]).sum(1)
    codes = order[np.arange(len(order)), rank]
    return codes, probabilities[np.arange(len(order)), codes]


class PriorGraph:
    """A prior of a pack by its manifest entry. Guidance above 1 exaggerates what the condition changes (Ho and Salimans,
    2022, https://arxiv.org/abs/2207.12598)."""

    def __init__(self, pack_dir: Path, entry: dict):
        self.entry = entry
        self.graph = session(pack_dir / entry["file"], threads=1)
        self.any = [condition["any"] for condition in entry["conditions"]]
        self.cells = entry["grid"][0] * entry["grid"][1]

    def sample(self, condition: list[int], rng: np.random.Generator, guidance: float = 1.0) -> np.ndarray:
        """token_grid int64 [h,w]."""
        fill = self._autoregressive if self.entry["type"] == "autoregressive" else self._masked
        return fill(condition, rng, guidance).reshape(self.entry["grid"])

    def _autoregressive(self, condition: list[int], rng: np.random.Generator, guidance: float) -> np.ndarray:
        entry = self.entry
        shape = (entry["layers"], entry["heads"], entry["context"], entry["headDim"])
        conditions = [condition] if guidance == 1 else [condition, self.any]
        caches = [(np.zeros(shape, np.float32), np.zeros(shape, np.float32)) for _ in conditions]
        tokens, token = np.zeros(self.cells, np.int64), entry["startToken"]
        for position in range(self.cells):
            logits = []
            for told, (keys, values) in zip(conditions, caches, strict=True):
                feeds = {"token": [token], "position": [position], "condition": told}
                feeds = {name: np.array(value, np.int32) for name, value in feeds.items()}
                row, key, value = self.graph.run(None, feeds | {"past_key": keys, "past_value": values})
                keys[:, :, position : position + 1], values[:, :, position : position + 1] = key, value
                logits.append(row[None])
            token = tokens[position] = draw(_guide(logits, guidance), rng)[0][0]
        return tokens

    def _masked(self, condition: list[int], rng: np.random.Generator, guidance: float) -> np.ndarray:
        """MaskGIT's decoding: in each round all masked cells are drawn, and the surest stay."""
        mask = self.entry["maskToken"]
        tokens = np.full(self.cells, mask, np.int64)
        conditions = [condition] if guidance == 1 else [condition, self.any]
        for round_ in range(ROUNDS):
            open_cells = np.flatnonzero(tokens == mask)
            feeds = {"tokens": tokens.astype(np.int32)}
            logits = [
                self.graph.run(None, feeds | {"condition": np.array(told, np.int32)})[0][open_cells] for told in conditions
            ]
            codes, probabilities = draw(_guide(logits, guidance), rng)
            left = round(math.cos(math.pi / 2 * (round_ + 1) / ROUNDS) * self.cells)
            sureness = np.log(probabilities) + 4.5 * (1 - (round_ + 1) / ROUNDS) * rng.gumbel(size=len(codes))
            stay = np.argsort(-sureness)[: max(1, len(open_cells) - left)]
            tokens[open_cells[stay]] = codes[stay]
        return tokens


def _guide(logits: list[np.ndarray], guidance: float) -> np.ndarray:
    return logits[0] if guidance == 1 else logits[1] + guidance * (logits[0] - logits[1])
