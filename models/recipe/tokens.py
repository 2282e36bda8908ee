"""The tokenised data set: every image as a token grid of each of a pack's levels (16×16 at f8), with its conditions, for
training priors.

Photos whole (scaled to 128 pixels), whole and mirrored, and as windows of 128 pixels at their own scale; emoji whole on
white, and once more in another size, place and background. Splits are those of the images: no grid of a validation image
is ever trained on.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from .data import emoji, photos
from .pack import Pack, as_image
from .quantizer import as_rows

SIDE = 128  # pixels
WINDOWS = 2  # of each photo
EMOJI_GROUPS = (
    "Smileys & Emotion",
    "People & Body",
    "Animals & Nature",
    "Food & Drink",
    "Travel & Places",
    "Activities",
    "Objects",
    "Symbols",
    "Flags",
)
FLOWERS = ("daisy", "dandelion", "roses", "sunflowers", "tulips")
SCENES = {"clothing": "clothing", "grocery": "groceries", "wallpapers": "landscapes", "pixls": "photos of all kinds"}
UNCLASSED = {"textures"}  # photos that only the tokenizers are trained on
CLASSES = (
    *(f"emoji: {group}" for group in EMOJI_GROUPS),
    "emoji: other",  # the sets' own, without a Unicode name
    *(f"flower: {kind}" for kind in FLOWERS),
    *SCENES.values(),
)
STYLES = {
    "photo": "photo",
    "noto": "Noto",
    "noto-v1": "Noto, old",
    "twemoji": "Twemoji",
    "fluent-emoji": "Fluent",
    "fluent-emoji-flat": "Fluent, flat",
    "openmoji": "OpenMoji",
    "emojione": "Emoji One",
    "emojione-v1": "Emoji One, old",
    "fxemoji": "Firefox OS",
}
CONDITIONS = {"class": CLASSES, "style": tuple(STYLES.values())}
NAMES = "emoji"  # a third condition: which emoji
VIEWS = ("whole", "mirrored", "window", "placed")  # placed: emoji in another size, place and background


@dataclass(frozen=True)
class Example:
    """Where one grid comes from; conditions are indices into CONDITIONS."""

    source: str  # a photo source, or emoji
    index: int  # of the image in its source's cache
    view: str
    window: int  # number of the window, else 0
    condition: tuple[int, int, int]  # the last one into the names of emoji; as many as there are: any
    split: str  # train or val


@dataclass(frozen=True)
class TokenSet:
    """grids int16 [n,h,w] of one level, conditions int16 [n,3], per grid its source, view and split as strings [n], the names
    of emoji [m], and the same images' grids of the next coarser level int16 [n,h/s,w/s], where there is one."""

    grids: np.ndarray
    conditions: np.ndarray
    sources: np.ndarray
    views: np.ndarray
    splits: np.ndarray
    names: np.ndarray
    above: np.ndarray | None = None

    def rows(self, indices: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
        """(grids, conditions, grids of the coarser level) of some images as int64 [n,…], cells in raster order."""
        grids = self.grids[indices].reshape(len(indices), -1).astype(np.int64)
        above = None if self.above is None else self.above[indices].reshape(len(indices), -1).astype(np.int64)
        return grids, self.conditions[indices].astype(np.int64), above

    def where(self, split: str, views: tuple[str, ...] = VIEWS) -> np.ndarray:
        """Indices of the grids of a split in some views."""
        return np.flatnonzero((self.splits == split) & np.isin(self.views, views))


def pictograms_of(cache: Path) -> list[emoji.Emoji]:
    return emoji.load(cache)[1] if (cache / "emoji" / "index.json").exists() else []


def examples(cache: Path) -> list[Example]:
    pictograms = pictograms_of(cache)
    names = {name: index for index, name in enumerate(emoji.names(pictograms))}
    found = []
    for i, photo in enumerate(photos.load(cache)[1]):
        if photo.source in UNCLASSED:
            continue
        name = f"flower: {photo.label}" if photo.source == "flowers" else SCENES[photo.source]
        condition = (CLASSES.index(name), 0, len(names))
        for view, window in [("whole", 0), ("mirrored", 0), *(("window", w) for w in range(WINDOWS))]:
            found.append(Example(photo.source, i, view, window, condition, photo.split))
    styles = list(STYLES)
    for i, entry in enumerate(pictograms):
        kind = CLASSES.index(f"emoji: {entry.group or 'other'}"), styles.index(entry.set)
        # An emoji is called by its name where it is seen whole: so the name says where everything is.
        name = names.get(entry.title, len(names)) if entry.split == "train" else len(names)
        found.append(Example("emoji", i, "whole", 0, (*kind, name), entry.split))
        found.append(Example("emoji", i, "placed", 0, (*kind, len(names)), entry.split))
    return found


class Views:
    """Draws the picture of an example; which window and which background is a function of the example alone."""

    def __init__(self, cache: Path):
        self.photos = photos.load(cache)[0]
        self.emoji = emoji.load(cache)[0] if (cache / "emoji").exists() else None

    def picture(self, example: Example) -> np.ndarray:
        """uint8 [128,128,3]."""
        rng = np.random.default_rng((example.index, example.window, len(example.source)))
        if example.source == "emoji":
            return self._emoji(example, rng)
        photo = self.photos[example.index]
        if example.view == "window":
            top, left = rng.integers(0, photos.SIZE - SIDE + 1, 2)
            return photo[top : top + SIDE, left : left + SIDE]
        whole = np.asarray(Image.fromarray(photo).resize((SIDE, SIDE), Image.Resampling.LANCZOS))
        return whole[:, ::-1] if example.view == "mirrored" else whole

    def _emoji(self, example: Example, rng: np.random.Generator) -> np.ndarray:
        white = np.full(3, 255)
        if example.view == "whole":
            return emoji.flatten(self.emoji[example.index], white)
        background = white if rng.random() < 0.5 else rng.integers(0, 256, 3)
        side = int(rng.integers(SIDE // 2, SIDE + 1))
        top, left = rng.integers(0, SIDE - side + 1, 2)
        canvas = np.empty((SIDE, SIDE, 3), np.uint8)
        canvas[:] = background
        picture = Image.fromarray(emoji.flatten(self.emoji[example.index], background))
        canvas[top : top + side, left : left + side] = picture.resize((side, side), Image.Resampling.LANCZOS)
        return canvas


def tokens_path(cache: Path, pack: Pack, level: int) -> Path:
    """Named after the contents of the level's encoder and codebook, and of those it builds on: tokens of another pack
    cannot be taken for this one's."""
    contents = "".join(file["sha256"][:8] for part in pack.levels[: level + 1] for file in part.files)
    return cache / f"tokens-{pack.manifest['id']}-{contents}.npz"


def tokenise(pack: Pack, cache: Path, chunk: int = 32) -> list[Path]:
    """Encodes every example into the cache, a file a level. Codes are found in float32, as in the app, a chunk of images at
    a time."""
    views, all_examples = Views(cache), examples(cache)
    tables = [(torch.from_numpy(level.codebook), torch.from_numpy(level.codebook).square().sum(1)) for level in pack.levels]
    # Filled in place: small arrays kept from each chunk would keep the chunk's large ones from being given back.
    sides = [SIDE // level.downsample for level in pack.levels]
    grids = [np.empty((len(all_examples), side, side), np.int16) for side in sides]
    for first in range(0, len(all_examples), chunk):
        pictures = [views.picture(example) for example in all_examples[first : first + chunk]]
        images = [as_image(picture) for picture in pictures]
        above: list[list[np.ndarray]] = [[] for _ in images]
        for level, (codes, squares), found in zip(pack.levels, tables, grids, strict=True):
            latents = torch.from_numpy(np.concatenate([level.latents(*told) for told in zip(images, above, strict=True)]))
            distances = torch.addmm(squares, as_rows(latents), codes.T, alpha=-2)
            chosen = found[first : first + len(images)]
            chosen[:] = distances.argmin(1).view(chosen.shape).numpy()
            for told, grid in zip(above, chosen, strict=True):
                told.append(level.look_up(grid))
    paths = [tokens_path(cache, pack, level) for level in range(len(pack.levels))]
    for path, found in zip(paths, grids, strict=True):
        np.savez_compressed(
            path,
            grids=found,
            conditions=np.array([e.condition for e in all_examples], np.int16),
            sources=np.array([e.source for e in all_examples]),
            views=np.array([e.view for e in all_examples]),
            splits=np.array([e.split for e in all_examples]),
            names=np.array(emoji.names(pictograms_of(cache)), str),
        )
    return paths


def load_tokens(pack: Pack, cache: Path, level: int = 0) -> TokenSet:
    path = tokens_path(cache, pack, level)
    if not path.exists():
        raise FileNotFoundError(f"{path}: run `python -m recipe tokenise {pack.dir}` first")
    above = load_tokens(pack, cache, level - 1).grids if level else None
    with np.load(path) as arrays:
        return TokenSet(**arrays, above=above)


class TokenSampler:
    """Batches of training grids; a batch is a function of its seed, so that a resumed run sees what it would have seen."""

    def __init__(self, tokens: TokenSet, mix: dict[str, float], placed_share: float = 0.5):
        """mix: source → share of the grids; placed_share: of the emoji, in another size, place and background."""
        self.tokens = tokens
        train = tokens.where("train")
        self.indices = {source: train[tokens.sources[train] == source] for source in mix}
        shares = dict(mix)
        if pictograms := shares.pop("emoji", 0):
            members, views = self.indices.pop("emoji"), tokens.views
            for view, share in (("whole", 1 - placed_share), ("placed", placed_share)):
                self.indices[view], shares[view] = members[views[members] == view], pictograms * share
        empty = [source for source, indices in self.indices.items() if not len(indices)]
        if empty:
            raise ValueError(f"no training grids of {', '.join(empty)}")
        self.shares = np.array([shares[source] for source in self.indices]) / sum(shares.values())

    def batch(self, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
        """(tokens int64 [count,N] in raster order, conditions int64 [count,c], tokens of the coarser level int64 [count,n])."""
        sources = list(self.indices.values())
        chosen = rng.choice(len(sources), count, p=self.shares)
        picked = np.array([sources[s][rng.integers(len(sources[s]))] for s in chosen])
        return self.tokens.rows(picked)
