"""The two readings of one transformer: who sees whom, training, export, and the data both are trained on."""

import json
import shutil

import numpy as np
import pytest
import torch

from .. import train_prior
from ..config import PriorConfig, PriorModelConfig
from ..evaluate_priors import GUIDANCE, evaluate_priors
from ..export_prior import check_parity, manifest_entry, round_weights, write_graph, write_prior
from ..masks import random_mask
from ..muon import Optimizers
from ..ngrams import Bigram2D, Unigram, bits_per_token
from ..pack import Pack, file_entry, read_manifest, session
from ..prior import Above, Prior, rotations
from ..run import load_checkpoint
from ..samples import SAMPLERS, Drawing, draw, halton_order
from ..tokens import CONDITIONS, TokenSampler, Views, examples, load_tokens, tokenise
from ..train_prior import Losses
from .test_training import Interrupted, assert_equal, interrupt_after_saving

MODEL = PriorModelConfig(grid=(4, 5), dim=64, layers=2, heads=4)
CELLS = 20


@pytest.fixture
def prior() -> Prior:
    """With weights as if trained: some of a new prior's are zero, and would hide what does not work."""
    prior = Prior(MODEL, torch.randn(64, 4), (3, 2))
    for parameter in prior.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return prior.eval()


@pytest.fixture
def tokens() -> torch.Tensor:
    return torch.randint(0, 64, (2, CELLS))


NO_CONDITION = torch.tensor([[3, 2], [3, 2]])


def moved_by(logits, tokens: torch.Tensor, cell: int) -> list[int]:
    """Cells whose logits move when the token of `cell` does."""
    other = tokens.clone()
    other[:, cell] = (other[:, cell] + 7) % 64
    with torch.no_grad():
        return (logits(tokens, NO_CONDITION) != logits(other, NO_CONDITION)).any(-1)[0].nonzero().flatten().tolist()


def test_autoregressive_reading_sees_only_what_came_before(prior, tokens) -> None:
    for cell in (0, 7, CELLS - 1):
        assert moved_by(prior.autoregressive, tokens, cell) == list(range(cell + 1, CELLS))


def test_masked_reading_sees_both_sides(prior, tokens) -> None:
    tokens[:, [3, 12]] = prior.codebook_size
    for cell in (0, 7, CELLS - 1):
        assert moved_by(prior.masked, tokens, cell) == list(range(CELLS))


def test_both_readings_in_one_batch_equal_each_alone(prior, tokens) -> None:
    with torch.no_grad():
        together = prior.logits(prior.trunk(prior.table(), tokens.repeat(2, 1), NO_CONDITION.repeat(2, 1), 2), prior.table())
        torch.testing.assert_close(together[:2], prior.autoregressive(tokens, NO_CONDITION))
        torch.testing.assert_close(together[2:], prior.masked(tokens, NO_CONDITION))


def test_conditions_matter(prior, tokens) -> None:
    with torch.no_grad():
        for condition in ([[0, 2]] * 2, [[3, 1]] * 2):
            assert (prior.masked(tokens, NO_CONDITION) != prior.masked(tokens, torch.tensor(condition))).all(-1).any()


def test_rotations_depend_on_offsets_alone() -> None:
    cosines, sines = rotations(4, 5, 16)
    turn = torch.complex(cosines, sines)
    between = lambda a, b: (turn[a + 1] * turn[b + 1].conj()).real
    torch.testing.assert_close(between(6, 1), between(12, 7), atol=2e-3, rtol=0)  # the cell above
    torch.testing.assert_close(between(6, 5), between(18, 17), atol=2e-3, rtol=0)  # the cell to the left
    assert (between(6, 1) - between(6, 5)).abs().max() > 0.5
    torch.testing.assert_close(between(0, -1), between(6, 5), atol=2e-3, rtol=0)  # the start lies left of the first cell


@pytest.mark.parametrize("kind", ["autoregressive", "masked"])
def test_graph_computes_what_the_full_forward_does(prior, tmp_path, kind) -> None:
    round_weights(prior)
    write_graph(prior, kind, tmp_path / "prior.onnx")
    difference, golden = check_parity(prior, kind, session(tmp_path / "prior.onnx"))
    assert difference < 0.01 and len(golden["tokens"]) == CELLS
    with torch.no_grad():
        prior.blocks[0].value.weight *= 1.5
    with pytest.raises(AssertionError, match="differs"):
        check_parity(prior, kind, session(tmp_path / "prior.onnx"))


def test_one_batch_overfits_in_both_readings(tokens) -> None:
    prior = Prior(MODEL, torch.randn(64, 4), (3, 2))
    losses, optimizers = Losses(prior), Optimizers("muon", prior, 1e-2, 0.0)
    masks = torch.rand(2, CELLS) < 0.5
    for _ in range(60):
        parts = losses(tokens.repeat(2, 1), NO_CONDITION.repeat(2, 1), masks)
        sum(parts).backward()
        optimizers.step(1e-2)
    assert max(parts) < 0.1


def test_masks_have_any_share_and_shape() -> None:
    rng = np.random.default_rng(0)
    masks = np.array([random_mask(16, 16, rng, shape_share=0.0) for _ in range(300)])
    shares = masks.mean((1, 2))
    assert shares.min() < 0.1 and shares.max() > 0.97 and abs(shares.mean() - 2 / np.pi) < 0.05
    shaped = np.array([random_mask(16, 16, rng, shape_share=1.0) for _ in range(300)])
    assert shaped.any((1, 2)).all()
    compact = lambda mask: (mask[:, 1:] == mask[:, :-1]).mean()
    assert np.mean([compact(mask) for mask in shaped]) > np.mean([compact(mask) for mask in masks]) + 0.05


@pytest.fixture(scope="module")
def pack(tmp_path_factory, cache) -> Pack:
    """A tiny pack, and its tokens in the cache."""
    from ..config import VqVaeConfig
    from ..export import write_pack
    from ..train_vqvae import train
    from .conftest import TINY, TINY_DATA

    run = tmp_path_factory.mktemp("run")
    train(VqVaeConfig(model=TINY, data=TINY_DATA, steps=6, batch=2, continuous_steps=2, decay_steps=3), cache, run)
    folder = tmp_path_factory.mktemp("packs") / "tiny"
    write_pack(run / "checkpoint.pt", folder)
    pack = Pack(folder)
    tokenise(pack, cache, chunk=5)
    return pack


@pytest.fixture
def config() -> PriorConfig:
    model = PriorModelConfig(dim=64, layers=1, heads=4)
    steps = {"steps": 6, "batch": 4, "warmup_steps": 2, "decay_steps": 3, "validate_every": 4, "checkpoint_every": 4}
    return PriorConfig(model=model, mix={"flowers": 1.0}, **steps)


def test_tokens_are_the_packs_and_splits_the_images(pack, cache) -> None:
    tokens = load_tokens(pack, cache)
    assert tokens.grids.shape == (12 * 4, 16, 16)
    assert [example.split for example in examples(cache)] == tokens.splits.tolist()
    assert (tokens.splits == "val").sum() == 3 * 4
    validation = {grid.tobytes() for grid in tokens.grids[tokens.where("val")]}
    sampler = TokenSampler(tokens, {"flowers": 1.0})
    drawn, conditions, above = sampler.batch(100, np.random.default_rng(0))
    assert not validation & {grid.tobytes() for grid in drawn.astype(np.int16)}
    assert above is None and CONDITIONS["class"][conditions[0, 0]] == "flower: daisy" and (conditions[:, 1] == 0).all()


def test_prior_resumes_bit_exactly(pack, config, cache, tmp_path, monkeypatch) -> None:
    train_prior.train(config, pack.dir, cache, tmp_path / "whole" / "prior")
    halves = tmp_path / "halves" / "prior"
    with monkeypatch.context() as patch, pytest.raises(Interrupted):
        interrupt_after_saving(patch, train_prior)
        train_prior.train(config, pack.dir, cache, halves)
    assert load_checkpoint(halves / "checkpoint.pt")["step"] == 4
    train_prior.train(config, pack.dir, cache, halves)
    assert_equal(*(load_checkpoint(tmp_path / name / "prior" / "checkpoint.pt") for name in ("whole", "halves")))


def test_a_deeper_prior_starts_as_the_one_that_it_grows_from(pack, config, cache, tmp_path) -> None:
    from dataclasses import replace

    train_prior.train(config, pack.dir, cache, tmp_path / "small")
    start = tmp_path / "small" / "checkpoint.pt"
    weights = load_checkpoint(start)["model"]
    deeper = replace(config, model=replace(config.model, layers=3))
    tokens = load_tokens(pack, cache)
    small, large = (train_prior.new_prior(each, pack, tokens) for each in (config, deeper))
    assert train_prior.take_weights(small, weights) == []
    assert train_prior.take_weights(large, weights) == ["blocks.1", "blocks.2"]
    grids, conditions = map(torch.from_numpy, tokens.rows(np.arange(2))[:2])
    assert torch.equal(small.masked(grids, conditions), large.masked(grids, conditions))
    with pytest.raises(ValueError, match="bias"):
        train_prior.take_weights(large, {name: values for name, values in weights.items() if name != "bias"})
    train_prior.train(deeper, pack.dir, cache, tmp_path / "large", start=load_checkpoint(start))
    grown = load_checkpoint(tmp_path / "large" / "checkpoint.pt")
    assert grown["step"] == config.steps and grown["grids"] == 2 * load_checkpoint(start)["grids"]


def test_a_joint_run_ends_as_one_run_for_each_reading(pack, config, cache, tmp_path) -> None:
    from dataclasses import replace

    train_prior.train(config, pack.dir, cache, tmp_path / "joint")
    for kind, share in (("autoregressive", 1.0), ("masked", 0.0)):
        alone = replace(config, autoregressive_share=share, steps=8)
        joint = load_checkpoint(tmp_path / "joint" / "checkpoint.pt")
        train_prior.train(alone, pack.dir, cache, tmp_path / kind, start=joint)
        write_prior(tmp_path / kind / "checkpoint.pt", kind, pack.dir)
    entries = read_manifest(pack.dir)["priors"]
    assert [entry["type"] for entry in entries] == ["autoregressive", "masked"]
    for entry in entries:
        assert entry.items() >= file_entry(pack.dir / entry["file"]).items()
        golden = json.loads((pack.dir / "golden" / f"prior-{entry['id']}.json").read_text())
        assert len(golden["tokens"]) == entry["context"]


@pytest.mark.parametrize("kind", ["autoregressive", "masked"])
def test_samples_follow_the_prior(prior, kind) -> None:
    """With all but the likeliest code cut off, each cell of a raster sample is what the full forward has for likeliest."""
    conditions = torch.tensor([[0, 1], [2, 0], [3, 2]])
    sampler, drawing = SAMPLERS[kind], Drawing(top_p=0.0, guidance=2.0, rounds=5)
    tokens = sampler(prior, conditions, drawing, torch.Generator().manual_seed(0))
    assert tokens.shape == (3, CELLS) and tokens.min() >= 0 and tokens.max() < 64
    if kind == "autoregressive":
        with torch.no_grad():
            told = prior.autoregressive(tokens, conditions)
            untold = prior.autoregressive(tokens, torch.tensor([prior.any] * 3))
        assert torch.equal(tokens, (2 * told - untold).argmax(-1))


def test_draw_keeps_to_the_likeliest_and_a_share_of_the_others() -> None:
    logits = torch.tensor([[0.05, 0.5, 0.15, 0.3]] * 2000).log()
    codes = draw(logits, 0.6, torch.Generator().manual_seed(0))
    assert set(codes.tolist()) == {1, 3} and abs((codes == 1).float().mean() - 0.5 / 0.8) < 0.05
    sure = torch.tensor([[0.001, 0.97, 0.029]] * 4000).log()
    assert set(draw(sure, 0.9, torch.Generator().manual_seed(0)).tolist()) == {1, 2}


def test_halton_order_begins_as_the_app_s_and_fills_the_grid_evenly() -> None:
    places = halton_order(16, 16)
    assert sorted(places.flatten().tolist()) == list(range(256))
    assert [places[cell].item() for cell in [(5, 8), (10, 4), (1, 12), (7, 2)]] == [0, 1, 2, 3]
    for count in range(1, 257):
        quarters = (places < count).view(2, 8, 2, 8).sum((1, 3))
        assert (quarters - count / 4).abs().max() <= 4
    assert sorted(halton_order(3, 5).flatten().tolist()) == list(range(15))


def test_bigram_learns_what_neighbours_tell_and_sums_to_one() -> None:
    rng = np.random.default_rng(0)
    first = rng.integers(0, 8, (200, 6, 1))
    grids = (first + np.arange(6)) % 8  # each token follows from the one on its left
    model = Bigram2D(grids[:150], 8)
    assert bits_per_token(model.probabilities(grids[150:])) < 1 < 2.9 < bits_per_token(Unigram(grids, 8).probabilities(grids))
    around = np.repeat(grids[:1], 8, 0)
    around[:, 3, 3] = np.arange(8)
    assert abs(model.probabilities(around)[:, 3, 3].sum() - 1) < 1e-9


def test_manifest_entry_names_every_condition(prior, tmp_path) -> None:
    (tmp_path / "prior.onnx").write_bytes(b"")
    checkpoint = {"config": {}, "conditions": CONDITIONS, "step": 1, "grids": 4}
    entry = manifest_entry(prior, "masked", "masked", None, tmp_path / "prior.onnx", checkpoint)
    assert entry["maskToken"] == 64 and entry["grid"] == [4, 5] and entry["context"] == CELLS
    assert [c["any"] for c in entry["conditions"]] == [len(c["values"]) for c in entry["conditions"]]


@pytest.fixture(scope="module")
def two_levels(tmp_path_factory, cache) -> Pack:
    """A tiny pack of two levels, and its tokens in the cache."""
    from ..config import VqVaeConfig
    from ..export import write_pack
    from ..train_vqvae import train
    from .conftest import MODELS, TINY_DATA

    run = tmp_path_factory.mktemp("run")
    config = VqVaeConfig(model=MODELS["two levels"], data=TINY_DATA, steps=6, batch=2, continuous_steps=2, decay_steps=3)
    train(config, cache, run)
    folder = tmp_path_factory.mktemp("packs") / "tiny-two"
    write_pack(run / "checkpoint.pt", folder)
    pack = Pack(folder)
    tokenise(pack, cache, chunk=5)
    return pack


def test_tokens_of_two_levels_are_what_the_pack_encodes(two_levels, cache) -> None:
    tokens = load_tokens(two_levels, cache, 1)
    assert tokens.grids.shape[1:] == (16, 16) and tokens.above.shape[1:] == (8, 8)
    example = next(i for i, e in enumerate(examples(cache)) if e.view == "window")
    picture = Views(cache).picture(examples(cache)[example]).transpose(2, 0, 1)[None].astype(np.float32) / 127.5 - 1
    top, bottom = two_levels.encode(picture)
    assert (top == tokens.above[example]).mean() > 0.98 and (bottom == tokens.grids[example]).mean() > 0.98


def test_a_coarse_token_speaks_to_the_cells_that_it_covers() -> None:
    above = Above(8, (4, 6), torch.randn(5, 12), 2)
    torch.nn.init.normal_(above.residual)
    tokens = torch.randint(0, 5, (1, 6))
    other = tokens.clone()
    other[0, 4] = 5  # the second row's second
    moved = (above(tokens) != above(other)).any(-1)[0].view(4, 6)
    assert moved[2:, 2:4].all() and moved.sum() == 4
    assert (above(other)[0].view(4, 6, 8)[2:, 2:4] == 0).all()  # "not known" says nothing


def test_priors_of_two_levels_train_resume_and_export(two_levels, config, cache, tmp_path) -> None:
    from dataclasses import replace

    for level, grid in (("top", (8, 8)), ("bottom", (16, 16))):
        model = replace(config.model, grid=grid)
        train_prior.train(
            replace(config, level=level, model=model, autoregressive_share=0.0), two_levels.dir, cache, tmp_path / level
        )
        assert write_prior(tmp_path / level / "checkpoint.pt", "masked", two_levels.dir) < 0.01
    top, bottom = read_manifest(two_levels.dir)["priors"]
    assert (top["id"], top["level"], top["context"], "above" in top) == ("masked-top", "top", 64, False)
    assert (bottom["id"], bottom["level"], bottom["above"]) == ("masked-bottom", "bottom", {"level": "top", "grid": [8, 8]})
    with pytest.raises(ValueError, match="only the masked"):
        write_prior(tmp_path / "bottom" / "checkpoint.pt", "autoregressive", two_levels.dir)


def test_priors_of_two_levels_are_evaluated_as_a_chain(two_levels, config, full_cache, tmp_path) -> None:
    from dataclasses import replace

    tokenise(two_levels, full_cache, chunk=5)
    shutil.copytree(two_levels.dir, tmp_path / "pack")
    (tmp_path / "pack" / "card.md").write_text("# Tiny\n\n## Limits\nIt is tiny.\n")
    runs = {}
    for level, grid in (("top", (8, 8)), ("bottom", (16, 16))):
        model = replace(config.model, grid=grid)
        own = replace(config, level=level, model=model, autoregressive_share=0.0, steps=3)
        train_prior.train(own, tmp_path / "pack", full_cache, tmp_path / level)
        runs[f"masked-{level}"] = tmp_path / level / "checkpoint.pt"
        write_prior(runs[f"masked-{level}"], "masked", tmp_path / "pack")
    figures = evaluate_priors(tmp_path / "pack", runs, full_cache, tmp_path / "sheets", recogniser_steps=5)
    assert list(figures) == ["masked-top", "masked-bottom"]
    for own in figures.values():
        assert own["bitsPerToken"]["photos"]["100%"] < own["unigram"]["photos"] + 2
    card = (tmp_path / "pack" / "card.md").read_text()
    assert card.index("### Level top") < card.index("### Level bottom") < card.index("## Limits")
    assert (tmp_path / "pack" / "samples.webp").stat().st_size > 1000
    assert len(list((tmp_path / "sheets").iterdir())) == len(GUIDANCE)
