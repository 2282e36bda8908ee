"""Stage 2, VQ-GAN: goes on from stage 1 with losses that see pictures as people do, so that texture is invented where pixels
cannot be kept.

Esser et al., Taming Transformers, 2020, https://arxiv.org/abs/2012.09841: pixels, LPIPS (on a window of each crop, which VGG-16
can afford) and a discriminator whose part is weighted adaptively. Fidelity first: the discriminator (projected.py) begins to
learn at `adversarial_from`, and is heard when it has learned alone for a while. The codebook follows the encoder as in stage 1;
or, with `trained="decoder"`, both are left as they are and only the decoder learns. At the end some tokens are exchanged for
neighbours, as people who paint do, and a small patch discriminator learns beside: the app shows its opinion, no loss hears it.
"""

import dataclasses
import time
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from . import losses
from .config import ModelConfig, VqGanConfig
from .data.crops import CropSampler, prefetch
from .discriminator import Discriminator
from .lpips import Lpips
from .model import Tokenizer
from .muon import Optimizers
from .pack_weights import pack_as_checkpoint
from .projected import Lecam, ProjectedDiscriminator, augment
from .run import (
    Log,
    averaged,
    averaged_weights,
    learning_rate,
    load_checkpoint,
    multiplies_bfloat16,
    save_checkpoint,
    seed_everything,
    start_workers,
)
from .train_vqvae import validation_crops
from .validate import validate


def adaptive_weight(x_hat: Tensor, last: nn.Parameter, by_image: Tensor, by_discriminator: Tensor) -> Tensor:
    """How much the discriminator's gradient is scaled so that it pulls the decoder's last layer as hard as the other terms.

    by_image and by_discriminator are the two gradients with respect to x_hat, so that only the last layer is walked twice.
    """
    norms = [torch.autograd.grad(x_hat, last, g, retain_graph=True)[0].norm() for g in (by_image, by_discriminator)]
    return (norms[0] / (norms[1] + 1e-6)).clamp(0, 1e4)


def windows(images: list[Tensor], side: int, generator: torch.Generator) -> list[Tensor]:
    """The same random window of each batch [B,3,H,W] → [B,3,side,side]."""
    height, width = images[0].shape[2:]
    top, left = (int(torch.randint(0, n - side + 1, (), generator=generator)) for n in (height, width))
    return [image[..., top : top + side, left : left + side] for image in images]


def train(config: VqGanConfig, stage1: Path, cache: Path, run: Path, device: str = "cpu") -> None:
    """Runs or resumes the run in folder `run`, from `stage1`: a stage-1 checkpoint file, or a pack's folder."""
    rank, world = start_workers()
    run.mkdir(parents=True, exist_ok=True)
    log = Log(run, rank)
    seed_everything(config.seed)
    place = torch.device(device)
    bfloat16 = config.bfloat16 and multiplies_bfloat16(place)
    autocast = torch.autocast(place.type, torch.bfloat16, enabled=bfloat16)

    start = pack_as_checkpoint(stage1) if stage1.is_dir() else load_checkpoint(stage1)
    model = Tokenizer(ModelConfig(**start["config"]["model"]))
    model.load_state_dict(averaged_weights(start))
    model.to(place, memory_format=torch.channels_last)
    average = averaged(model, config.average_decay)
    (level,) = model.levels
    level.quantizer.decay = config.codebook_decay
    decoder_only = config.trained == "decoder"
    level.encoder.requires_grad_(not decoder_only)
    perceptual = Lpips("vgg16").to(place, memory_format=torch.channels_last)
    projected = ProjectedDiscriminator().to(place, memory_format=torch.channels_last)
    lecam = Lecam().to(place)
    patch = Discriminator(config.discriminator).to(place, memory_format=torch.channels_last)
    optimizers = Optimizers(config.optimizer, model, config.learning_rate, config.weight_decay, bfloat16)
    adam = {
        "projected": torch.optim.Adam(projected.heads.parameters(), config.projected_rate, betas=(0.0, 0.99)),
        "patch": torch.optim.Adam(patch.parameters(), config.discriminator_rate, betas=(0.5, 0.9)),
    }
    first_step = 0
    if (run / "checkpoint.pt").exists():
        checkpoint = load_checkpoint(run / "checkpoint.pt")
        model.load_state_dict(checkpoint["model"])
        average.load_state_dict(checkpoint["averages"])
        projected.load_learned_state(checkpoint["projected"])
        lecam.load_state_dict(checkpoint["lecam"])
        patch.load_state_dict(checkpoint["critic"])
        optimizers.load_state_dict(checkpoint["optimizers"])
        for name, optimizer in adam.items():
            optimizer.load_state_dict(checkpoint[f"{name}_optimizer"])
        first_step = checkpoint["step"]
        log(f"resuming at step {first_step}")
    # x_hat's gradient is put together by hand below, which DistributedDataParallel does not mind: it hooks parameters.
    shared = lambda module: DistributedDataParallel(module, forward_sync_buffers=False) if world > 1 else module
    forward, judge, judge_patches = shared(model), shared(projected), shared(patch)
    last_weight = model.decoder.net[-2].weight

    validation = validation_crops(cache, config).to(place)
    if first_step == 0:
        log(f"0 validation: {validate(model, validation, bfloat16)}")
    seeds = ((config.seed, step, rank) for step in range(first_step, config.steps))
    batches = prefetch(CropSampler(cache, config.data), config.batch, seeds)
    started = time.monotonic()

    def step_discriminator(name: str, loss: Tensor, rate: float) -> None:
        loss.backward()
        adam[name].param_groups[0]["lr"] = rate
        adam[name].step()
        adam[name].zero_grad(set_to_none=True)

    for step, image in zip(range(first_step, config.steps), batches, strict=True):
        image = image.to(place)
        # All chance from (seed, step) and nothing carried along: a resumed run draws what an unbroken one would.
        torch.manual_seed((config.seed * 1_000_003 + step) * world + rank)
        generator = torch.Generator().manual_seed((config.seed * 1_000_003 + step) * world + rank)
        lr = learning_rate(step, config.steps, 1.0, config.warmup_steps, config.decay_steps)
        exchanged = config.exchanged_share if step >= config.steps - config.exchanged_steps else 0.0
        with autocast:
            x_hat, (result,) = forward(image, exchanged=exchanged)
        x_hat = x_hat.float()
        x_fake = x_hat.detach()
        scores: dict[str, Tensor] = {}

        # Discriminators first, on a reconstruction that they cannot reach back through.
        adversarial = step >= config.adversarial_from
        if adversarial:
            with autocast:
                opinions = judge(torch.cat(augment([image, x_fake], generator)))
            real, fake = zip(*(each.float().chunk(2) for each in opinions), strict=True)
            hinge = torch.stack([losses.hinge_discriminator(a, b) for a, b in zip(real, fake, strict=True)]).mean()
            scores["discriminator"] = hinge
            step_discriminator("projected", hinge + config.lecam_weight * lecam(real, fake), config.projected_rate * lr)
        if step >= config.steps - config.patch_steps:
            with autocast:
                opinions, _ = judge_patches(torch.cat([image, x_fake]))
            scores["patches"] = losses.hinge_discriminator(*opinions.chunk(2))
            step_discriminator("patch", scores["patches"], config.discriminator_rate * lr)

        # Then everything that x_hat is judged by, as two gradients with respect to x_hat.
        x_leaf = x_fake.requires_grad_()
        with autocast:
            perceived = perceptual(*windows([x_leaf, image], config.perceptual_window, generator)).mean()
        terms = {
            "reconstruction": config.reconstruction_weight
            * losses.reconstruction(x_leaf, image, config.reconstruction, config.mse_floor),
            "perceptual": config.perceptual_weight * perceived,
        }
        gradient = torch.autograd.grad(sum(terms.values()), x_leaf, retain_graph=True)[0]
        if adversarial and step >= config.adversarial_from + config.discriminator_alone:
            projected.requires_grad_(False)
            with autocast:
                opinions = projected(*augment([x_leaf], generator))
            projected.heads.requires_grad_(True)
            by_discriminator = torch.autograd.grad(losses.hinge_generator(opinions), x_leaf)[0]
            weight = adaptive_weight(x_hat, last_weight, gradient, by_discriminator)
            scores["adaptive weight"] = weight
            gradient = gradient + config.adversarial_weight * weight * by_discriminator
        if decoder_only:
            x_hat.backward(gradient)
        else:
            torch.autograd.backward([x_hat, config.beta * result.penalty], [gradient, x_hat.new_ones(())])
            level.quantizer.update(result.rows, result.tokens.flatten())
        optimizers.step(config.learning_rate * lr)
        average.update_parameters(model)

        if step % 50 == 0:
            speed = (step - first_step + 1) * config.batch * world / (time.monotonic() - started)
            parts = " ".join(f"{name} {term.item():.4f}" for name, term in (terms | scores).items())
            log(f"{step} {parts} commitment {result.penalty:.4f} lr {config.learning_rate * lr:.1e} {speed:.1f} crops/s")
        done = step + 1
        if done % config.validate_every == 0 or done == config.steps:
            log(f"{done} validation: {validate(average.module, validation, bfloat16)}")
        if rank == 0 and (done % config.checkpoint_every == 0 or done == config.steps):
            save_checkpoint(
                run / "checkpoint.pt",
                kind="vqgan",
                config=dataclasses.asdict(config) | {"model": start["config"]["model"], "stage1": start["config"]},
                step=done,
                model=model.state_dict(),
                averages=average.state_dict(),
                projected=projected.learned_state(),
                lecam=lecam.state_dict(),
                critic=patch.state_dict(),
                optimizers=optimizers.state_dict(),
                **{f"{name}_optimizer": optimizer.state_dict() for name, optimizer in adam.items()},
            )
