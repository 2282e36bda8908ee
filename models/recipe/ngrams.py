"""Count models of token grids, to measure the priors against: what neighbours alone tell, without a network."""

import numpy as np


class Unigram:
    """p(code), with one count added to each."""

    def __init__(self, grids: np.ndarray, size: int):
        """grids int [n,h,w]."""
        counts = np.bincount(grids.ravel(), minlength=size) + 1
        self.p = counts / counts.sum()

    def probabilities(self, grids: np.ndarray) -> np.ndarray:
        """float64 [n,h,w]: of each token."""
        return self.p[grids]


class Follow:
    """p(code | context), falling back on `lower` (Witten and Bell, 1991: as much as the context has shown new codes)."""

    def __init__(self, contexts: np.ndarray, codes: np.ndarray, size: int):
        self.size = size
        self.pairs, self.pair_counts = np.unique(contexts.ravel() * size + codes.ravel(), return_counts=True)
        self.contexts, first = np.unique(self.pairs // size, return_index=True)
        self.totals = np.add.reduceat(self.pair_counts, first)
        self.kinds = np.diff(np.append(first, len(self.pairs)))

    def probabilities(self, contexts: np.ndarray, codes: np.ndarray, lower: np.ndarray) -> np.ndarray:
        seen = _look_up(self.pairs, self.pair_counts, contexts * self.size + codes)
        total = _look_up(self.contexts, self.totals, contexts)
        kinds = _look_up(self.contexts, self.kinds, contexts)
        return np.where(total > 0, (seen + kinds * lower) / np.maximum(total + kinds, 1), lower)


class Bigram2D:
    """p(code | left, above): from the pair, then from the mean of what each of the two tells alone, then the unigram."""

    def __init__(self, grids: np.ndarray, size: int):
        """grids int [n,h,w]."""
        self.unigram, self.size = Unigram(grids, size), size
        left, above, both = _contexts(grids, size)
        self.left, self.above, self.both = (Follow(context, grids.astype(np.int64), size) for context in (left, above, both))

    def probabilities(self, grids: np.ndarray) -> np.ndarray:
        """float64 [n,h,w]: of each token given those left of it and above it."""
        codes, lowest = grids.astype(np.int64), self.unigram.probabilities(grids)
        left, above, both = _contexts(grids, self.size)
        one = self.left.probabilities(left, codes, lowest) + self.above.probabilities(above, codes, lowest)
        return self.both.probabilities(both, codes, one / 2)


def bits_per_token(probabilities: np.ndarray) -> float:
    return float(-np.log2(probabilities).mean())


def _contexts(grids: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(left, above, both) int64 [n,h,w]; `size` stands outside the grid."""
    padded = np.pad(grids.astype(np.int64), ((0, 0), (1, 0), (1, 0)), constant_values=size)
    left, above = padded[:, 1:, :-1], padded[:, :-1, 1:]
    return left, above, left * (size + 1) + above


def _look_up(keys: np.ndarray, values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """values where keys (sorted) has the wanted one, else 0."""
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, values[at], 0)
