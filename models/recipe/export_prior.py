"""A prior's checkpoint to its graph, its manifest entry and its golden file. Failing parity fails the export."""

import json
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from torch import Tensor

from .config import PixelCnnConfig, PriorModelConfig
from .make_prior import make_prior
from .onnx_graph import export_module
from .pack import Pack, file_entry, level_file, read_manifest, session, write_manifest
from .pixelcnn import PixelCnn, RowsGraph
from .prior import CodeTable, Prior
from .prior_graphs import MaskedGraph, StepGraph
from .run import load_checkpoint
from .tokens import NAMES

TOLERANCE = 0.01  # of logits: less than 1.5 hundredths of a bit
STEP_INPUTS = {
    "token": "token",
    "position": "position",
    "condition": "condition",
    "pastKey": "past_key",
    "pastValue": "past_value",
}
GOLDEN_LOGITS = 24  # codes whose logits a golden file tells, a cell


def load_prior(checkpoint: dict, pack: Pack) -> Prior | PixelCnn:
    """The checkpoint's prior with its weights and its table of codes rounded to float16, as the graph stores them."""
    settings = checkpoint["config"]
    kind = settings.get("kind", "transformer")
    config = {"transformer": PriorModelConfig, "pixelcnn": PixelCnnConfig}[kind](**settings["model"])
    sizes = tuple(map(len, checkpoint["conditions"].values()))
    sketches = checkpoint["model"].get("sketches.sketches")
    prior = make_prior(kind, config, pack, settings.get("level", "main"), sizes, sketches)
    prior.load_state_dict(checkpoint["model"])
    return round_weights(prior)


@torch.no_grad()
def round_weights(prior: CodeTable) -> CodeTable:
    if sketches := getattr(prior, "sketches", None):
        sketches.fold(prior.conditions[-1])
        sketches.sketches.copy_(sketches.sketches.half())
    above = getattr(prior, "above", None)
    for table in (prior, above) if above else (prior,):
        table.residual.copy_(table.table()[: table.codebook_size])
        table.from_codebook.weight.zero_()
    for parameter in prior.parameters():
        parameter.copy_(parameter.half().float())
    return prior.eval()


def write_prior(checkpoint_path: Path, kind: str, pack_dir: Path, out: Path | None = None) -> float:
    """Writes the graph (prior-<kind>.onnx; of one level of several, prior-<kind>-<level>.onnx), its golden file and its entry
    in the manifest, in the pack or (for a first look) in `out`, where the entry becomes manifest-entry.json. Returns the largest difference of logits from PyTorch's.

    kind: autoregressive, masked or pixelcnn."""
    checkpoint = load_checkpoint(checkpoint_path)
    pack = Pack(pack_dir)
    prior = load_prior(checkpoint, pack)
    folder = out or pack_dir
    folder.mkdir(parents=True, exist_ok=True)
    id = level_file(kind, checkpoint["config"].get("level", "main"))
    path = folder / f"prior-{id}.onnx"
    write_graph(prior, kind, path)
    difference, golden = check_parity(prior, kind, session(path))
    (folder / "golden").mkdir(exist_ok=True)
    (folder / "golden" / f"prior-{id}.json").write_text(json.dumps(golden) + "\n")
    entry = manifest_entry(prior, kind, id, pack, path, checkpoint)
    if out:
        (out / "manifest-entry.json").write_text(json.dumps(entry, indent=2, ensure_ascii=False) + "\n")
    else:
        manifest = read_manifest(pack_dir)
        others = [other for other in manifest["priors"] if other["id"] != entry["id"]]
        manifest["priors"] = sorted([*others, entry], key=lambda prior: (pack.index_of(prior["level"]), prior["type"]))
        write_manifest(pack_dir, manifest)
    return difference


def write_graph(prior: CodeTable, kind: str, path: Path) -> None:
    condition = torch.tensor(prior.any, dtype=torch.int32)
    if kind != "masked" and getattr(prior, "above", None):
        raise ValueError("over a finer level only the masked reading is told the coarser one's tokens")
    if kind == "masked":
        tokens = torch.full((prior.positions,), prior.codebook_size, dtype=torch.int32)
        inputs = {"tokens": tokens, "condition": condition}
        if prior.above:
            inputs["above"] = torch.full((prior.above.positions,), prior.above.codebook_size, dtype=torch.int32)
        export_module(MaskedGraph(prior), tuple(inputs.values()), path, list(inputs), ["logits"])
    elif kind == "pixelcnn":
        tokens = torch.full((prior.rows, prior.config.grid[1]), prior.codebook_size, dtype=torch.int32)
        export_module(RowsGraph(prior), (tokens, condition), path, ["tokens", "condition"], ["logits"])
    else:
        scalar = torch.zeros(1, dtype=torch.int32)
        examples = (scalar, scalar, condition, empty_cache(prior), empty_cache(prior))
        export_module(StepGraph(prior), examples, path, list(STEP_INPUTS.values()), ["logits", "key", "value"])


def empty_cache(prior: Prior) -> Tensor:
    config = prior.config
    return torch.zeros(config.layers, config.heads, prior.positions, config.dim // config.heads)


@torch.no_grad()
def check_parity(prior: CodeTable, kind: str, graph: ort.InferenceSession) -> tuple[float, dict]:
    """(largest difference of logits from the full forward in PyTorch, golden file). Raises AssertionError beyond the
    tolerance."""
    rng = np.random.default_rng(5)
    size, cells = prior.codebook_size, prior.positions
    tokens = rng.integers(0, size, cells)
    condition = [int(rng.integers(values)) for values in prior.condition_sizes]
    conditions = torch.tensor([condition])
    if kind == "masked":
        tokens[rng.random(cells) < 0.6] = size
        feeds = {"tokens": tokens.astype(np.int32), "condition": np.array(condition, np.int32)}
        above = None
        if prior.above:
            feeds["above"] = rng.integers(0, prior.above.codebook_size + 1, prior.above.positions).astype(np.int32)
            above = torch.from_numpy(feeds["above"])[None]
        wanted = prior.masked(torch.from_numpy(tokens)[None], conditions, above)[0].numpy()
        got = graph.run(None, feeds)[0]
        told = np.flatnonzero(tokens == size)[:: cells // 6]
    else:
        wanted = prior.autoregressive(torch.from_numpy(tokens)[None], conditions)[0].numpy()
        got = (run_rows if kind == "pixelcnn" else run_steps)(prior, graph, tokens, condition)
        told = np.array([0, 1, cells // 16 + 3, cells // 2, cells - 1])
    difference = float(np.abs(got - wanted).max())
    assert difference < TOLERANCE, f"prior-{kind}.onnx differs from PyTorch by {difference:.4f} in logits"
    codes = rng.permutation(size)[:GOLDEN_LOGITS]
    golden = {
        "tokens": tokens.tolist(),
        "condition": condition,
        "codes": codes.tolist(),
        "logits": {str(cell): [round(float(x), 4) for x in wanted[cell, codes]] for cell in told},
    }
    if kind == "masked" and prior.above:
        golden["above"] = feeds["above"].tolist()
    return difference, golden


def run_steps(prior: Prior, graph: ort.InferenceSession, tokens: np.ndarray, condition: list[int]) -> np.ndarray:
    """Logits [N,K] of the one-step graph, cell after cell."""
    keys, values = empty_cache(prior).numpy(), empty_cache(prior).numpy()
    logits = []
    for position in range(prior.positions):
        token = tokens[position - 1] if position else prior.codebook_size
        feeds = {
            "token": np.array([token], np.int32),
            "position": np.array([position], np.int32),
            "condition": np.array(condition, np.int32),
            "past_key": keys,
            "past_value": values,
        }
        row, key, value = graph.run(None, feeds)
        keys[:, :, position : position + 1], values[:, :, position : position + 1] = key, value
        logits.append(row)
    return np.stack(logits)


def run_rows(prior: PixelCnn, graph: ort.InferenceSession, tokens: np.ndarray, condition: list[int]) -> np.ndarray:
    """Logits [N,K] of the graph of rows, cell after cell, with what comes after a cell not written yet."""
    rows, columns = prior.config.grid
    unknown, logits = prior.codebook_size, []
    for cell in range(prior.positions):
        row, column = divmod(cell, columns)
        known = np.where(np.arange(prior.positions) < cell, tokens, unknown).reshape(rows, columns)
        window = np.pad(known, ((prior.rows - 1, 0), (0, 0)), constant_values=unknown)[row : row + prior.rows]
        feeds = {"tokens": window.astype(np.int32), "condition": np.array(condition, np.int32)}
        logits.append(graph.run(None, feeds)[0][column])
    return np.stack(logits)


def manifest_entry(prior: CodeTable, kind: str, id: str, pack: Pack, path: Path, checkpoint: dict) -> dict:
    config = prior.config
    level = checkpoint["config"].get("level", "main")
    whole = {"inputs": {"tokens": "tokens", "condition": "condition"}, "outputs": {"logits": "logits"}}
    if kind == "pixelcnn":
        own = {"order": "raster", "maskToken": prior.codebook_size, "rows": prior.rows, **whole, "layers": config.layers}
    else:
        shape = {"layers": config.layers, "heads": config.heads, "headDim": config.dim // config.heads}
        shape["context"] = prior.positions
        if kind == "masked":
            own = {"maskToken": prior.codebook_size, **whole, **shape}
            if prior.above:
                own["above"] = {"level": pack.levels[pack.index_of(level) - 1].name, "grid": list(prior.above.grid)}
                own["inputs"] = {**own["inputs"], "above": "above"}
        else:
            outputs = {"logits": "logits", "key": "key", "value": "value"}
            own = {"order": "raster", "startToken": prior.codebook_size, "inputs": STEP_INPUTS, "outputs": outputs, **shape}
    return {
        "id": id,
        "type": kind,
        "level": level,
        **file_entry(path),
        "grid": list(config.grid),
        "conditions": [
            {"name": name, "values": list(values), "any": len(values)} | ({"refines": "class"} if name == NAMES else {})
            for name, values in checkpoint["conditions"].items()
        ],
        **own,
        "provenance": {
            "config": checkpoint["config"],
            "steps": checkpoint["step"],
            "grids": checkpoint["grids"],
            "parameters": sum(parameter.numel() for parameter in prior.parameters()),
        },
    }
