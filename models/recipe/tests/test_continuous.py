"""The relaxed choice of a dVAE, and the start of each other kind of model from a trained VQ-VAE."""

import math
from dataclasses import asdict, replace

import pytest
import torch
import torch.nn.functional as F

from .. import codebook_start, warm_start
from ..config import ModelConfig
from ..continuous import GumbelQuantizer
from ..data.crops import CropSampler
from ..model import Tokenizer
from ..train_vqvae import temperature
from .conftest import MODELS, TINY, TINY_DATA


def test_token_is_the_likeliest_code_and_the_lowest_of_equals() -> None:
    quantizer = GumbelQuantizer(TINY, 4)
    logits = torch.zeros(1, 64, 1, 2)
    logits[0, [9, 30], 0, 1] = 2.0
    assert quantizer.tokens(logits).tolist() == [[[0, 9]]]
    torch.testing.assert_close(quantizer.look_up(quantizer.tokens(logits))[0, :, 0, 1], quantizer.codebook[9])


def test_mixture_sharpens_into_the_token_as_the_temperature_falls() -> None:
    quantizer = GumbelQuantizer(TINY, 4)
    logits = F.one_hot(torch.randint(0, 64, (1, 8, 8)), 64).permute(0, 3, 1, 2) * 60.0
    wanted = quantizer.look_up(quantizer.tokens(logits))
    far = lambda quantized: (quantized.z_q - wanted).square().mean().item()
    quantizer.temperature = 20.0
    mixed = far(quantizer(logits))
    quantizer.temperature = 1 / 16
    assert far(quantizer(logits)) < 1e-6 < 0.1 < mixed


def test_divergence_is_zero_of_a_uniform_choice_and_log_k_of_a_certain_one() -> None:
    quantizer = GumbelQuantizer(TINY, 4)
    assert abs(quantizer(torch.zeros(1, 64, 2, 2)).penalty.item()) < 1e-6
    certain = torch.zeros(1, 64, 2, 2)
    certain[:, 5] = 100.0
    assert abs(quantizer(certain).penalty.item() - math.log(64)) < 1e-4


def test_gradient_reaches_logits_and_codes() -> None:
    quantizer, logits = GumbelQuantizer(TINY, 4), torch.randn(1, 64, 2, 2, requires_grad=True)
    quantizer(logits).z_q.square().sum().backward()
    assert logits.grad.abs().sum() > 0 and quantizer.codebook.grad.abs().sum() > 0


def test_temperature_falls_from_one_and_stays(vqvae_config) -> None:
    config = replace(vqvae_config, temperature_steps=100, last_temperature=0.125)
    course = [temperature(step, config) for step in range(150)]
    assert course[0] == 1 and course[100:] == [0.125] * 50
    assert all(a >= b for a, b in zip(course, course[1:]))


STAGES = {"encoder_widths": (8, 12, 16), "encoder_blocks": (1, 2, 1), "decoder_widths": (8, 12, 16), "decoder_blocks": (1, 1, 1)}


@pytest.fixture(scope="module")
def vqvae() -> dict:
    """A checkpoint of one level whose weights do something."""
    torch.manual_seed(3)
    model = Tokenizer(replace(TINY, **STAGES, encoder_pointwise=1))
    return {"config": {"model": asdict(model.config)}, "model": model.state_dict()}


def started(kind: str, vqvae: dict, cache, **config) -> Tokenizer:
    model = Tokenizer(replace(MODELS[kind], **STAGES, **config))
    crops = (CropSampler(cache, TINY_DATA).batch(4, (0, i)) for i in range(10**6))
    warm_start.start_from_vqvae(model, vqvae, crops, torch.Generator().manual_seed(0))
    return model


def test_two_levels_together_start_as_the_one_that_they_come_from(vqvae, cache, monkeypatch) -> None:
    """Whatever the top says, the bottom starts with the rest: unquantized, the picture is the old model's."""
    monkeypatch.setattr(warm_start, "TOP_STEPS", 60)
    monkeypatch.setattr(codebook_start, "ROWS", 512)
    model, old = started("two levels", vqvae, cache), started("none", vqvae, cache)
    torch.nn.init.zeros_(model.levels[1].encoder.rest[0].write.weight)
    image = CropSampler(cache, TINY_DATA).batch(2, (1,))
    with torch.no_grad():
        torch.testing.assert_close(model(image, quantized=False)[0], old(image)[0], atol=2e-3, rtol=1e-3)
        top = F.pixel_shuffle(model.latents(model.levels[0], image, []), 2)
        wanted = old.latents(old.levels[0], image, [])
    assert F.mse_loss(top, wanted) < 0.5 * wanted.var(), "the top has learned nothing of what the old encoder says"


def test_an_encoder_with_the_same_blocks_starts_as_the_same_encoder(vqvae, cache) -> None:
    old = Tokenizer(ModelConfig(**vqvae["config"]["model"]))
    old.load_state_dict(vqvae["model"])
    model = started("none", vqvae, cache, encoder_pointwise=1)
    image = CropSampler(cache, TINY_DATA).batch(2, (1,))
    with torch.no_grad():
        torch.testing.assert_close(model(image)[0], old(image, quantized=False)[0])


def test_logits_start_by_ranking_codes_by_distance(vqvae, cache) -> None:
    model = started("argmax", vqvae, cache)
    (level,) = model.levels
    image = CropSampler(cache, TINY_DATA).batch(2, (1,))
    with torch.no_grad():
        z_e = level.encoder.net[:-1](image).permute(0, 2, 3, 1).flatten(0, 2)
        tokens = level.quantizer.tokens(model.latents(level, image, [])).flatten()
        distances = torch.cdist(z_e.double(), level.quantizer.codebook.double())
    assert (distances.argmin(1) == tokens).float().mean() > 0.98
