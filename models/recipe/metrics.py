"""Image quality on arrays [3,H,W] in [0,255]: PSNR, SSIM, MS-SSIM and sharpness."""

from dataclasses import dataclass

import numpy as np

PEAK = 255.0
MS_SSIM_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)


def psnr(x: np.ndarray, y: np.ndarray) -> float:
    """Peak signal-to-noise ratio in dB; infinite for equal images."""
    mse = float(np.mean((x - y) ** 2))
    return float("inf") if mse == 0 else 10 * np.log10(PEAK**2 / mse)


def _window() -> np.ndarray:
    taps = np.exp(-0.5 * (np.arange(-5, 6) / 1.5) ** 2)
    return taps / taps.sum()


def _blur(image: np.ndarray) -> np.ndarray:
    """11-tap Gaussian (σ = 1.5) over the last two axes, without padding."""
    taps = _window()
    rows = sum(tap * image[..., i : image.shape[-2] - 10 + i, :] for i, tap in enumerate(taps))
    return sum(tap * rows[..., i : rows.shape[-1] - 10 + i] for i, tap in enumerate(taps))


def _ssim_terms(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """(mean SSIM, mean contrast·structure), averaged over the three colour channels."""
    c1, c2 = (0.01 * PEAK) ** 2, (0.03 * PEAK) ** 2
    mean_x, mean_y, xx, yy, xy = _blur(np.stack([x, y, x * x, y * y, x * y]))
    contrast = (2 * (xy - mean_x * mean_y) + c2) / (xx - mean_x**2 + yy - mean_y**2 + c2)
    luminance = (2 * mean_x * mean_y + c1) / (mean_x**2 + mean_y**2 + c1)
    return float((luminance * contrast).mean()), float(contrast.mean())


@dataclass(frozen=True)
class Similarity:
    ssim: float  # Wang et al., 2004, https://doi.org/10.1109/TIP.2003.819861
    ms_ssim: float | None  # Wang, Simoncelli, Bovik, 2003, https://doi.org/10.1109/ACSSC.2003.1292216; not of small images


def ssim_by_scale(x: np.ndarray, y: np.ndarray) -> Similarity:
    """SSIM, and MS-SSIM over five scales (each half the last, by 2×2 means) for images of at least 176 pixels a side."""
    single, contrast = _ssim_terms(x, y)
    if min(x.shape[1:]) < 176:
        return Similarity(single, None)
    product, full = 1.0, single
    for scale, weight in enumerate(MS_SSIM_WEIGHTS):
        if scale > 0:
            x, y = (image.reshape(3, image.shape[1] // 2, 2, -1, 2).mean((2, 4)) for image in (x, y))
            full, contrast = _ssim_terms(x, y)
        product *= max(full if scale == len(MS_SSIM_WEIGHTS) - 1 else contrast, 0.0) ** weight
    return Similarity(single, product)


def gradient_magnitude(x: np.ndarray) -> float:
    """Mean |∂x| + |∂y|: of a reconstruction over that of its original, 1 is as sharp, less is blurred."""
    return float(np.abs(np.diff(x, axis=-1)).mean() + np.abs(np.diff(x, axis=-2)).mean())


def perplexity(counts: np.ndarray) -> float:
    """2^entropy of a histogram of tokens: how many equally likely codes would be as hard to guess."""
    p = counts[counts > 0] / counts.sum()
    return float(2 ** -(p * np.log2(p)).sum())
