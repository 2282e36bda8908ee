"""Golden files: one small picture through the whole pack as PyTorch computes it, for the app's tests."""

import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from .continuous import GumbelQuantizer
from .model import Tokenizer
from .pack import level_file
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
    return torch.tensor(pixels).permute(2, 0, 1)[None].float() / 127.5 - 1


def costs_of_codes(quantizer: nn.Module, z_e: Tensor) -> Tensor:
    """[B·h·w,K] float64: the lower, the better a code: its squared distance to z_e, or its negative logit."""
    rows = as_rows(z_e).double()
    if isinstance(quantizer, GumbelQuantizer):
        return -rows
    return torch.cdist(rows, quantizer.codebook.double()).square()


@torch.no_grad()
def write_golden(model: Tokenizer, folder: Path) -> None:
    """image.png, reconstruction.f32, and of each level z_e.f32 [1,D,h,w] (not of thousands of logits) and tokens.json, with
    how much worse the second-best code of each token is. Where there are several levels: z_e-top.f32 and so on."""
    folder.mkdir(parents=True, exist_ok=True)
    pixels = scene()
    Image.fromarray(pixels).save(folder / "image.png", optimize=True)
    grids = model.encode(as_input(pixels))
    z_q = [level.quantizer.look_up(grid) for level, grid in zip(model.levels, grids, strict=True)]
    for number, (level, codes) in enumerate(zip(model.levels, grids, strict=True)):
        z_e = model.latents(level, as_input(pixels), z_q[:number])
        if model.config.quantizer != "argmax":
            z_e.numpy().astype("<f4").tofile(folder / f"{level_file('z_e', level.name)}.f32")
        if model.config.quantizer == "none":
            continue
        best_two = costs_of_codes(level.quantizer, z_e).topk(2, largest=False).values
        margins = (best_two[:, 1] - best_two[:, 0]).tolist()
        grid = {"rows": z_e.shape[2], "columns": z_e.shape[3], "tokens": codes.flatten().tolist()}
        text = json.dumps(grid | {"margin": [round(m, 6) for m in margins]})
        (folder / f"{level_file('tokens', level.name)}.json").write_text(text + "\n")
    model.decode(grids).numpy().astype("<f4").tofile(folder / "reconstruction.f32")
