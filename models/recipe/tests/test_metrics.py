"""Metrics on cases whose answer is known."""

import numpy as np
import pytest
import torch

from .. import metrics
from ..codecs import at_bytes
from ..fidelity import frechet
from ..golden import scene

PLANES = np.random.default_rng(0).uniform(0, 255, (3, 192, 192))


def test_equal_images_are_perfect() -> None:
    assert metrics.psnr(PLANES, PLANES) == np.inf
    similarity = metrics.ssim_by_scale(PLANES, PLANES)
    assert abs(similarity.ssim - 1) < 1e-9 and abs(similarity.ms_ssim - 1) < 1e-9


def test_psnr_of_a_constant_error() -> None:
    assert abs(metrics.psnr(PLANES, PLANES + 10) - 20 * np.log10(25.5)) < 1e-9


def test_gradient_magnitude_falls_with_blur() -> None:
    blurred = (PLANES + np.roll(PLANES, 1, 1) + np.roll(PLANES, 1, 2)) / 3
    assert metrics.gradient_magnitude(blurred) < 0.8 * metrics.gradient_magnitude(PLANES)


def test_perplexity_counts_equally_likely_codes() -> None:
    assert abs(metrics.perplexity(np.array([5, 5, 0, 5, 5])) - 4) < 1e-9


def test_codecs_take_the_best_quality_that_fits() -> None:
    pixels = scene(256, 256)
    small, large = (at_bytes(pixels, "webp", budget) for budget in (4000, 8000))
    assert small.bytes <= 4000 < large.bytes <= 8000


def test_codecs_shrink_what_does_not_fit() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (256, 256, 3), np.uint8)
    for codec in ("webp", "jpeg", "avif"):
        coded = at_bytes(noise, codec, 1536)
        assert coded.bytes <= 1536 and coded.pixels.shape == noise.shape


def test_frechet_distance_of_gaussians_is_the_closed_form() -> None:
    mean, covariance = torch.zeros(3, dtype=torch.float64), torch.diag(torch.tensor([1.0, 4.0, 9.0], dtype=torch.float64))
    assert abs(frechet((mean, covariance), (mean, covariance))) < 1e-9
    assert frechet((mean, covariance), (mean + 2, covariance)) == pytest.approx(12)
    # Of commuting covariances: the sum of (σ₁ − σ₂)².
    assert frechet((mean, covariance), (mean, 4 * covariance)) == pytest.approx(1 + 4 + 9)
    turn = torch.linalg.qr(torch.randn(3, 3, dtype=torch.float64)).Q
    assert frechet((mean, turn @ covariance @ turn.T), (mean, turn @ (4 * covariance) @ turn.T)) == pytest.approx(14)
