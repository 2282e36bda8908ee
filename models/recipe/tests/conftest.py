"""A recipe small enough for a unit test: 64 codes, a few thousand weights, twelve made-up photos."""

import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from .. import train_vqgan
from ..config import DataConfig, DiscriminatorConfig, ModelConfig, VqGanConfig, VqVaeConfig
from ..data import emoji, photos
from ..lpips import Lpips
from ..projected import ProjectedDiscriminator

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
        perceptual_window=32,
        adversarial_from=1,
        discriminator_alone=1,
        exchanged_steps=6,
        exchanged_share=0.3,
        patch_steps=4,
        validate_every=100,
        checkpoint_every=5,
    )


VGG16 = (2, 2, 3, 3, 3)  # convolutions of each stage


def narrow_vgg16(channels: int = 4) -> dict[str, torch.Tensor]:
    """LPIPS's weights, random and of few channels."""
    weights: dict[str, torch.Tensor] = {}
    for number in range(sum(VGG16)):
        weights[f"VGG16_0/Conv_{number}/kernel"] = torch.randn(3, 3, channels if number else 3, channels) / channels
        weights[f"VGG16_0/Conv_{number}/bias"] = torch.zeros(channels)
    for stage in range(len(VGG16)):
        weights[f"NetLinLayer_{stage}/Conv_0/kernel"] = torch.rand(1, 1, channels, 1)
    return weights


@pytest.fixture
def untrained_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stage 2 with random weights for the networks that others trained: they are not among the tests' requirements."""
    monkeypatch.setattr(train_vqgan, "Lpips", lambda network: Lpips(network, narrow_vgg16()))
    monkeypatch.setattr(train_vqgan, "ProjectedDiscriminator", lambda: ProjectedDiscriminator(pretrained=False))


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
