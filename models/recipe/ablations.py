"""Small runs that differ in one choice of stage 1, from scratch and from one seed, and the table of what became of them."""

from collections.abc import Iterator
from pathlib import Path

from .config import ABLATIONS, SMALL, override
from .model import Tokenizer
from .run import load_checkpoint
from .train_vqvae import train, validation_crops
from .validate import validate

CROP = 128  # pixels, of the validation


def ablate(cache: Path, runs: Path) -> Iterator[str]:
    """Trains what is not trained yet, in runs/ablation-<number>; Markdown lines, a row as soon as it is known."""
    yield "| | PSNR | gradient ratio | codes used |"
    yield "|---|---|---|---|"
    images = validation_crops(cache, SMALL, CROP)
    for number, (name, settings) in enumerate(ABLATIONS.items()):
        config = override(SMALL, settings)
        run = runs / f"ablation-{number}"
        train(config, cache, run)
        model = Tokenizer(config.model)
        model.load_state_dict(load_checkpoint(run / "checkpoint.pt")["model"])
        figures = validate(model, images, config.bfloat16)
        yield f"| {name} | {figures.psnr:.2f} dB | {figures.gradient_ratio:.2f} | {figures.usage[0]:.1%} |"
