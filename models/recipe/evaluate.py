"""Measures packs on held-out images, as the app runs them (ONNX on 8-bit images), beside codecs at the same bytes."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from . import codecs, fidelity, metrics
from .code_search import searched
from .data import emoji, photos
from .pack import Pack, as_image, write_manifest

SEARCHED = "this pack, codes searched"
FLOWERS, OTHERS = 300, 200  # photos
EMOJI = 200


@dataclass(frozen=True)
class HeldOut:
    name: str
    source: str
    pixels: np.ndarray  # uint8 [H,W,3]


def _order(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def held_out_photos(cache: Path) -> list[HeldOut]:
    """Validation photos in a fixed order: flowers, then windows of the other sources' validation pictures. Textures made for
    games are none of them."""
    pixels, entries = photos.load(cache)
    held_out = [(i, photo) for i, photo in enumerate(entries) if photo.split == "val"]
    held_out.sort(key=lambda item: _order(item[1].path))
    flowers = [item for item in held_out if item[1].source == "flowers"][:FLOWERS]
    others = [item for item in held_out if item[1].source not in {"flowers", "textures"}][:OTHERS]
    return [HeldOut(photo.path, photo.source, pixels[i]) for i, photo in flowers + others]


def held_out_emoji(cache: Path, count: int = EMOJI) -> list[HeldOut]:
    """Validation emoji on white, 128 px."""
    pixels, entries = emoji.load(cache)
    held_out = [(i, f"{entry.set}/{entry.name}") for i, entry in enumerate(entries) if entry.split == "val"]
    held_out.sort(key=lambda item: _order(item[1]))
    white = np.full(3, 255)
    return [HeldOut(name, "emoji", emoji.flatten(pixels[i], white)) for i, name in held_out[:count]]


def planes(pixels: np.ndarray) -> np.ndarray:
    """uint8 [H,W,3] → float32 [3,H,W] in [0,255]."""
    return np.ascontiguousarray(pixels.transpose(2, 0, 1), np.float32)


def reconstruct(pack: Pack, pixels: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """uint8 [H,W,3] → (uint8 reconstruction [H,W,3], token_grid [h,w] of each level)."""
    grids = pack.encode(as_image(pixels))
    return pack.picture(grids), grids


def score(original: np.ndarray, other: np.ndarray) -> dict[str, float]:
    x, y = planes(original), planes(other)
    similarity = metrics.ssim_by_scale(x, y)
    result = {
        "psnr": metrics.psnr(x, y),
        "ssim": similarity.ssim,
        "msSsim": similarity.ms_ssim,
        "gradientRatio": metrics.gradient_magnitude(y) / max(metrics.gradient_magnitude(x), 1e-9),
        **fidelity.lpips(original, other),
    }
    return {name: float(value) for name, value in result.items() if value is not None}


def mean(rows: list[dict[str, float]]) -> dict[str, float]:
    return {name: round(float(np.mean([row[name] for row in rows])), 4) for name in rows[0]} | {"images": len(rows)}


def by_source(images: list[HeldOut], rows: list[dict[str, float]]) -> dict[str, dict[str, float]]:
    sources = sorted({image.source for image in images})
    pick = lambda source: [row for image, row in zip(images, rows, strict=True) if image.source == source]
    return {source: mean(pick(source)) for source in sources} | {"all": mean(rows)}


def bits_per_pixel(pack: Pack) -> float:
    """Of the tokens as they are; numbers without a codebook as 16-bit ones."""
    token = lambda level: 16 * level.dim if level.quantizer == "none" else np.log2(len(level.codebook))
    return float(sum(token(level) / level.downsample**2 for level in pack.levels))


def evaluate_pack(pack: Pack, cache: Path) -> dict:
    """Scores per source and over all held-out photos, emoji apart, and the codebooks' health on the photos."""
    images = held_out_photos(cache)
    coded = [level for level in pack.levels if level.quantizer != "none"]
    rows, counts = [], [np.zeros(len(level.codebook), np.int64) for level in coded]
    originals, reconstructions = fidelity.Statistics(), fidelity.Statistics()
    for image in images:
        x_hat, grids = reconstruct(pack, image.pixels)
        rows.append(score(image.pixels, x_hat))
        originals.add(image.pixels)
        reconstructions.add(x_hat)
        for own, grid in zip(counts, grids):
            own += np.bincount(grid.ravel(), minlength=len(own))
    pictograms = held_out_emoji(cache)
    emoji_rows = [score(image.pixels, reconstruct(pack, image.pixels)[0]) for image in pictograms]
    bits = bits_per_pixel(pack)
    by_level = lambda figure: {level.name: figure(own) for level, own in zip(coded, counts)}
    return {
        "photos": by_source(images, rows),
        "frechet": {"distance": round(fidelity.frechet(originals.moments(), reconstructions.moments()), 3), "crops": originals.crops},
        "emoji": mean(emoji_rows),
        "bitsPerPixel": round(bits, 4),
        "bytesPerImage": int(photos.SIZE**2 * bits / 8),
        "codebookUsage": by_level(lambda own: round(float((own > 0).mean()), 4)),
        "perplexity": by_level(lambda own: round(metrics.perplexity(own), 1)),
    }


def evaluate_searched(pack: Pack, cache: Path) -> dict:
    """Scores per source and over all held-out photos with codes found by analysis by synthesis; packs of one level."""
    images, alone = held_out_photos(cache), Pack(pack.dir, threads=1)
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # the sessions let go of Python's lock
        pictures = pool.map(lambda image: searched(alone, image.pixels)[0], images)
        rows = [score(image.pixels, x_hat) for image, x_hat in zip(images, pictures, strict=True)]
    return {"photos": by_source(images, rows)}


def measured(pack: Pack, cache: Path, what: Callable[[Pack, Path], dict] = evaluate_pack) -> dict:
    """What evaluate_pack or evaluate_searched measures, kept in the cache by the graphs' checksums."""
    kind = "evaluation" if what is evaluate_pack else "searched"
    path = cache / f"{kind}-{'-'.join(file['sha256'][:8] for file in pack.files)}.json"
    if not path.exists():
        path.write_text(json.dumps(what(pack, cache), indent=2))
    return json.loads(path.read_text())


def codec_baselines(cache: Path, budget: int) -> dict:
    """WebP, JPEG and AVIF on the same photos at `budget` bytes; computed once, then read from the cache."""
    path = cache / f"codecs-{budget}.json"
    if not path.exists():
        images = held_out_photos(cache)
        result = {}
        for codec in codecs.OPTIONS:
            coded = [codecs.at_bytes(image.pixels, codec, budget) for image in images]
            rows = [
                score(image.pixels, c.pixels) | {"bytes": c.bytes} for image, c in zip(images, coded, strict=True)
            ]
            result[codec] = by_source(images, rows)
        path.write_text(json.dumps(result, indent=2))
    return json.loads(path.read_text())


def table(results: dict[str, dict]) -> Iterator[str]:
    """Markdown lines, one row a pack or codec: everything over all photos, the PSNR of each source beside it."""
    first = next(iter(results.values()))
    sources = [source for source in first if source != "all"]
    heads = ["PSNR", "SSIM", "MS-SSIM", "LPIPS (AlexNet)", "LPIPS (VGG)", "gradient ratio", *(f"{source}: PSNR" for source in sources)]
    yield "| | " + " | ".join(heads) + " |"
    yield "|---" * (len(heads) + 1) + "|"
    for name, result in results.items():
        overall = result["all"]
        cells = [
            f"{overall['psnr']:.2f} dB",
            *(f"{overall[figure]:.3f}" for figure in ("ssim", "msSsim", "lpipsAlex", "lpipsVgg")),
            f"{overall['gradientRatio']:.2f}",
            *(f"{result[source]['psnr']:.2f} dB" for source in sources),
        ]
        yield f"| {name} | " + " | ".join(cells) + " |"


def evaluate(pack_dir: Path, beside: list[Path], cache: Path, search: bool = False) -> dict[str, dict]:
    """Evaluates a pack beside others and, if it has tokens, beside codecs at the same bytes; its manifest takes the figures.

    search: also with the codes that analysis by synthesis finds, which takes a hundred times as long.
    """
    pack = Pack(pack_dir)
    own = measured(pack, cache)
    results = {"this pack": own}
    if search:
        results[SEARCHED] = measured(pack, cache, evaluate_searched)
    for other in beside:
        results[other.name] = measured(Pack(other), cache)
    if own["codebookUsage"]:  # plain numbers are no file format to compare with one
        for codec, scores in codec_baselines(cache, own["bytesPerImage"]).items():
            results[f"{codec}, {scores['all']['bytes']:.0f} bytes"] = {"photos": scores}
    overall = own["photos"]["all"]
    pack.manifest["provenance"]["metrics"] = {
        "heldOut": f"{overall['images']} photographs, 256 px",
        **{name: overall[name] for name in ("psnr", "ssim", "msSsim", "lpipsAlex", "lpipsVgg", "gradientRatio")},
        "frechetAlexNet": own["frechet"]["distance"],
        "bytesPerImage": own["bytesPerImage"],
        "bitsPerPixel": own["bitsPerPixel"],
        **{name: _of_one(own[name]) for name in ("codebookUsage", "perplexity") if own[name]},
    }
    write_manifest(pack_dir, pack.manifest)
    return results


def _of_one(by_level: dict[str, float]) -> float | dict[str, float]:
    """The figure itself where there is one level."""
    return by_level["main"] if "main" in by_level else by_level


def write_sheet(packs: list[Path], pictures: list[np.ndarray], path: Path) -> None:
    """One picture a row: uint8 [h,w,3], its sides multiples of 16, then what each pack makes of it."""
    opened = [Pack(folder) for folder in packs]
    rows = [np.concatenate([pixels, *(reconstruct(pack, pixels)[0] for pack in opened)], 1) for pixels in pictures]
    Image.fromarray(np.concatenate(rows)).save(path, quality=85, method=6)


def sheet_photos(cache: Path, count: int = 10) -> list[np.ndarray]:
    """Held-out photos for a sheet that is looked at and not committed."""
    photographs = held_out_photos(cache)
    return [photo.pixels for photo in photographs[:: len(photographs) // count][:count]]


def sheet_pictures(folder: Path, side: int = 256) -> list[np.ndarray]:
    """The middle squares of a folder's JPEGs."""
    squares = [ImageOps.fit(Image.open(file).convert("RGB"), (side, side)) for file in sorted(folder.glob("*.jpg"))]
    return [np.asarray(square) for square in squares]
