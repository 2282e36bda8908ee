"""Pictures of priors' samples: a small one for the card, and large ones that show what was learned by heart."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from .pack import Pack

SHOWN = 2  # of each class, in the small picture
SIDE, LABEL = 72, 176  # pixels


def picture(pack: Pack, grids: list[np.ndarray]) -> Image.Image:
    """token_grid int [h,w] of each level → what they decode to."""
    return Image.fromarray(pack.picture(grids))


def write_overview(
    pack: Pack, classes: tuple[str, ...], titles: list[str], drawn: dict[str, list[list[list[np.ndarray]]]], path: Path
) -> None:
    """One class a row, its first SHOWN samples of each kind of drawing; drawn: title → of each class, of each sample, the grids
    of all levels. Titles that were not drawn keep the column that the picture at `path` has of them."""
    size = LABEL + len(titles) * SHOWN * SIDE, SIDE // 4 + len(classes) * SIDE
    before = Image.open(path).convert("RGB") if path.exists() else None
    sheet = before if before and before.size == size else Image.new("RGB", size, "white")
    text = ImageDraw.Draw(sheet)
    text.rectangle((0, 0, LABEL - 1, size[1]), "white")
    for column, title in enumerate(titles):
        if title not in drawn:
            continue
        left, by_class = LABEL + column * SHOWN * SIDE, drawn[title]
        text.rectangle((left, 0, left + SHOWN * SIDE - 1, size[1]), "white")
        text.text((left + 2, 3), title, "black")
        for row in range(len(classes)):
            for i, grids in enumerate(by_class[row][:SHOWN]):
                sample = picture(pack, grids).resize((SIDE - 2, SIDE - 2), Image.Resampling.LANCZOS)
                sheet.paste(sample, (left + i * SIDE, SIDE // 4 + row * SIDE))
    for row, name in enumerate(classes):
        text.text((4, SIDE // 4 + row * SIDE + SIDE // 2 - 6), name, "black")
    sheet.save(path, quality=70, method=6)


def write_nearest_sheet(
    pack: Pack, samples: list[list[np.ndarray]], nearest: list[list[np.ndarray]], columns: int, path: Path
) -> None:
    """`columns` samples a row, each above the training image nearest to it; of either the grids of all levels. For looking
    at, not for committing."""
    cells = [
        np.concatenate([picture(pack, sample), picture(pack, near)])
        for sample, near in zip(samples, nearest, strict=True)
    ]
    rows = [np.concatenate(cells[i : i + columns], 1) for i in range(0, len(cells), columns)]
    Image.fromarray(np.concatenate(rows)).save(path)
