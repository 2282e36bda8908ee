"""WebP, JPEG and AVIF as yardsticks: each image at the highest quality that fits a number of bytes."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

OPTIONS: dict[str, dict] = {
    "webp": {"format": "WEBP", "method": 6},
    "jpeg": {"format": "JPEG", "optimize": True, "progressive": True},
    "avif": {"format": "AVIF", "speed": 4},
}


@dataclass(frozen=True)
class Coded:
    pixels: np.ndarray  # uint8 [H,W,3]
    bytes: int


def _encode(image: Image.Image, codec: str, quality: int) -> bytes:
    output = io.BytesIO()
    image.save(output, quality=quality, **OPTIONS[codec])
    return output.getvalue()


def at_bytes(pixels: np.ndarray, codec: str, budget: int) -> Coded:
    """Bisects the quality (sizes grow with it); where even the lowest does not fit, takes the lowest all the same."""
    image = Image.fromarray(pixels)
    low, high = 1, 100
    best = _encode(image, codec, low)
    while low < high:
        middle = (low + high + 1) // 2
        data = _encode(image, codec, middle)
        if len(data) <= budget:
            low, best = middle, data
        else:
            high = middle - 1
    with Image.open(io.BytesIO(best)) as decoded:
        return Coded(np.asarray(decoded.convert("RGB")), len(best))
