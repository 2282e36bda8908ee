"""Public-domain drawings of food, animals, vehicles, plants, buildings and people: Open Clip Art, as Debian packages it.

Kept in the form of the emoji: straight-alpha 128×128 pictures, fitted into the square and never enlarged.
"""

import hashlib
import json
import subprocess
import tempfile
from dataclasses import asdict
from pathlib import Path

import numpy as np
from PIL import Image

from .emoji import SIZE, Emoji
from .photos import VALIDATION_SHARE

FOLDERS = ("animals", "buildings", "food", "people", "plants", "transportation/vehicles", "transportation/boating")
NAME = "drawings"  # the folder below the cache
Image.MAX_IMAGE_PIXELS = None  # one drawing has 169 megapixels


def fetch(folder: Path) -> str:
    """Downloads the package with apt (Debian and its kin) and unpacks it into `folder`; returns its SHA-256."""
    subprocess.run(["apt-get", "download", "-q", "openclipart-png"], cwd=folder, check=True)
    (package,) = folder.glob("openclipart-png_*.deb")
    subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
    return hashlib.sha256(package.read_bytes()).hexdigest()


def build(cache: Path) -> tuple[list[Emoji], str]:
    """Writes cache/drawings/{images.rgba,index.json}; returns the drawings, and the package's SHA-256."""
    output = cache / NAME
    output.mkdir(parents=True, exist_ok=True)
    drawings: list[Emoji] = []
    seen: set[bytes] = set()
    with tempfile.TemporaryDirectory() as folder, open(output / "images.rgba", "wb") as pixels:
        digest = fetch(Path(folder))
        root = Path(folder) / "usr/share/openclipart/png"
        for path in sorted(path for part in FOLDERS for path in (root / part).rglob("*.png")):
            square = rasterise(path)
            contents = square.tobytes()
            if not square[..., 3].any() or contents in seen:
                continue
            seen.add(contents)
            pixels.write(contents)
            name = str(path.relative_to(root).with_suffix(""))
            drawings.append(Emoji("openclipart", name, name, None, None, split_of(name)))
    (output / "index.json").write_text(json.dumps([asdict(drawing) for drawing in drawings]))
    return drawings, digest


def rasterise(path: Path) -> np.ndarray:
    """uint8 [128,128,4], straight alpha, centred. Resized with premultiplied alpha: no fringes."""
    with Image.open(path) as image:
        drawing = image.convert("RGBA").convert("RGBa")
    drawing.thumbnail((SIZE, SIZE), Image.Resampling.LANCZOS, reducing_gap=3)
    square = Image.new("RGBa", (SIZE, SIZE))
    square.paste(drawing, ((SIZE - drawing.width) // 2, (SIZE - drawing.height) // 2))
    return np.asarray(square.convert("RGBA"))


def split_of(name: str) -> str:
    share = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") / 2**32
    return "val" if share < VALIDATION_SHARE else "train"
