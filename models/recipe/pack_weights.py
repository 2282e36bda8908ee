"""Weights out of a pack's graphs, for a run that goes on from a pack whose checkpoint is not at hand."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from .config import ModelConfig, PriorModelConfig
from .make_prior import make_prior
from .model import Tokenizer
from .pack import Pack, read_manifest
from .prior import Reading


def convolutions(path: Path) -> list[tuple[Tensor, Tensor]]:
    """(weight, bias) of a graph's convolutions in order; weights lie behind Casts from float16."""
    graph = onnx.load(str(path)).graph
    stored = {tensor.name: numpy_helper.to_array(tensor).astype(np.float32) for tensor in graph.initializer}
    source = {node.output[0]: node.input[0] for node in graph.node if node.op_type == "Cast"}
    read = lambda name: torch.from_numpy(stored[source.get(name, name)].copy())
    return [(read(node.input[1]), read(node.input[2])) for node in graph.node if node.op_type == "Conv"]


def take_over(model: nn.Module, weights: list[tuple[Tensor, Tensor]]) -> None:
    own = [module for module in model.modules() if isinstance(module, nn.Conv2d)]
    for convolution, (weight, bias) in zip(own, weights, strict=True):
        convolution.weight.data.copy_(weight)
        convolution.bias.data.copy_(bias)


def take_over_codebook(model: Tokenizer, pack_dir: Path) -> None:
    """Of a pack of one level."""
    codebook = numpy_helper.to_array(onnx.load(str(pack_dir / "codebook.onnx")).graph.initializer[0])
    model.levels[-1].quantizer.codebook.copy_(torch.from_numpy(codebook.astype(np.float32)))


def pack_as_checkpoint(pack_dir: Path) -> dict:
    """What a checkpoint of this recipe would say of a one-level pack: {"config", "model"}. The codebook's averages are
    lost."""
    config = read_manifest(pack_dir)["provenance"]["config"]
    model = Tokenizer(ModelConfig(**config["model"]))
    take_over(model.levels[-1].encoder, convolutions(pack_dir / "encoder.onnx"))
    take_over(model.decoder, convolutions(pack_dir / "decoder.onnx"))
    take_over_codebook(model, pack_dir)
    return {"config": config, "model": model.state_dict()}


@torch.no_grad()
def prior_as_checkpoint(pack_dir: Path, id: str) -> dict:
    """What a checkpoint of this recipe would say of a pack's autoregressive transformer, without the optimizers' state. The other
    reading's vectors are lost."""
    entry = next(prior for prior in read_manifest(pack_dir)["priors"] if prior["id"] == id)
    config, conditions = entry["provenance"]["config"], {told["name"]: told["values"] for told in entry["conditions"]}
    graph = onnx.load(str(pack_dir / entry["file"])).graph
    stored = {
        tensor.name.removesuffix(".half"): torch.from_numpy(numpy_helper.to_array(tensor).copy()).float()
        for tensor in graph.initializer
    }
    named = {name.removeprefix("prior."): values for name, values in stored.items()}
    sizes, sketches = tuple(map(len, conditions.values())), named.get("sketches.sketches")
    prior = make_prior("transformer", PriorModelConfig(**config["model"]), Pack(pack_dir), config["level"], sizes, sketches)
    prior.load_state_dict({name: named[name] for name in prior.state_dict() if name in named}, strict=False)
    used = [name for node in graph.node if node.op_type == "MatMul" for name in node.input if name in stored]
    matrices = iter(stored[name].T for name in used)  # in the order of use; a graph multiplies from the right
    if prior.sketches:
        prior.sketches.part.weight.copy_(next(matrices))
    for block in prior.blocks:
        for linear in (block.query, block.key, block.value, block.output, block.up, block.down):
            linear.weight.copy_(next(matrices))
    prior.head.weight.copy_(next(matrices))
    # One table came of two, and one sum of three: taken apart by least squares and by means.
    table = stored["entries"][:-1]
    prior.start.copy_(stored["entries"][-1])
    prior.from_codebook.weight.copy_(torch.linalg.lstsq(prior.codebook, table).solution.T)
    prior.residual.copy_(table - prior.from_codebook(prior.codebook))
    places = stored["places"].view(*prior.config.grid, -1)
    prior.reading.weight[Reading.AUTOREGRESSIVE] = places.mean((0, 1))
    prior.row.weight.copy_(places.mean(1) - places.mean((0, 1)))
    prior.column.weight.copy_(places.mean(0) - places.mean((0, 1)))
    provenance = entry["provenance"]
    return {
        "run": f"{pack_dir.name}/{entry['file']}",
        "config": config,
        "conditions": conditions,
        "step": provenance["steps"],
        "grids": provenance["grids"],
        "model": prior.state_dict(),
    }
