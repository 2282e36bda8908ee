"""PyTorch modules to the pack's ONNX graphs: opset 17, free height and width, float16 weights behind Casts."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

OPSET = 17
IR_VERSION = 8  # opset 17's; older runtimes refuse newer ones
HALF_FROM = 64  # elements: smaller tensors (most biases) are not worth a Cast


def export_module(
    module: nn.Module, examples: tuple[Tensor, ...], path: Path, inputs: list[str], outputs: list[str], axes: dict | None = None
) -> None:
    """axes: name → {axis: dimension} of what may differ in size from the examples."""
    torch.onnx.export(
        module,
        examples,
        str(path),
        input_names=inputs,
        output_names=outputs,
        dynamic_axes=axes or {},
        opset_version=OPSET,
        dynamo=False,
    )
    model = onnx.load(str(path))
    store_as_half(model)
    onnx.save(model, str(path))


def export_codebook(codebook: np.ndarray, path: Path) -> None:
    """tokens int32 [n] → vectors float32 [n,D]: a Gather over the codebook [K,D]."""
    vectors = ["n", codebook.shape[1]]
    graph = helper.make_graph(
        [helper.make_node("Gather", ["codebook", "tokens"], ["vectors"], axis=0)],
        "codebook",
        [helper.make_tensor_value_info("tokens", TensorProto.INT32, ["n"])],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, vectors)],
        [numpy_helper.from_array(codebook.astype(np.float32), "codebook")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    store_as_half(model)
    onnx.save(model, str(path))


def store_as_half(model: onnx.ModelProto) -> None:
    """Stores large float32 weights as float16 with a Cast to float32 before their use: half the download."""
    model.ir_version = IR_VERSION
    model.producer_name = "tessera"
    model.producer_version = ""
    casts = []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < HALF_FROM:
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    for cast in reversed(casts):
        model.graph.node.insert(0, cast)
    onnx.checker.check_model(model)
