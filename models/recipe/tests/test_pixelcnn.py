"""The PixelCNN: who sees whom, that its graph needs no more than the rows it says, and that it learns."""

import json
from dataclasses import replace

import pytest
import torch

from .. import train_prior
from ..config import PRIORS, PixelCnnConfig, PriorConfig
from ..export_prior import check_parity, round_weights, write_graph, write_prior
from ..muon import Optimizers
from ..pack import file_entry, read_manifest, session
from ..pixelcnn import PixelCnn
from ..prior import Prior
from ..run import load_checkpoint
from ..samples import SAMPLERS, Drawing
from ..train_prior import Losses, take_table
from .test_prior import MODEL, NO_CONDITION, pack  # noqa: F401 – a fixture
from .test_training import Interrupted, assert_equal, interrupt_after_saving

ROWS, COLUMNS = 7, 5
CELLS = ROWS * COLUMNS


def new(layers: int = 2) -> PixelCnn:
    return PixelCnn(PixelCnnConfig(grid=(ROWS, COLUMNS), dim=64, layers=layers), torch.randn(64, 4), (3, 2))


@pytest.fixture
def prior() -> PixelCnn:
    """With weights as if trained."""
    prior = new()
    for parameter in prior.parameters():
        torch.nn.init.normal_(parameter, std=0.3 if parameter.dim() < 4 else 2 * parameter[0].numel() ** -0.5)
    return prior.eval()


@pytest.fixture
def tokens() -> torch.Tensor:
    return torch.randint(0, 64, (2, CELLS))


def moved_by(prior: PixelCnn, tokens: torch.Tensor, cell: int) -> set[int]:
    other = tokens.clone()
    other[:, cell] = (other[:, cell] + 7) % 64
    with torch.no_grad():
        logits = [prior.autoregressive(grid, NO_CONDITION) for grid in (tokens, other)]
    return set((logits[0] != logits[1]).any(-1)[0].nonzero().flatten().tolist())


def test_a_cell_sees_all_that_came_before_within_its_rows_and_nothing_else(prior, tokens) -> None:
    assert prior.rows == 4
    for cell in (0, 7, 17):
        row = cell // COLUMNS
        moved = moved_by(prior, tokens, cell)
        assert moved and min(moved) > cell
        assert max(moved) // COLUMNS == min(row + prior.rows - 1, ROWS - 1)
        assert set(range(cell + 1, (row + 1) * COLUMNS)) <= moved  # its row, all of it
        below = set(range((row + 1) * COLUMNS, (row + 2) * COLUMNS))
        assert len(below & moved) >= 3  # no blind spot: the row below hears of it on both sides


def test_graph_computes_what_the_full_forward_does(prior, tmp_path) -> None:
    round_weights(prior)
    write_graph(prior, "pixelcnn", tmp_path / "prior.onnx")
    difference, golden = check_parity(prior, "pixelcnn", session(tmp_path / "prior.onnx"))
    assert difference < 0.01 and len(golden["tokens"]) == CELLS
    with torch.no_grad():
        prior.layers[0].vertical.weight *= 1.5
    with pytest.raises(AssertionError, match="differs"):
        check_parity(prior, "pixelcnn", session(tmp_path / "prior.onnx"))


def test_one_batch_overfits(tokens) -> None:
    prior = new()
    losses, optimizers = Losses(prior), Optimizers("muon", prior, 1e-2, 0.0)
    none = torch.zeros(0, CELLS, dtype=torch.bool)
    for _ in range(80):
        loss, absent = losses(tokens, NO_CONDITION, none)
        loss.backward()
        optimizers.step(1e-2)
    assert loss < 0.1 and absent.isnan()


def test_samples_follow_the_prior(prior) -> None:
    """With all but the likeliest code cut off, each cell is what the full forward has for likeliest."""
    conditions = torch.tensor([[0, 1], [2, 0], [3, 2]])
    tokens = SAMPLERS["pixelcnn"](prior, conditions, Drawing(top_p=0.0, guidance=2.0), torch.Generator().manual_seed(0))
    with torch.no_grad():
        told = prior.autoregressive(tokens, conditions)
        untold = prior.autoregressive(tokens, torch.tensor([prior.any] * 3))
    assert torch.equal(tokens, (2 * told - untold).argmax(-1))


def test_table_of_codes_comes_from_the_transformer() -> None:
    transformer, prior = Prior(MODEL, torch.randn(64, 4), (3, 2)), new()
    torch.nn.init.normal_(transformer.residual)
    assert take_table(prior, transformer.state_dict()) == ["residual", "bias", "from_codebook.weight"]
    assert torch.equal(prior.residual, transformer.residual)


@pytest.fixture
def config() -> PriorConfig:
    steps = {"steps": 6, "batch": 4, "warmup_steps": 2, "decay_steps": 3, "validate_every": 4, "checkpoint_every": 4}
    return replace(PRIORS["pixelcnn"], model=PixelCnnConfig(dim=64, layers=1), mix={"flowers": 1.0}, **steps)


def test_resumes_bit_exactly_and_goes_into_the_pack(pack, config, cache, tmp_path, monkeypatch) -> None:  # noqa: F811
    train_prior.train(config, pack.dir, cache, tmp_path / "whole" / "prior")
    halves = tmp_path / "halves" / "prior"
    with monkeypatch.context() as patch, pytest.raises(Interrupted):
        interrupt_after_saving(patch, train_prior)
        train_prior.train(config, pack.dir, cache, halves)
    train_prior.train(config, pack.dir, cache, halves)
    assert_equal(*(load_checkpoint(tmp_path / name / "prior" / "checkpoint.pt") for name in ("whole", "halves")))

    write_prior(halves / "checkpoint.pt", "pixelcnn", pack.dir)
    (entry,) = [entry for entry in read_manifest(pack.dir)["priors"] if entry["id"] == "pixelcnn"]
    assert entry.items() >= file_entry(pack.dir / entry["file"]).items()
    assert (entry["type"], entry["rows"], entry["grid"], entry["maskToken"]) == ("pixelcnn", 3, [16, 16], 64)
    golden = json.loads((pack.dir / "golden" / "prior-pixelcnn.json").read_text())
    assert len(golden["tokens"]) == 256


def test_default_model_has_the_size_and_rows_that_the_app_counts_on() -> None:
    prior = PixelCnn(PixelCnnConfig(), torch.randn(4096, 32), (19, 10))
    assert prior.rows <= 8 and 3e6 <= sum(p.numel() for p in prior.parameters()) <= 6e6
