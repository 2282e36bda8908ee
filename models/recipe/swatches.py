"""What each code looks like alone: an atlas of one decoded tile a code, for the app's palette."""

import io
from pathlib import Path

import numpy as np
from PIL import Image

from .pack import Pack, file_entry, write_manifest

COLUMNS = 64


def swatch(pack: Pack, code: int) -> np.ndarray:
    """uint8 [f,f,3]: the centre tile of a flat field of `code`, wide enough that no border reaches the centre."""
    f, reach = pack.level["downsample"], pack.manifest["decoder"]["receptiveField"]
    image = pack.decode(np.full((2 * reach + 1, 2 * reach + 1), code))[0]
    tile = image[:, reach * f : (reach + 1) * f, reach * f : (reach + 1) * f]
    return np.rint((tile.clip(-1, 1) + 1) * 127.5).astype(np.uint8).transpose(1, 2, 0)


def atlas(pack: Pack) -> Image.Image:
    """Code k at column k % 64, row k // 64."""
    f, size = pack.level["downsample"], pack.level["codebook"]["size"]
    pixels = np.zeros((-(-size // COLUMNS) * f, COLUMNS * f, 3), np.uint8)
    for code in range(size):
        row, column = divmod(code, COLUMNS)
        pixels[row * f : (row + 1) * f, column * f : (column + 1) * f] = swatch(pack, code)
    return Image.fromarray(pixels)


def write_swatches(pack_dir: Path) -> dict:
    """Writes swatches.png into the pack and names it in the manifest; returns the manifest's entry."""
    pack = Pack(pack_dir)
    png = io.BytesIO()
    atlas(pack).save(png, "PNG", optimize=True)
    path = pack_dir / "swatches.png"
    path.write_bytes(png.getvalue())
    entry = file_entry(path) | {"tile": pack.level["downsample"], "columns": COLUMNS}
    pack.level["codebook"]["swatches"] = entry
    write_manifest(pack_dir, pack.manifest)
    return entry
