"""Stage 2, VQ-GAN: goes on from stage 1 with a critic, so that texture is invented where pixels cannot be kept.

Esser et al., Taming Transformers, 2020, https://arxiv.org/abs/2012.09841: hinge loss of a patch discriminator, weighted
adaptively, and a perceptual loss. The codebook follows the encoder as in stage 1; or, with `trained="decoder"`, both are
left as they are and only the decoder learns.
"""

import copy
import dataclasses
import time
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from . import losses
from .config import DataConfig, ModelConfig, VqGanConfig
from .data.crops import PICTOGRAMS, CropSampler, prefetch
from .discriminator import Discriminator
from .model import Tokenizer
from .muon import Optimizers
from .pack_weights import pack_as_checkpoint
from .run import Log, learning_rate, load_checkpoint, save_checkpoint, seed_everything, start_workers
from .validate import validate


def adaptive_weight(x_hat: Tensor, last: nn.Parameter, by_image: Tensor, by_critic: Tensor) -> Tensor:
    """How much the critic's gradient is scaled so that it pulls the decoder's last layer as hard as the other terms.

    by_image and by_critic are the two gradients with respect to x_hat, so that only the last layer is walked twice.
    """
    norms = [torch.autograd.grad(x_hat, last, g, retain_graph=True)[0].norm() for g in (by_image, by_critic)]
    return (norms[0] / (norms[1] + 1e-6)).clamp(0, 1e4)


def train(config: VqGanConfig, stage1: Path, cache: Path, run: Path) -> None:
    """Runs or resumes the run in folder `run`, from `stage1`: a stage-1 checkpoint file, or a pack's folder."""
    rank, world = start_workers()
    run.mkdir(parents=True, exist_ok=True)
    log = Log(run, rank)
    seed_everything(config.seed)

    start = pack_as_checkpoint(stage1) if stage1.is_dir() else load_checkpoint(stage1)
    model_config = ModelConfig(**start["config"]["model"])
    model = Tokenizer(model_config).to(memory_format=torch.channels_last)
    model.load_state_dict(start["model"])
    (level,) = model.levels
    level.quantizer.decay = config.codebook_decay
    perceptual = losses.Perceptual(copy.deepcopy(level.encoder.net))
    decoder_only = config.trained == "decoder"
    level.encoder.requires_grad_(not decoder_only)
    critic = Discriminator(config.discriminator).to(memory_format=torch.channels_last)
    optimizers = Optimizers(config.optimizer, model, config.learning_rate, config.weight_decay)
    critic_optimizer = torch.optim.Adam(critic.parameters(), config.discriminator_rate, betas=(0.5, 0.9))
    first_step = 0
    if (run / "checkpoint.pt").exists():
        checkpoint = load_checkpoint(run / "checkpoint.pt")
        model.load_state_dict(checkpoint["model"])
        critic.load_state_dict(checkpoint["critic"])
        optimizers.load_state_dict(checkpoint["optimizers"])
        critic_optimizer.load_state_dict(checkpoint["critic_optimizer"])
        first_step = checkpoint["step"]
        log(f"resuming at step {first_step}")
    # x_hat's gradient is put together by hand below, which DistributedDataParallel does not mind: it hooks parameters.
    forward = DistributedDataParallel(model, forward_sync_buffers=False) if world > 1 else model
    judge = DistributedDataParallel(critic, forward_sync_buffers=False) if world > 1 else critic
    last_weight = model.decoder.net[-2].weight

    photos = {source: share for source, share in config.data.mix.items() if source not in PICTOGRAMS}
    validation = CropSampler(cache, DataConfig(config.data.crop, mix=photos), "val").batch(128, (0,))
    if first_step == 0:
        log(f"0 validation: {validate(model, validation, config.bfloat16)}")
    seeds = ((config.seed, step, rank) for step in range(first_step, config.steps))
    batches = prefetch(CropSampler(cache, config.data), config.batch, seeds)
    started = time.monotonic()

    for step, image in zip(range(first_step, config.steps), batches, strict=True):
        with torch.autocast("cpu", torch.bfloat16, enabled=config.bfloat16):
            x_hat, (result,) = forward(image)
        x_hat = x_hat.float()

        # The critic first, on a reconstruction that it cannot reach back through.
        x_fake = x_hat.detach()
        with torch.autocast("cpu", torch.bfloat16, enabled=config.bfloat16):
            opinions, _ = judge(torch.cat([image, x_fake]))
        real, fake = opinions.chunk(2)
        critic_loss = losses.hinge_discriminator(real, fake)
        critic_loss.backward()
        lr = learning_rate(step, config.steps, 1.0, config.warmup_steps, config.decay_steps)
        critic_optimizer.param_groups[0]["lr"] = config.discriminator_rate * lr
        critic_optimizer.step()
        critic_optimizer.zero_grad(set_to_none=True)

        # Then everything that x_hat is judged by, as two gradients with respect to x_hat.
        critic.requires_grad_(False)
        x_leaf = x_fake.requires_grad_()
        with torch.autocast("cpu", torch.bfloat16, enabled=config.bfloat16):
            perceived = perceptual(x_leaf, image)
            opinion, activations = critic(x_leaf)
            with torch.no_grad():
                wanted = critic(image)[1]
        critic.requires_grad_(True)
        terms = {
            "reconstruction": config.reconstruction_weight
            * losses.reconstruction(x_leaf, image, config.reconstruction),
            "perceptual": config.perceptual_weight * perceived,
            "texture": config.texture_weight * losses.texture(x_leaf, image),
            "lattice": config.lattice_weight * losses.lattice(x_leaf, image, model_config.downsample),
            "matching": config.matching_weight * losses.feature_matching(activations, wanted),
        }
        adversarial = losses.hinge_generator(opinion)
        by_image = torch.autograd.grad(sum(terms.values()), x_leaf, retain_graph=True)[0]
        by_critic = torch.autograd.grad(adversarial, x_leaf)[0]
        weight = adaptive_weight(x_hat, last_weight, by_image, by_critic)
        if step < config.discriminator_alone:
            weight = torch.zeros(())
        by_everything = by_image + config.adversarial_weight * weight * by_critic
        if decoder_only:
            x_hat.backward(by_everything)
        else:
            torch.autograd.backward([x_hat, config.beta * result.penalty], [by_everything, torch.ones(())])
            level.quantizer.update(result.rows, result.tokens.flatten())
        optimizers.step(config.learning_rate * lr)

        if step % 50 == 0:
            speed = (step - first_step + 1) * config.batch * world / (time.monotonic() - started)
            parts = " ".join(f"{name} {term.item():.4f}" for name, term in terms.items())
            log(
                f"{step} {parts} commitment {result.penalty:.4f} critic {critic_loss:.3f} "
                f"adversarial {adversarial:.3f} × {weight:.3f} lr {config.learning_rate * lr:.1e} {speed:.1f} crops/s"
            )
        done = step + 1
        if done % config.validate_every == 0 or done == config.steps:
            log(f"{done} validation: {validate(model, validation, config.bfloat16)}")
        if rank == 0 and (done % config.checkpoint_every == 0 or done == config.steps):
            save_checkpoint(
                run / "checkpoint.pt",
                kind="vqgan",
                config=dataclasses.asdict(config) | {"model": start["config"]["model"], "stage1": start["config"]},
                step=done,
                model=model.state_dict(),
                critic=critic.state_dict(),
                optimizers=optimizers.state_dict(),
                critic_optimizer=critic_optimizer.state_dict(),
            )
