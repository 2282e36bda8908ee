"""Weights out of a pack's graphs, for a run that goes on from a pack whose checkpoint is not at hand."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from .config import ModelConfig
from .model import Tokenizer
from .pack import read_manifest

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
