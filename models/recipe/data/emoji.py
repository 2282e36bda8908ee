"""Reads the emoji that emoji.mjs rasterised: straight-alpha 128×128 pictures with names, groups and split."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SIZE = 128
HERE = Path(__file__).parent
WORKSHOP = "emoji-npm"  # below the cache: where the packages are installed


@dataclass(frozen=True)
class Emoji:
    set: str  # the icon set, e.g. noto
    name: str
    key: str  # name without skin tone and hyphens; the split goes by it
    title: str | None  # Unicode's name and group, where the key is Unicode's
    group: str | None
    split: str


def build(cache: Path) -> list[Emoji]:
    """Installs the sets that package.json pins below the cache and rasterises them: cache/emoji/{images.rgba,index.json}."""
    workshop, output = cache / WORKSHOP, cache / "emoji"
    for folder in (workshop, output):
        folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "package.json", workshop)
    subprocess.run(["npm", "install", "--no-audit", "--no-fund"], cwd=workshop, check=True)
    subprocess.run(["node", HERE / "emoji.mjs", output.resolve()], cwd=workshop, check=True)
    return load(cache)[1]


def load(cache: Path, name: str = "emoji") -> tuple[np.ndarray, list[Emoji]]:
    """(uint8 [n,128,128,4], the n emoji), or the drawings, which are kept in the same form."""
    emoji = [Emoji(**entry) for entry in json.loads((cache / name / "index.json").read_text())]
    pixels = np.memmap(cache / name / "images.rgba", np.uint8, "r", shape=(len(emoji), SIZE, SIZE, 4))
    return pixels, emoji


def names(emoji: list[Emoji]) -> list[str]:
    """Unicode's names of those that at least two sets have in the training split, in the order of the alphabet."""
    sets: dict[str, set[str]] = {}
    for entry in emoji:
        if entry.title and entry.split == "train":
            sets.setdefault(entry.title, set()).add(entry.set)
    return sorted(title for title, having in sets.items() if len(having) >= 2)


def flatten(rgba: np.ndarray, background: np.ndarray) -> np.ndarray:
    """uint8 [h,w,4] over a colour [3] → uint8 [h,w,3]."""
    alpha = rgba[..., 3:].astype(np.float32) / 255
    return np.rint(rgba[..., :3] * alpha + background * (1 - alpha)).astype(np.uint8)
