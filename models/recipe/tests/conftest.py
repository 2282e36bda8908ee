"""A recipe small enough for a unit test: 64 codes, a few thousand weights, twelve made-up photos."""

import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from ..config import DataConfig, DiscriminatorConfig, ModelConfig, VqGanConfig, VqVaeConfig
from ..data import emoji, photos

TINY = ModelConfig(
    codebook_size=64,
    code_dim=4,
    encoder_widths=(16, 24),
    encoder_blocks=(1, 1),
    decoder_widths=(16, 24),
    decoder_blocks=(2, 2),
)
MODELS = {
    "one level": TINY,
    "two levels": replace(TINY, top_widths=(8, 16, 16), top_blocks=(0, 1, 1)),
    "argmax": replace(TINY, quantizer="argmax"),
    "none": replace(TINY, quantizer="none"),
}
TINY_DATA = DataConfig(crop=64, mix={"flowers": 1.0})


@pytest.fixture
def tiny() -> ModelConfig:
    return TINY


@pytest.fixture
def vqvae_config() -> VqVaeConfig:
    return VqVaeConfig(
        model=TINY,
        data=TINY_DATA,
        steps=8,
        batch=2,
        warmup_steps=2,
        decay_steps=4,
        continuous_steps=2,
        restart_every=2,
        validate_every=100,
        checkpoint_every=5,
    )


@pytest.fixture
def vqgan_config() -> VqGanConfig:
    return VqGanConfig(
        discriminator=DiscriminatorConfig(widths=(8, 8, 8)),
        data=TINY_DATA,
        steps=8,
        batch=2,
        warmup_steps=2,
        decay_steps=4,
        discriminator_alone=1,
        validate_every=100,
        checkpoint_every=5,
    )


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of made-up photos: nine flowers to train on, three to validate with."""
    root, cache = tmp_path_factory.mktemp("photos"), tmp_path_factory.mktemp("cache")
    rng = np.random.default_rng(0)
    for i in range(12):
        folder = root / "flowers" / ("val" if i < 3 else "train") / "daisy"
        folder.mkdir(parents=True, exist_ok=True)
        coarse = Image.fromarray(rng.integers(0, 256, (8, 8, 3), np.uint8))
        coarse.resize((256, 256), Image.Resampling.BICUBIC).save(folder / f"{i}.png")
    photos.build(root, cache)
    return cache


@pytest.fixture(scope="session")
def full_cache(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The photos, and eight made-up emoji, two of each name in two styles; the first name is for validation."""
    full = tmp_path_factory.mktemp("full-cache")
    for file in cache.glob("photos.*"):
        shutil.copy(file, full)
    folder = full / "emoji"
    folder.mkdir()
    pixels = np.zeros((8, emoji.SIZE, emoji.SIZE, 4), np.uint8)
    for i, image in enumerate(pixels):
        image[20 : 60 + 5 * i, 30:90] = (30 * i, 255 - 30 * i, 120, 255)
    (folder / "images.rgba").write_bytes(pixels.tobytes())
    named = [
        emoji.Emoji(
            set=("noto", "twemoji")[i % 2],
            name=f"shape-{i // 2}",
            key=f"shape{i // 2}",
            title=f"shape {i // 2}",
            group="Objects",
            split="val" if i < 2 else "train",
        )
        for i in range(8)
    ]
    (folder / "index.json").write_text(json.dumps([asdict(entry) for entry in named]))
    return full


@pytest.fixture(autouse=True)
def one_seed() -> None:
    torch.manual_seed(0)
