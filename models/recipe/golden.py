"""Golden files: one small picture through the whole pack as PyTorch computes it, for the app's tests."""

import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from .model import Tokenizer
from .quantizer import as_rows

WIDTH, HEIGHT = 96, 64


def scene(width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """uint8 [height,width,3]: a made-up evening landscape with smooth, sharp-edged and rough parts; no licence needed."""
    rng = np.random.default_rng(8)
    y, x = np.mgrid[0:height, 0:width] / height
    image = np.array([255, 150, 90]) * (0.35 + 0.65 * y)[..., None] + np.array([20, 60, 140]) * (1 - y)[..., None]
    image[np.hypot(x - 1.05, y - 0.42) < 0.16] = (255, 236, 170)
    for depth, colour in enumerate([(110, 92, 130), (60, 84, 80), (34, 52, 30)]):
        ridge = 0.5 + 0.15 * depth
        for octave in range(1, 6):
            ridge = ridge + rng.normal(0, 0.07 / octave) * np.sin(octave * 3.1 * x + rng.uniform(0, 6.3))
        grass = rng.normal(0, 6 + 9 * depth, (height, width, 1))
        image = np.where((y > ridge)[..., None], np.array(colour) + grass, image)
    return np.rint(image.clip(0, 255)).astype(np.uint8)


def as_input(pixels: np.ndarray) -> Tensor:
    """uint8 [H,W,3] → float32 [1,3,H,W] in [-1,1]."""
    return torch.from_numpy(pixels).permute(2, 0, 1)[None].float() / 127.5 - 1


@torch.no_grad()
def write_golden(model: Tokenizer, folder: Path) -> None:
    """image.png, z_e.f32 [1,D,h,w], tokens.json (with each token's margin in squared distance), reconstruction.f32."""
    folder.mkdir(parents=True, exist_ok=True)
    pixels = scene()
    Image.fromarray(pixels).save(folder / "image.png", optimize=True)
    z_e = model.latents(as_input(pixels))
    tokens = model.quantizer.tokens(z_e)
    rows = as_rows(z_e).double()
    nearest_two = torch.cdist(rows, model.quantizer.codebook.double()).square().topk(2, largest=False).values
    margins = (nearest_two[:, 1] - nearest_two[:, 0]).tolist()
    grid = {"rows": z_e.shape[2], "columns": z_e.shape[3], "tokens": tokens.flatten().tolist()}
    (folder / "tokens.json").write_text(json.dumps(grid | {"margin": [round(m, 6) for m in margins]}) + "\n")
    z_e.numpy().astype("<f4").tofile(folder / "z_e.f32")
    model.decode(tokens).numpy().astype("<f4").tofile(folder / "reconstruction.f32")
