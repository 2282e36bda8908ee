"""Trains the priors over a pack's tokens by cross-entropy: a transformer, autoregressive for a part of each batch and masked
for the rest; or a PixelCNN."""

import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.nn.parallel import DistributedDataParallel

from .config import PriorConfig
from .make_prior import make_prior
from .masks import random_mask
from .muon import Optimizers
from .pack import Pack
from .pixelcnn import PixelCnn
from .prior import CodeTable, Prior
from .run import Log, learning_rate, load_checkpoint, save_checkpoint, seed_everything, start_workers
from .tokens import CONDITIONS, NAMES, TokenSampler, TokenSet, load_tokens

BITS = 1 / np.log(2)


class Losses(torch.nn.Module):
    """What DistributedDataParallel wraps: a batch to the two mean losses, in nats a token; NaN where a reading is absent."""

    def __init__(self, prior: Prior | PixelCnn):
        super().__init__()
        self.prior = prior

    def forward(
        self, tokens: Tensor, conditions: Tensor, masks: Tensor, above: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        return self.prior.losses(tokens, conditions, masks, above)


def train(config: PriorConfig, pack_dir: Path, cache: Path, run: Path, start: dict | None = None) -> None:
    """Runs or resumes the run in folder `run`; its state is run/checkpoint.pt. A new run takes the weights and the
    optimizers' state of the checkpoint `start`, if given: a joint run can end as one run for each reading. From a prior of
    fewer layers or conditions, or from a pack, it takes the weights alone, and counts steps anew; from one of another kind the
    table of codes."""
    rank, world = start_workers()
    run.mkdir(parents=True, exist_ok=True)
    log = Log(run, rank)
    seed_everything(config.seed)

    pack = Pack(pack_dir)
    tokens = load_tokens(pack, cache, pack.index_of(config.level))
    conditions = told_conditions(config, tokens)
    prior = new_prior(config, pack, tokens)
    optimizers = Optimizers(config.optimizer, prior, config.learning_rate, config.weight_decay, config.bfloat16)
    first_step = seen = 0  # steps, and grids
    resumed = run / "checkpoint.pt"
    if resumed.exists() or start:
        checkpoint = load_checkpoint(resumed) if resumed.exists() else start
        if checkpoint["config"].get("kind", "transformer") == config.kind:
            seen = checkpoint["grids"]
            grown = take_weights(prior, checkpoint["model"])
            if grown or "optimizers" not in checkpoint:
                log(f"all of {checkpoint['run']}, {seen} grids seen; new: {', '.join(grown) or 'nothing'}")
            else:
                optimizers.load_state_dict(checkpoint["optimizers"])
                first_step = checkpoint["step"]
                log(f"going on at step {first_step} of {checkpoint['run']}, {seen} grids seen")
        else:
            taken = take_table(prior, checkpoint["model"])
            log(f"the table of codes from {checkpoint['run']}: {', '.join(taken)}")
    losses = Losses(prior)
    forward = torch.compile(losses) if config.compile else losses
    if world > 1:  # a transformer's reading that is absent leaves its own vectors without a gradient
        alone = config.kind == "transformer" and config.autoregressive_share in (0, 1)
        forward = DistributedDataParallel(forward, forward_sync_buffers=False, find_unused_parameters=alone)
    sampler = TokenSampler(tokens, config.mix, config.placed_share)
    causal = round(config.batch * config.autoregressive_share)
    started, shown = time.monotonic(), []

    for step in range(first_step, config.steps):
        batch = draw(sampler, config, prior, config.batch - causal, np.random.default_rng((config.seed, step, rank)))
        with torch.autocast("cpu", torch.bfloat16, enabled=config.bfloat16):
            autoregressive, masked = forward(*batch)
        # By number of grids; a reading that is absent has no loss.
        parts = [loss * share for loss, share in ((autoregressive, causal), (masked, config.batch - causal)) if share]
        (sum(parts) / config.batch).backward()
        lr = learning_rate(step, config.steps, config.learning_rate, config.warmup_steps, config.decay_steps)
        optimizers.step(lr)

        shown.append((autoregressive.item(), masked.item()))
        if step % 20 == 0:
            a, m = np.mean(shown, 0) * BITS
            shown.clear()
            speed = (step - first_step + 1) * config.batch * world / (time.monotonic() - started)
            log(f"{step} bits a token: autoregressive {a:.3f} masked {m:.3f} lr {lr:.1e} {speed:.1f} grids/s")
        done, seen = step + 1, seen + config.batch * world
        if done % config.validate_every == 0 or done == config.steps:
            log(f"{done} validation: {validate(prior, tokens, config)}")
        if rank == 0 and (done % config.checkpoint_every == 0 or done == config.steps):
            save_checkpoint(
                run / "checkpoint.pt",
                kind="prior",
                run=run.name,
                pack=pack.manifest["id"],
                config=config,
                conditions=conditions,
                step=done,
                grids=seen,
                model=prior.state_dict(),
                optimizers=optimizers.state_dict(),
            )


def take_weights(prior: Prior | PixelCnn, weights: dict[str, Tensor]) -> list[str]:
    """Takes over a checkpoint's weights; returns the names of the blocks and conditions that it lacks. Blocks' branches end in
    zeros, so that the deeper transformer starts as the one that it grew from (Zhang et al., 2019,
    https://arxiv.org/abs/1901.09321); so does a condition with sketches."""
    missing, unknown = prior.load_state_dict(weights, strict=False)
    grown = [name for name in missing if name.startswith(("blocks.", "conditions.", "sketches."))]
    strangers = unknown + [name for name in missing if name not in grown]
    if strangers:
        raise ValueError(f"the checkpoint's prior differs in more than layers and conditions: {', '.join(strangers)}")
    return sorted({".".join(name.split(".")[:2]) for name in grown})


def take_table(prior: CodeTable, weights: dict[str, Tensor]) -> list[str]:
    """What both kinds of prior know of codes, where the tables are as wide; returns the names of what was taken."""
    shared = {name: values for name, values in weights.items() if name in ("from_codebook.weight", "residual", "bias")}
    prior.load_state_dict(shared, strict=False)
    return list(shared)


def told_conditions(config: PriorConfig, tokens: TokenSet) -> dict[str, list[str]]:
    """The values of each of the prior's conditions."""
    told = {name: list(values) for name, values in CONDITIONS.items()}
    return told | {NAMES: tokens.names.tolist()} if config.names else told


def sketch(tokens: TokenSet, codebook: np.ndarray, config: PriorConfig) -> Tensor:
    """[names+1,P,F]: of each name's training grids the mean vector of every s×s cells, of that the F principal
    components, as differences from the mean of all names; in units in which they are 1 on the average. Of "any", zeros."""
    (height, width), s = config.model.grid, config.sketch_cells
    called = tokens.conditions[:, 2]
    means = np.stack([codebook[tokens.grids[called == name]].mean(0) for name in range(len(tokens.names))])
    means = means.reshape(-1, height // s, s, width // s, s, codebook.shape[1]).mean((2, 4))
    differences = torch.from_numpy(means - means.mean(0)).float()
    directions = torch.linalg.svd(differences.flatten(0, 2), full_matrices=False).Vh[: config.sketch_size]
    sketches = differences @ directions.T
    return F.pad(sketches / sketches.square().mean().sqrt(), (0, 0, 0, 0, 0, 0, 0, 1)).flatten(1, 2)


def new_prior(config: PriorConfig, pack: Pack, tokens: TokenSet) -> Prior | PixelCnn:
    """The output bias starts at the codes' log frequencies: the first step already predicts the unigram model."""
    sizes = tuple(map(len, told_conditions(config, tokens).values()))
    codebook = pack.levels[pack.index_of(config.level)].codebook
    sketches = sketch(tokens, codebook, config) if config.names else None
    prior = make_prior(config.kind, config.model, pack, config.level, sizes, sketches)
    counts = np.bincount(tokens.grids[tokens.where("train")].ravel(), minlength=prior.codebook_size) + 1
    prior.bias.data.copy_(torch.from_numpy(np.log(counts / counts.sum())))
    return prior


def draw(
    sampler: TokenSampler, config: PriorConfig, prior: Prior, masked: int, rng: np.random.Generator
) -> tuple[Tensor, Tensor, Tensor, Tensor | None]:
    """(tokens, conditions with some replaced by "any", masks of the last `masked` grids, tokens of the coarser level with
    some replaced by "not known")."""
    tokens, conditions, above = sampler.batch(config.batch, rng)
    conditions = conditions[:, : len(prior.any)]
    lost = rng.random(conditions.shape) < config.condition_dropout
    if config.names:
        lost[:, 2] = rng.random(len(lost)) < config.name_dropout
        named = ~lost[:, 2] & (conditions[:, 2] != prior.any[2])
        lost[named, 0] |= rng.random(named.sum()) < config.class_dropout
    lost |= rng.random((len(lost), 1)) < config.condition_dropout
    conditions = np.where(lost, prior.any, conditions)
    masks = np.zeros((masked, *config.model.grid), bool)
    for mask in masks:
        mask[:] = random_mask(*mask.shape, rng, config.shape_share)
    if above is not None:
        above[rng.random(len(above)) < config.above_dropout] = prior.above.codebook_size
    parts = tokens, conditions, masks.reshape(masked, prior.positions)
    return *map(torch.from_numpy, parts), None if above is None else torch.from_numpy(above)


@torch.no_grad()
def validate(prior: Prior, tokens: TokenSet, config: PriorConfig, count: int = 64) -> str:
    """Bits a token on fixed validation grids, emoji and photos apart, in both readings (masks as in training)."""
    rng = np.random.default_rng(0)
    parts = []
    for name in ("emoji", "photo"):
        indices = tokens.where("val")
        indices = rng.permutation(indices[(tokens.sources[indices] == "emoji") == (name == "emoji")])[:count]
        if not len(indices):
            continue
        grids, conditions, above = (None if part is None else torch.from_numpy(part) for part in tokens.rows(indices))
        masks = np.array([random_mask(*config.model.grid, rng, config.shape_share) for _ in grids]).reshape(len(grids), -1)
        losses = Losses(prior)
        none = torch.zeros(0, grids.shape[1], dtype=torch.bool)
        if config.autoregressive_share > 0:
            parts.append(f"{name} autoregressive {losses(grids, conditions, none, above)[0] * BITS:.3f}")
        if config.kind == "transformer":
            parts.append(f"{name} masked {losses(grids, conditions, torch.from_numpy(masks), above)[1] * BITS:.3f}")
    return ", ".join(parts)
