"""How good a pack's priors are: bits a token beside count models, and samples looked at in three ways.

The checkpoints' weights are rounded as in the pack's graphs, which the export has compared with them.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from .export_prior import load_prior
from .ngrams import Bigram2D, bits_per_token
from .pack import Pack, read_manifest, write_manifest
from .pixelcnn import PixelCnn
from .prior import Prior
from .priors_card import write_priors_section
from .recogniser import Recogniser, train_recogniser
from .run import load_checkpoint
from .sample_sheets import write_nearest_sheet, write_overview
from .samples import SAMPLERS, Drawing
from .tokens import CLASSES, STYLES, TokenSet, load_tokens

VIEWS = ("whole", "window")  # of validation images
GRIDS = 150  # of emoji, and of photos
MASK_SHARES = (0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
PSEUDO_CELLS = 4  # of each grid, one at a time, for the pseudo-likelihood
SAMPLES = 4  # of each class
GUIDANCE = (1.0, 2.0)
BITS = 1 / np.log(2)


@dataclass(frozen=True)
class Held:
    """Validation grids int64 [n,N] with their conditions [n,c]."""

    grids: Tensor
    conditions: Tensor


def held_out(tokens: TokenSet) -> dict[str, Held]:
    """Emoji and photos of the validation split, a fixed choice."""
    rng = np.random.default_rng(0)
    indices = tokens.where("val", VIEWS)
    pictograms = tokens.sources[indices] == "emoji"
    parts = {}
    for name, members in (("emoji", indices[pictograms]), ("photos", indices[~pictograms])):
        chosen = rng.permutation(members)[:GRIDS]
        grids = tokens.grids[chosen].reshape(len(chosen), -1).astype(np.int64)
        parts[name] = Held(torch.from_numpy(grids), torch.from_numpy(tokens.conditions[chosen].astype(np.int64)))
    return parts


def count_models(tokens: TokenSet, size: int, held: dict[str, Held]) -> dict[str, dict[str, float]]:
    """Bits a token of the unigram and the 2-D bigram model, trained on all training grids."""
    train = tokens.grids[tokens.where("train")]
    bigram = Bigram2D(train, size)
    grids = {name: part.grids.numpy().reshape(-1, *train.shape[1:]) for name, part in held.items()}
    return {
        "unigram": {name: round(bits_per_token(bigram.unigram.probabilities(grid)), 3) for name, grid in grids.items()},
        "bigram": {name: round(bits_per_token(bigram.probabilities(grid)), 3) for name, grid in grids.items()},
    }


@torch.no_grad()
def autoregressive_bits(prior: Prior | PixelCnn, part: Held) -> float:
    losses = [
        F.cross_entropy(prior.autoregressive(grids, conditions).flatten(0, 1), grids.flatten())
        for grids, conditions in zip(part.grids.split(20), part.conditions.split(20), strict=True)
    ]
    return round(float(np.mean([loss.item() for loss in losses]) * BITS), 3)


@torch.no_grad()
def masked_bits(prior: Prior, part: Held, masks: Tensor) -> float:
    """Bits a masked token; masks bool, as the grids [n,N]."""
    total = 0.0
    for grids, conditions, mask in zip(part.grids.split(20), part.conditions.split(20), masks.split(20), strict=True):
        logits = prior.masked(grids.masked_fill(mask, prior.codebook_size), conditions)
        total += F.cross_entropy(logits[mask], grids[mask], reduction="sum").item()
    return round(total / int(masks.sum()) * BITS, 3)


def masked_figures(prior: Prior, part: Held) -> dict[str, float]:
    """Bits a token by the share of cells that is masked, and with one cell masked at a time (pseudo-likelihood)."""
    generator = torch.Generator().manual_seed(0)
    order = torch.rand(part.grids.shape, generator=generator).argsort(1).argsort(1)
    cells = part.grids.shape[1]
    figures = {f"{share:.0%}": masked_bits(prior, part, order < round(share * cells)) for share in MASK_SHARES}
    repeated = Held(part.grids.repeat(PSEUDO_CELLS, 1), part.conditions.repeat(PSEUDO_CELLS, 1))
    one = torch.cat([order == cell for cell in range(PSEUDO_CELLS)])
    return {"one": masked_bits(prior, repeated, one)} | figures


def asked_for() -> list[list[int]]:
    """Conditions of SAMPLES grids of each class; emoji in each set in turn."""
    conditions = []
    for label, name in enumerate(CLASSES):
        styles = range(1, len(STYLES)) if name.startswith("emoji") else [0]
        conditions += [[label, styles[i % len(styles)]] for i in range(SAMPLES)]
    return conditions


def nearest_training_grids(grids: np.ndarray, train: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(index [n] of the training grid that agrees in most cells, share [n] of cells in which it does)."""
    flat, indices, shares = train.reshape(len(train), -1), [], []
    for grid in grids.reshape(len(grids), -1).astype(train.dtype):
        equal = (flat == grid).sum(1)
        indices.append(int(equal.argmax()))
        shares.append(equal.max() / grid.size)
    return np.array(indices), np.array(shares)


def recognised(recogniser: Recogniser, grids: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Shares of the grids whose class is recognised: of all, of emoji, of flowers."""
    right = recogniser.recognise(grids) == labels
    groups = {"all": right, "emoji": right[labels < CLASSES.index("flower: daisy")]}
    flowers = np.array([CLASSES[label].startswith("flower") for label in labels])
    return {name: round(float(hits.mean()), 3) for name, hits in (groups | {"flowers": right[flowers]}).items()}


def evaluate_priors(pack_dir: Path, runs: dict[str, Path], cache: Path, sheets: Path, recogniser_steps: int = 1000) -> dict:
    """Writes priors' figures into the manifest and the card, and large sheets of their samples into the folder `sheets`; and,
    where all of the pack's are measured, a small picture of samples beside the card. Others keep the figures they have.

    runs: prior's id → the checkpoint that it was exported from."""
    pack = Pack(pack_dir)
    tokens = load_tokens(pack, cache)
    manifest, held = read_manifest(pack_dir), held_out(tokens)
    train, plain = tokens.where("train"), tokens.where("train", ("whole",))
    measured = [entry for entry in manifest["priors"] if entry["id"] in runs]
    sheets.mkdir(parents=True, exist_ok=True)

    def shared_figures() -> tuple[Recogniser, dict]:
        recogniser = train_recogniser(tokens.grids[plain], tokens.conditions[plain, 0], pack.codebook, recogniser_steps)
        validation = tokens.where("val", ("whole",))
        real, labels = tokens.grids[validation], tokens.conditions[validation, 0]
        shuffled = np.random.default_rng(0).permuted(real.reshape(len(real), -1), axis=1).reshape(real.shape)
        every = len(real) // 150
        return recogniser, {
            **count_models(tokens, len(pack.codebook), held),
            "recognisedReal": recognised(recogniser, real, labels),
            "recognisedShuffled": recognised(recogniser, shuffled, labels),
            "nearestReal": nearness(real[::every], labels[::every], tokens.grids[train])[1],
        }

    def bits_and_samples(entry: dict) -> tuple[dict, dict[float, np.ndarray]]:
        prior = load_prior(load_checkpoint(runs[entry["id"]]), pack)
        bits = masked_figures if entry["type"] == "masked" else autoregressive_bits
        draw, conditions, grids = SAMPLERS[entry["type"]], torch.tensor(asked_for()), {}
        for guidance in GUIDANCE:
            sampled = draw(prior, conditions, Drawing(guidance=guidance), torch.Generator().manual_seed(1))
            grids[guidance] = sampled.view(-1, *entry["grid"]).numpy()
        return {name: bits(prior, part) for name, part in held.items()}, grids

    # Threads, since most of it is PyTorch's work: best with OMP_NUM_THREADS=1.
    with ThreadPoolExecutor() as pool:
        sharing = pool.submit(shared_figures)
        by_prior = list(pool.map(bits_and_samples, measured))
        recogniser, shared = sharing.result()
    asked, overview = np.array(asked_for())[:, 0], {}
    for entry, (bits, drawn) in zip(measured, by_prior, strict=True):
        entry["metrics"] = {"bitsPerToken": bits} | shared
        for guidance, grids in drawn.items():
            indices, near = nearness(grids, asked, tokens.grids[train])
            figures = {"recognised": recognised(recogniser, grids, asked), "nearest": near}
            entry["metrics"][f"samplesGuidance{guidance:g}"] = figures
            sheet = sheets / f"{pack.manifest['id']}-{entry['id']}-guidance-{guidance:g}.png"
            write_nearest_sheet(pack, grids, tokens.grids[train[indices]], SAMPLES, sheet)
            overview[f"{entry['id']}, guidance {guidance:g}"] = grids.reshape(len(CLASSES), SAMPLES, *entry["grid"])
    write_manifest(pack_dir, manifest)
    if measured == manifest["priors"]:
        write_overview(pack, CLASSES, overview, pack_dir / "samples.webp")
    write_priors_section(pack_dir)
    return {entry["id"]: entry["metrics"] for entry in measured}


def nearness(grids: np.ndarray, labels: np.ndarray, train: np.ndarray) -> tuple[np.ndarray, dict[str, float]]:
    """(indices of the nearest training grids, mean share of equal cells for emoji and for photos)."""
    indices, shares = nearest_training_grids(grids, train)
    pictograms = np.array([CLASSES[label].startswith("emoji") for label in labels])
    means = {"emoji": shares[pictograms].mean(), "photos": shares[~pictograms].mean()}
    return indices, {name: round(float(share), 3) for name, share in means.items()}
