"""How good a pack's priors are: bits a token beside count models, and samples looked at in three ways.

The checkpoints' weights are rounded as in the pack's graphs, which the export has compared with them.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch

from .export_prior import load_prior
from .named_samples import named_figures, write_named_sheet
from .pack import Pack, read_manifest, write_manifest
from .pixelcnn import PixelCnn
from .prior import Prior
from .prior_bits import autoregressive_bits, count_models, held_out, masked_figures
from .priors_card import write_priors_section
from .recogniser import Recogniser, train_recogniser
from .run import load_checkpoint
from .sample_sheets import write_nearest_sheet, write_overview
from .samples import SAMPLERS, Drawing
from .tokens import CLASSES, NAMES, STYLES, TokenSet, load_tokens

SAMPLES = 10  # of each class: shares of 190 are uncertain by three or four percent
GUIDANCE = (1.0, 3.0, 6.0)  # none, some, and as the app begins
SHEET_COLUMNS = 5

Samples = dict[float, np.ndarray]  # by guidance: grids int [n,h,w] of one level, SAMPLES of each class in turn


def asked_for() -> list[list[int]]:
    """Class and style of SAMPLES grids of each class; emoji in each set in turn."""
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
    """Writes priors' figures into the manifest and the card, a small picture of samples beside it, and large sheets of their
    samples into the folder `sheets`. Others keep the figures and the columns of the picture that they have.

    runs: prior's id → the checkpoint that it was exported from. Of a pack of two levels both levels' priors: samples of the
    finer one go on from those of the coarser."""
    pack = Pack(pack_dir)
    manifest = read_manifest(pack_dir)
    measured = [entry for entry in manifest["priors"] if entry["id"] in runs]
    sheets.mkdir(parents=True, exist_ok=True)
    asked, overview = np.array(asked_for())[:, 0], {}
    coarser: list[Samples] = []
    for index, level in enumerate(pack.levels):
        entries = [entry for entry in measured if entry["level"] == level.name]
        priors = [load_prior(load_checkpoint(runs[entry["id"]]), pack) for entry in entries]
        tokens = load_tokens(pack, cache, index)
        by_prior, recogniser, shared = measure_level(tokens, entries, priors, level.codebook, coarser, recogniser_steps)
        train = tokens.where("train")
        for entry, prior, (bits, drawn) in zip(entries, priors, by_prior, strict=True):
            entry["metrics"] = {"bitsPerToken": bits} | shared
            if entry["conditions"][-1]["name"] == NAMES:
                entry["metrics"]["named"] = named_figures(prior, tokens, level.codebook, GUIDANCE)
                write_named_sheet(pack, prior, tokens.names.tolist(), GUIDANCE[1], pack_dir / "names.webp")
            for guidance, grids in drawn.items():
                indices, near = nearness(grids, asked, tokens.grids[train])
                figures = {"recognised": recognised(recogniser, grids, asked), "nearest": near}
                entry["metrics"][f"samplesGuidance{guidance:g}"] = figures
                if index < len(pack.levels) - 1:
                    continue
                samples = all_levels(grids, [levels[guidance] for levels in coarser])
                nearest = all_levels(tokens.grids[train[indices]], [] if tokens.above is None else [tokens.above[train[indices]]])
                sheet = sheets / f"{pack.manifest['id']}-{entry['id']}-guidance-{guidance:g}.png"
                write_nearest_sheet(pack, samples, nearest, SHEET_COLUMNS, sheet)
                overview[f"{entry['id']}, guidance {guidance:g}"] = [
                    samples[first : first + SAMPLES] for first in range(0, len(samples), SAMPLES)
                ]
        coarser += [drawn for _, drawn in by_prior[:1]]
    write_manifest(pack_dir, manifest)
    titles = [f"{entry['id']}, guidance {guidance:g}" for entry in manifest["priors"] for guidance in GUIDANCE]
    write_overview(pack, CLASSES, titles, overview, pack_dir / "samples.webp")
    write_priors_section(pack_dir)
    return {entry["id"]: entry["metrics"] for entry in measured}


def measure_level(
    tokens: TokenSet,
    entries: list[dict],
    priors: list[Prior | PixelCnn],
    codebook: np.ndarray,
    coarser: list[Samples],
    recogniser_steps: int,
) -> tuple[list[tuple[dict, Samples]], Recogniser, dict]:
    """(bits and samples of each prior, a recogniser of the level's grids, the figures that all of its priors share)."""
    held, plain = held_out(tokens), tokens.where("train", ("whole",))

    def shared_figures() -> tuple[Recogniser, dict]:
        recogniser = train_recogniser(tokens.grids[plain], tokens.conditions[plain, 0], codebook, recogniser_steps)
        validation = tokens.where("val", ("whole",))
        real, labels = tokens.grids[validation], tokens.conditions[validation, 0]
        shuffled = np.random.default_rng(0).permuted(real.reshape(len(real), -1), axis=1).reshape(real.shape)
        every = max(1, len(real) // 150)
        return recogniser, {
            **count_models(tokens, len(codebook), held),
            "samplesOfEachClass": SAMPLES,
            "recognisedReal": recognised(recogniser, real, labels),
            "recognisedShuffled": recognised(recogniser, shuffled, labels),
            "nearestReal": nearness(real[::every], labels[::every], tokens.grids[tokens.where("train")])[1],
        }

    def bits_and_samples(entry: dict, prior: Prior | PixelCnn) -> tuple[dict, Samples]:
        bits = masked_figures if entry["type"] == "masked" else autoregressive_bits
        conditions = torch.tensor([[*told, *prior.any[len(told) :]] for told in asked_for()])
        draw, grids = SAMPLERS[entry["type"]], {}
        for guidance in GUIDANCE:
            told = [torch.from_numpy(levels[guidance]).flatten(1) for levels in coarser[-1:]]
            sampled = draw(prior, conditions, Drawing(guidance=guidance), torch.Generator().manual_seed(1), *told)
            grids[guidance] = sampled.view(-1, *entry["grid"]).numpy()
        return {name: bits(prior, part) for name, part in held.items()}, grids

    # Threads, since most of it is PyTorch's work: best with OMP_NUM_THREADS=1.
    with ThreadPoolExecutor() as pool:
        sharing = pool.submit(shared_figures)
        by_prior = list(pool.map(bits_and_samples, entries, priors))
        return by_prior, *sharing.result()


def all_levels(grids: np.ndarray, coarser: list[np.ndarray]) -> list[list[np.ndarray]]:
    """Of each of n images the grids of all levels, from the coarsest: `coarser` and `grids` are [n,h,w] of one level each."""
    return [list(levels) for levels in zip(*coarser, grids, strict=True)]


def nearness(grids: np.ndarray, labels: np.ndarray, train: np.ndarray) -> tuple[np.ndarray, dict[str, float]]:
    """(indices of the nearest training grids, mean share of equal cells for emoji and for photos)."""
    indices, shares = nearest_training_grids(grids, train)
    pictograms = np.array([CLASSES[label].startswith("emoji") for label in labels])
    means = {"emoji": shares[pictograms].mean(), "photos": shares[~pictograms].mean()}
    return indices, {name: round(float(share), 3) for name, share in means.items()}
