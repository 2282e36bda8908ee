"""What each code looks like alone: an atlas of one decoded tile a code, for the app's palette."""

import io
from pathlib import Path

import numpy as np
from PIL import Image

from .pack import Pack, file_entry, level_file, write_manifest
from .receptive_field import Field

COLUMNS = 64


def swatch(pack: Pack, number: int, code: int) -> np.ndarray:
    """uint8 [f,f,3]: the middle tile of a flat field of level `number`'s `code`, with the mean code on other levels."""
    field = Field(pack.manifest["decoder"]["receptiveField"], tuple(pack.scales))
    codes = [level.entry.get("meanCode") for level in pack.levels]
    codes[number] = code
    image = pack.decode([np.full((field.tokens(s),) * 2, c) for c, s in zip(codes, pack.scales, strict=True)])[0]
    middle = field.middle(pack.scales[number], pack.levels[-1].downsample)
    return np.rint((image[:, middle, middle].clip(-1, 1) + 1) * 127.5).astype(np.uint8).transpose(1, 2, 0)


def atlas(pack: Pack, number: int) -> Image.Image:
    """Code k at column k % 64, row k // 64."""
    f, size = pack.levels[number].downsample, len(pack.levels[number].codebook)
    pixels = np.zeros((-(-size // COLUMNS) * f, COLUMNS * f, 3), np.uint8)
    for code in range(size):
        row, column = divmod(code, COLUMNS)
        pixels[row * f : (row + 1) * f, column * f : (column + 1) * f] = swatch(pack, number, code)
    return Image.fromarray(pixels)


def write_swatches(pack_dir: Path) -> None:
    """Writes an atlas of each level that has codes, and names it in the manifest."""
    pack = Pack(pack_dir)
    for number, level in enumerate(pack.levels):
        if level.quantizer == "none":
            continue
        png = io.BytesIO()
        atlas(pack, number).save(png, "PNG", optimize=True)
        path = pack_dir / f"{level_file('swatches', level.name)}.png"
        path.write_bytes(png.getvalue())
        level.entry["codebook"]["swatches"] = file_entry(path) | {"tile": level.downsample, "columns": COLUMNS}
    write_manifest(pack_dir, pack.manifest)
