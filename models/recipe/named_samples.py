"""How often a sample asked for by an emoji's name looks more like that emoji than like any other."""

from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw

from .pack import Pack
from .prior import Prior
from .sample_sheets import picture
from .samples import Drawing, sample_autoregressive
from .tokens import CLASSES, STYLES, TokenSet

SAMPLES = 200  # names, each once: shares are uncertain by three percent
NEAR = 10  # of some 1,800 names
SHOWN = (
    "grinning face", "face with tears of joy", "red heart", "cat face", "dog face", "octopus", "red apple", "pizza",
    "rose", "soccer ball", "rocket", "automobile", "guitar", "snowman", "sunflower", "sun",
)  # fmt: skip
STYLES_SHOWN = ("Noto", "Twemoji", "Fluent", "OpenMoji")
SIDE, COLUMNS, LINE = 64, 4, 16  # of the picture: pixels, names a row, pixels



def asked_for(tokens: TokenSet) -> np.ndarray:
    """int [n,3]: conditions of training grids with a name, one a name; their class is not told."""
    rng = np.random.default_rng(0)
    named = rng.permutation(np.flatnonzero(tokens.conditions[:, 2] < len(tokens.names)))
    one_each = named[np.unique(tokens.conditions[named, 2], return_index=True)[1]]
    conditions = tokens.conditions[rng.permutation(one_each)[:SAMPLES]].astype(np.int64)
    conditions[:, 0] = len(CLASSES)
    return conditions


def ranks(grids: np.ndarray, names: np.ndarray, means: np.ndarray, codebook: np.ndarray, own: np.ndarray | None = None) -> np.ndarray:
    """[n], 0 for the best: how many other names' mean vectors [m,N·D] lie nearer to each grid's [n,h,w].

    own: [n], by how many grids the own name's mean was made, if this grid is one of them: it is taken out."""
    found = []
    for i, (grid, name) in enumerate(zip(grids, names, strict=True)):
        vectors = codebook[grid].ravel()
        distances = np.square(means - vectors).sum(1)
        if own is not None:  # (k·mean − x)/(k − 1) lies k/(k − 1) times as far from x
            distances[name] *= (own[i] / (own[i] - 1)) ** 2
        found.append(int((distances < distances[name]).sum()))
    return np.array(found)


def shares(ranked: np.ndarray) -> dict[str, float]:
    return {"first": round(float((ranked == 0).mean()), 3), f"among{NEAR}": round(float((ranked < NEAR).mean()), 3)}


def named_figures(prior: Prior, tokens: TokenSet, codebook: np.ndarray, guidances: tuple[float, ...]) -> dict[str, dict]:
    """Shares of samples, and of real training grids, to which their own name's mean is the nearest and among the nearest. By
    each cell's vector; a real grid has no part in its name's mean."""
    called = tokens.conditions[:, 2]
    vectors = lambda name: codebook[tokens.grids[called == name]].mean(0).ravel()
    means = np.stack([vectors(name) for name in range(len(tokens.names))]).astype(np.float32)
    asked = asked_for(tokens)
    real = np.random.default_rng(1).permutation(np.flatnonzero(np.isin(called, asked[:, 2])))[:SAMPLES]
    counts = np.bincount(called, minlength=len(means) + 1)[called[real]]
    figures = {"real": shares(ranks(tokens.grids[real], called[real], means, codebook, counts))}
    for guidance in guidances:
        sampled = sample_autoregressive(
            prior, torch.from_numpy(asked), Drawing(guidance=guidance), torch.Generator().manual_seed(1)
        )
        grids = sampled.view(-1, *tokens.grids.shape[1:]).numpy()
        figures[f"guidance{guidance:g}"] = shares(ranks(grids, asked[:, 2], means, codebook))
    return figures


def write_named_sheet(pack: Pack, prior: Prior, names: list[str], guidance: float, path: Path) -> None:
    """Some names, each in a few styles."""
    shown = [name for name in SHOWN if name in names] or names[: len(SHOWN)]
    styles = [list(STYLES.values()).index(style) for style in STYLES_SHOWN]
    conditions = torch.tensor([[len(CLASSES), style, names.index(name)] for name in shown for style in styles])
    grids = sample_autoregressive(prior, conditions, Drawing(guidance=guidance), torch.Generator().manual_seed(2))
    grids = grids.view(len(shown), len(styles), *prior.config.grid).numpy()
    width, rows = len(styles) * SIDE, -(-len(shown) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * width, rows * (SIDE + LINE)), "white")
    text = ImageDraw.Draw(sheet)
    for i, name in enumerate(shown):
        left, top = i % COLUMNS * width, i // COLUMNS * (SIDE + LINE)
        text.text((left + 2, top + 2), name, "black")
        for j, grid in enumerate(grids[i]):
            sample = picture(pack, [grid]).resize((SIDE - 2, SIDE - 2), Image.Resampling.LANCZOS)
            sheet.paste(sample, (left + j * SIDE, top + LINE))
    sheet.save(path, quality=80, method=6)
