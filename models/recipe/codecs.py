"""WebP, JPEG and AVIF as yardsticks: each image at the highest quality that fits a number of bytes."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

OPTIONS: dict[str, dict] = {
    "webp": {"format": "WEBP", "method": 4},
    "jpeg": {"format": "JPEG", "optimize": True, "progressive": True},
    "avif": {"format": "AVIF", "speed": 8},
}
SCALES = (1, 0.75, 0.5, 0.375, 0.25, 0.125)


@dataclass(frozen=True)
class Coded:
    pixels: np.ndarray  # uint8 [H,W,3]
    bytes: int


def _encode(image: Image.Image, codec: str, quality: int) -> bytes:
    output = io.BytesIO()
    image.save(output, quality=quality, **OPTIONS[codec])
    return output.getvalue()


def at_bytes(pixels: np.ndarray, codec: str, budget: int) -> Coded:
    """Bisects the quality, with which sizes grow. An image that not even the lowest quality gets into `budget` bytes is
    coded smaller, at the first of SCALES that fits, and scaled up again, as a person with that budget would."""
    whole = Image.fromarray(pixels)
    for scale in SCALES:
        image = whole.resize((round(whole.width * scale), round(whole.height * scale)), Image.Resampling.LANCZOS)
        best = _encode(image, codec, 0)
        if len(best) <= budget:
            break
    else:
        raise ValueError(f"{codec} does not get {whole.size} into {budget} bytes at any scale")
    low, high = 0, 100
    while low < high:
        middle = (low + high + 1) // 2
        data = _encode(image, codec, middle)
        if len(data) <= budget:
            low, best = middle, data
        else:
            high = middle - 1
    with Image.open(io.BytesIO(best)) as decoded:
        restored = decoded.convert("RGB").resize(whole.size, Image.Resampling.BICUBIC)
    return Coded(np.asarray(restored), len(best))
