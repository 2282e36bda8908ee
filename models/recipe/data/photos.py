"""Decodes a folder of photos once into one raw file, with a fixed train/validation split by picture.

Expected layout: <photos>/<source>/….jpg, 256×256 windows of pictures; windows of one picture share their stem
(`name-0.jpg`, `name-1.jpg`) and always fall on the same side of the split.
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from PIL import Image

SIZE = 256
VALIDATION_SHARE = 0.08
WINDOW = re.compile(r"-\d+$")
# The same picture at another resolution, in a light and a dark cut, or with a build's content hash in its name.
COPIES = re.compile(r"(_?(screenshot|dark|light))?(_?\d{3,4}x\d{3,4})|\.[0-9a-f]{8}$")


@dataclass(frozen=True)
class Photo:
    path: str  # relative to the photos' folder
    source: str  # clothing, flowers, grocery, pixls, wallpapers
    label: str  # the folder below the source: a kind of flower, a collection of wallpapers; else ""
    picture: str  # windows with the same picture stay together
    split: str  # train or val


def describe(path: Path, root: Path) -> Photo:
    parts = path.relative_to(root).parts
    source = parts[0]
    stem = WINDOW.sub("", path.stem)
    if source == "flowers":  # comes with its own split: flowers/{train,val}/<kind>
        return Photo(str(path.relative_to(root)), source, parts[2], stem, parts[1])
    if source == "grocery":  # numbered shots of one product in one shop look alike
        stem = re.sub(r"_\d+$", "", stem)
    picture = f"{source}/{COPIES.sub('', stem).removesuffix('_dark').lower()}"
    share = int.from_bytes(hashlib.sha256(picture.encode()).digest()[:4], "big") / 2**32
    label = parts[1] if len(parts) > 2 else ""
    return Photo(str(path.relative_to(root)), source, label, picture, "val" if share < VALIDATION_SHARE else "train")


def build(photos_dir: Path, cache: Path) -> list[Photo]:
    """Writes cache/photos.npy (uint8 [n,256,256,3]) and cache/photos.json."""
    files = sorted(p for p in photos_dir.rglob("*") if p.suffix.lower() in {".jpg", ".jpeg", ".png"})
    photos = [describe(path, photos_dir) for path in files]
    cache.mkdir(parents=True, exist_ok=True)
    pixels = np.lib.format.open_memmap(cache / "photos.npy", "w+", np.uint8, (len(files), SIZE, SIZE, 3))
    for i, path in enumerate(files):
        with Image.open(path) as image:
            if image.size != (SIZE, SIZE):
                raise ValueError(f"{path} is {image.size}, not {SIZE}×{SIZE}: cut windows first")
            pixels[i] = np.asarray(image.convert("RGB"))
    pixels.flush()
    (cache / "photos.json").write_text(json.dumps([asdict(photo) for photo in photos]))
    return photos


def load(cache: Path) -> tuple[np.ndarray, list[Photo]]:
    photos = [Photo(**entry) for entry in json.loads((cache / "photos.json").read_text())]
    return np.load(cache / "photos.npy", mmap_mode="r"), photos
