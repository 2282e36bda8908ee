"""Priors that are told names of emoji: which pictures have one, what is known of it, training, export and figures."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch

from .. import train_prior
from ..evaluate_priors import evaluate_priors
from ..export_prior import load_prior, write_prior
from ..named_samples import ranks
from ..pack import Pack, read_manifest
from ..pack_weights import prior_as_checkpoint
from ..run import load_checkpoint
from ..tokens import CLASSES, STYLES, TokenSampler, load_tokens, tokenise
from .test_prior import config, pack  # noqa: F401 – fixtures

NAMES = ["shape 1", "shape 2", "shape 3"]  # "shape 0" is for validation


@pytest.fixture
def named(config):
    mix = {"emoji": 0.7, "flowers": 0.3}
    return replace(config, names=True, mix=mix, sketch_size=3, autoregressive_share=1.0)


@pytest.fixture(scope="module")
def own_pack(pack, full_cache, tmp_path_factory) -> Pack:
    folder = tmp_path_factory.mktemp("packs") / "tiny"
    shutil.copytree(pack.dir, folder)
    tokenise(Pack(folder), full_cache, chunk=5)
    return Pack(folder)


def test_emoji_seen_whole_are_called_by_name_and_no_others(own_pack, full_cache) -> None:
    tokens = load_tokens(own_pack, full_cache)
    assert tokens.names.tolist() == NAMES
    called = tokens.conditions[:, 2] < len(NAMES)
    assert called.sum() == 6 and (tokens.views[called] == "whole").all() and (tokens.splits[called] == "train").all()
    assert np.bincount(tokens.conditions[called, 2]).tolist() == [2, 2, 2]


def test_so_many_of_the_emoji_drawn_are_placed(own_pack, full_cache) -> None:
    sampler = TokenSampler(load_tokens(own_pack, full_cache), {"emoji": 0.5, "flowers": 0.5}, placed_share=0.2)
    shares = dict(zip(sampler.indices, sampler.shares, strict=True))
    assert shares == pytest.approx({"flowers": 0.5, "whole": 0.4, "placed": 0.1})


def test_a_sketch_is_the_mean_of_its_pictures_and_of_any_nothing(own_pack, full_cache, named) -> None:
    tokens = load_tokens(own_pack, full_cache)
    vectors = own_pack.codebook
    whole = replace(named, sketch_size=vectors.shape[1])
    sketches = train_prior.sketch(tokens, vectors, whole)
    assert sketches.shape == (4, 8 * 8, 4) and (sketches[-1] == 0).all()
    assert sketches[:-1].square().mean() == pytest.approx(1)
    means = np.stack([vectors[tokens.grids[tokens.conditions[:, 2] == name]].mean(0) for name in range(3)])
    parts = np.stack([means[:, y : y + 2, x : x + 2].mean((1, 2)) for y in range(0, 16, 2) for x in range(0, 16, 2)])
    # All components turn and scale vectors, all alike: distances between names stay what they are to each other.
    distances = torch.cdist(torch.from_numpy(parts).float(), torch.from_numpy(parts).float())
    turned = torch.cdist(sketches[:-1].transpose(0, 1), sketches[:-1].transpose(0, 1))
    assert distances.std() > 0
    assert torch.allclose(turned / turned.norm(), distances / distances.norm(), atol=1e-4)


def test_a_prior_starts_to_be_told_names_as_the_one_that_it_grows_from(own_pack, full_cache, config, named, tmp_path) -> None:
    plain = replace(named, names=False)
    train_prior.train(plain, own_pack.dir, full_cache, tmp_path / "plain")
    start = load_checkpoint(tmp_path / "plain" / "checkpoint.pt")
    tokens = load_tokens(own_pack, full_cache)
    old, new = (train_prior.new_prior(each, own_pack, tokens) for each in (plain, named))
    assert train_prior.take_weights(old, start["model"]) == []
    grown = train_prior.take_weights(new, start["model"])
    assert grown == ["conditions.2", "sketches.part", "sketches.sketches", "sketches.whole"]
    grids, conditions, _ = tokens.rows(np.flatnonzero(tokens.conditions[:, 2] == 1))
    told = torch.from_numpy(grids), torch.from_numpy(conditions)
    assert torch.equal(old.autoregressive(*told), new.autoregressive(*told))
    train_prior.train(named, own_pack.dir, full_cache, tmp_path / "named", start=start)
    trained = load_checkpoint(tmp_path / "named" / "checkpoint.pt")
    assert trained["conditions"]["emoji"] == NAMES and trained["model"]["sketches.part.weight"].abs().max() > 0


def test_it_is_exported_evaluated_and_read_back(own_pack, full_cache, named, tmp_path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(own_pack.dir, folder)
    (folder / "card.md").write_text("# Tiny\n\n## Limits\nIt is tiny.\n")
    checkpoint = tmp_path / "run" / "checkpoint.pt"
    train_prior.train(named, folder, full_cache, tmp_path / "run")
    assert write_prior(checkpoint, "autoregressive", folder) < 0.01
    told = read_manifest(folder)["priors"][0]["conditions"][-1]
    assert told == {"name": "emoji", "values": NAMES, "any": 3, "refines": "class"}
    figures = evaluate_priors(folder, {"autoregressive": checkpoint}, full_cache, tmp_path / "sheets", recogniser_steps=5)
    seen = figures["autoregressive"]["named"]
    assert seen["real"]["among10"] == 1.0 and set(seen) == {"real", "guidance1", "guidance3", "guidance6"}
    assert "told names of emoji" in (folder / "card.md").read_text() and (folder / "names.webp").exists()

    prior = load_prior(load_checkpoint(checkpoint), Pack(folder))
    back = load_prior(prior_as_checkpoint(folder, "autoregressive"), Pack(folder))
    grids, conditions = torch.randint(0, 64, (2, 256)), torch.tensor([[3, 1, 2], [len(CLASSES), len(STYLES), 3]])
    with torch.no_grad():
        difference = (prior.autoregressive(grids, conditions) - back.autoregressive(grids, conditions)).abs().max()
    assert difference < 0.01


def test_ranks_leave_a_grid_out_of_its_own_mean() -> None:
    codebook = np.eye(4, dtype=np.float32)
    grids = np.array([[[0, 0]], [[1, 2]], [[1, 3]], [[0, 1]]])
    names = np.array([0, 1, 1, 0])
    means = np.stack([codebook[grids[names == name]].mean(0).ravel() for name in (0, 1)])
    assert ranks(grids, names, means, codebook).tolist() == [0, 0, 0, 0]
    alone = [np.stack([codebook[grids[(names == name) & (np.arange(4) != i)]].mean(0).ravel() for name in (0, 1)]) for i in range(4)]
    expected = [ranks(grids[[i]], names[[i]], alone[i], codebook)[0] for i in range(4)]
    assert ranks(grids, names, means, codebook, np.array([2, 2, 2, 2])).tolist() == expected
