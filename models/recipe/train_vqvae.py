"""Stage 1: reconstruction + the quantizer's own term, for one level of tokens or two, and for what stands in their place.

VQ-VAE: β·commitment, straight-through gradients, EMA codebook (van den Oord et al., 2017,
https://arxiv.org/abs/1711.00937). VQ-VAE-2: the same on two grids, the finer told what the coarser says (Razavi et al.,
2019, https://arxiv.org/abs/1906.00446). dVAE: a relaxed choice of codes that sharpens as the temperature falls, and a
little divergence from a uniform choice (continuous.py). And the plain autoencoder that they all are without it.
"""

import itertools
import math
import time
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.parallel import DistributedDataParallel

from . import losses
from .codebook_start import start_codebooks
from .config import DataConfig, VqVaeConfig
from .continuous import GumbelQuantizer
from .data.crops import PICTOGRAMS, CropSampler, prefetch
from .model import Tokenizer
from .muon import Optimizers
from .quantizer import Quantizer
from .run import (
    Log,
    averaged,
    learning_rate,
    load_checkpoint,
    multiplies_bfloat16,
    save_checkpoint,
    seed_everything,
    start_workers,
)
from .validate import validate
from .warm_start import start_from_vqvae

TERMS = {"nearest": "commitment", "argmax": "divergence", "none": "none"}


def temperature(step: int, config: VqVaeConfig) -> float:
    """From 1 to the last one along half a cosine."""
    share = min(1.0, step / max(1, config.temperature_steps))
    return config.last_temperature + (1 - config.last_temperature) * (1 + math.cos(math.pi * share)) / 2


def train(config: VqVaeConfig, cache: Path, run: Path, stage1: Path | None = None, device: str = "cpu") -> None:
    """Runs or resumes the run in folder `run`; its state is run/checkpoint.pt.

    `stage1` is the checkpoint of the VQ-VAE to start from where config.start says so.
    """
    rank, world = start_workers()
    run.mkdir(parents=True, exist_ok=True)
    log = Log(run, rank)
    seed_everything(config.seed)

    place = torch.device(device)
    bfloat16 = config.bfloat16 and multiplies_bfloat16(place)
    autocast = torch.autocast(place.type, torch.bfloat16, enabled=bfloat16)
    model = Tokenizer(config.model).to(place, memory_format=torch.channels_last)
    average = averaged(model, config.average_decay)
    optimizers = Optimizers(config.optimizer, model, config.learning_rate, config.weight_decay, bfloat16)
    fixed = (image.to(place) for image in fixed_crops(cache, config))
    first_step = 0
    if (run / "checkpoint.pt").exists():
        checkpoint = load_checkpoint(run / "checkpoint.pt")
        model.load_state_dict(checkpoint["model"])
        average.load_state_dict(checkpoint["averages"])
        optimizers.load_state_dict(checkpoint["optimizers"])
        first_step = checkpoint["step"]
        log(f"resuming at step {first_step}")
    elif config.start == "vqvae":
        start_from_vqvae(model, load_checkpoint(stage1), fixed, torch.Generator().manual_seed(config.seed))
    forward = model
    if world > 1:  # while the quantizer is bypassed, SimVQ's map has no gradient
        mapped = config.model.codebook == "simvq"
        forward = DistributedDataParallel(model, forward_sync_buffers=False, find_unused_parameters=mapped)
    from_scratch = config.start == "scratch" and config.model.quantizer == "nearest"

    validation = validation_crops(cache, config).to(place)
    seeds = ((config.seed, step, rank) for step in range(first_step, config.steps))
    if first_step == 0:
        log(f"0 validation: {validate(model, validation, bfloat16)}")
    batches = prefetch(CropSampler(cache, config.data), config.batch, seeds)
    started = time.monotonic()

    for step, image in zip(range(first_step, config.steps), batches, strict=True):
        image = image.to(place)
        continuous = from_scratch and step < config.continuous_steps
        for level in model.levels:
            if isinstance(level.quantizer, GumbelQuantizer):
                level.quantizer.temperature = temperature(step, config)
        # Noise and restarts from (seed, step) and nothing carried along: a resumed run draws what an unbroken one would.
        torch.manual_seed((config.seed * 1_000_003 + step) * world + rank)
        generator = torch.Generator().manual_seed(config.seed * 1_000_003 + step)
        with autocast:
            x_hat, results = forward(image, quantized=not continuous)
        reconstruction = losses.reconstruction(x_hat.float(), image, config.reconstruction, config.mse_floor)
        penalty = sum(result.penalty for result in results)
        (reconstruction + config.beta * penalty).backward()
        lr = learning_rate(step, config.steps, config.learning_rate, config.warmup_steps, config.decay_steps)
        optimizers.step(lr)

        if continuous and step + 1 == config.continuous_steps:
            start_codebooks(model, fixed, generator)
            average = averaged(model, config.average_decay)  # the weights before had no codes
        for level, result in zip(model.levels, results, strict=True):
            if continuous or not isinstance(level.quantizer, Quantizer):
                continue
            level.quantizer.update(result.rows, result.tokens.flatten())
            decaying = step >= config.steps - config.decay_steps
            if step % config.restart_every == 0 and not decaying:
                level.quantizer.restart(result.rows, config.restart_threshold, generator)
        average.update_parameters(model)

        if step % 50 == 0:
            speed = (step - first_step + 1) * config.batch * world / (time.monotonic() - started)
            own = " + ".join(f"{result.penalty:.4f}" for result in results)
            log(f"{step} loss {reconstruction:.4f} {TERMS[config.model.quantizer]} {own} lr {lr:.1e} {speed:.1f} crops/s")
        done = step + 1
        if done % config.validate_every == 0 or done == config.steps:
            log(f"{done} validation: {validate(average.module, validation, bfloat16)}")
        if rank == 0 and (done % config.checkpoint_every == 0 or done == config.steps):
            save_checkpoint(
                run / "checkpoint.pt",
                kind="vqvae",
                config=config,
                step=done,
                model=model.state_dict(),
                averages=average.state_dict(),
                optimizers=optimizers.state_dict(),
            )


def validation_crops(cache: Path, config: VqVaeConfig, crop: int | None = None) -> Tensor:
    """128 crops of photos [128,3,crop,crop], as large as in training if not told."""
    photos = {source: share for source, share in config.data.mix.items() if source not in PICTOGRAMS}
    return CropSampler(cache, DataConfig(crop or config.data.crop, mix=photos), "val").batch(128, (0,))


def fixed_crops(cache: Path, config: VqVaeConfig) -> Iterator[Tensor]:
    """Batches of training crops, the same on every worker."""
    sampler = CropSampler(cache, config.data)
    return (sampler.batch(config.batch, (config.seed, 0xC0DE, number)) for number in itertools.count())
