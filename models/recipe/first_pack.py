"""The weights of the project's first pack as a place to start from.

That pack, photo-vqvae-f8 as the repository's first commit has it, was trained before this recipe existed: an hour that a
run on two busy cores is glad to save. Its encoder has three residual blocks at the coarsest stage where the budget
allows fewer; the recipe's keeps the first ones as far as they go. Its training photos may include what this recipe holds
out, except for the flowers' validation folder: figures of a run that starts here are held out on those only.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from .model import Tokenizer

ENCODER_BLOCKS = (1, 2, 3)


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


def kept_of_encoder(blocks: tuple[int, ...]) -> list[int]:
    """Indices of the first pack's encoder convolutions that a model with `blocks` residual blocks a stage keeps."""
    kept, index = [], 0
    for own, theirs in zip(blocks, ENCODER_BLOCKS, strict=True):
        kept += range(index, index + 1 + 2 * own)  # the strided convolution, then two of each block
        index += 1 + 2 * theirs
    return [*kept, index]


def start_from_first_pack(model: Tokenizer, pack_dir: Path) -> None:
    weights = convolutions(pack_dir / "encoder.onnx")
    take_over(model.encoder, [weights[i] for i in kept_of_encoder(model.config.encoder_blocks)])
    take_over(model.decoder, convolutions(pack_dir / "decoder.onnx"))
    codebook = numpy_helper.to_array(onnx.load(str(pack_dir / "codebook.onnx")).graph.initializer[0])
    model.quantizer.codebook.copy_(torch.from_numpy(codebook.astype(np.float32)))
