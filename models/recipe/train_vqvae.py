"""Stage 1, VQ-VAE: reconstruction + β·commitment, straight-through gradients, EMA codebook.

van den Oord et al., 2017, https://arxiv.org/abs/1711.00937.
"""

import time
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.parallel import DistributedDataParallel

from . import losses
from .config import VqVaeConfig
from .data.crops import CropSampler, prefetch
from .first_pack import start_from_first_pack
from .model import Tokenizer
from .muon import Optimizers
from .quantizer import Quantized, as_rows

from .run import Log, learning_rate, load_checkpoint, save_checkpoint, seed_everything, start_workers
from .validate import validate

def train(config: VqVaeConfig, cache: Path, run: Path, first_pack: Path | None = None) -> None:
    """Runs or resumes the run in folder `run`; its state is run/checkpoint.pt.

    `first_pack` is the folder to start from where config.start says so.
    """
    rank, world = start_workers()
    run.mkdir(parents=True, exist_ok=True)
    log = Log(run, rank)
    seed_everything(config.seed)

    model = Tokenizer(config.model).to(memory_format=torch.channels_last)
    optimizers = Optimizers(config.optimizer, model, config.learning_rate, config.weight_decay)
    first_step = 0
    if (run / "checkpoint.pt").exists():
        checkpoint = load_checkpoint(run / "checkpoint.pt")
        model.load_state_dict(checkpoint["model"])
        optimizers.load_state_dict(checkpoint["optimizers"])
        first_step = checkpoint["step"]
        log(f"resuming at step {first_step}")
    elif config.start == "first-pack":
        start_from_first_pack(model, first_pack)
        rows = encoder_outputs(model, cache, config)
        model.quantizer.count_use(rows, tokens_per_step=config.batch * world * (config.data.crop // 8) ** 2)
    forward = DistributedDataParallel(model, forward_sync_buffers=False) if world > 1 else model
    quantizer = model.quantizer

    photos = {source: share for source, share in config.data.mix.items() if source != "emoji"}
    validation = CropSampler(cache, photos, config.data.crop, "val").batch(128, (0,))
    seeds = ((config.seed, step, rank) for step in range(first_step, config.steps))
    batches = prefetch(CropSampler(cache, config.data.mix, config.data.crop), config.batch, seeds)
    started = time.monotonic()

    for step, image in zip(range(first_step, config.steps), batches, strict=True):
        continuous = step < config.continuous_steps and config.start == "scratch"
        with torch.autocast("cpu", torch.bfloat16, enabled=config.bfloat16):
            x_hat, result = forward(image, quantized=not continuous)
        reconstruction = losses.reconstruction(x_hat.float(), image, config.reconstruction)
        commitment = result.commitment if isinstance(result, Quantized) else torch.zeros(())
        (reconstruction + config.beta * commitment).backward()
        lr = learning_rate(step, config.steps, config.learning_rate, config.warmup_steps, config.decay_steps)
        optimizers.step(lr)

        # A generator made of (seed, step) and not carried along: a resumed run draws what an unbroken one would.
        generator = torch.Generator().manual_seed(config.seed * 1_000_003 + step)
        if isinstance(result, Quantized):
            quantizer.update(result.z_e, result.tokens.flatten())
            decaying = step >= config.steps - config.decay_steps
            if step % config.restart_every == 0 and not decaying:
                quantizer.restart(result.z_e, config.restart_threshold, generator)
        elif step + 1 == config.continuous_steps:
            quantizer.start_from(encoder_outputs(model, cache, config), generator)

        if step % 50 == 0:
            speed = (step - first_step + 1) * config.batch * world / (time.monotonic() - started)
            log(f"{step} loss {reconstruction:.4f} commitment {commitment:.4f} lr {lr:.1e} {speed:.1f} crops/s")
        done = step + 1
        if done % config.validate_every == 0 or done == config.steps:
            log(f"{done} validation: {validate(model, validation, config.bfloat16)}")
        if rank == 0 and (done % config.checkpoint_every == 0 or done == config.steps):
            save_checkpoint(
                run / "checkpoint.pt",
                kind="vqvae",
                config=config,
                step=done,
                model=model.state_dict(),
                optimizers=optimizers.state_dict(),
            )


@torch.no_grad()
def encoder_outputs(model: Tokenizer, cache: Path, config: VqVaeConfig) -> Tensor:
    """z_e as rows [at least 8·K, D] for a few fixed batches of training crops, the same on every worker."""
    sampler = CropSampler(cache, config.data.mix, config.data.crop)
    rows: list[Tensor] = []
    while sum(map(len, rows)) < 8 * config.model.codebook_size:
        with torch.autocast("cpu", torch.bfloat16, enabled=config.bfloat16):
            z_e = model.latents(sampler.batch(config.batch, (config.seed, 0xC0DE, len(rows))))
        rows.append(as_rows(z_e))
    return torch.cat(rows)
