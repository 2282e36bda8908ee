"""What all training runs share: workers, devices, checkpoints, the learning rate's course, averaged weights and the log."""

import dataclasses
import os
import random
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.distributed as dist
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn


def start_workers() -> tuple[int, int]:
    """(rank, world size): one process, or PyTorch's DistributedDataParallel under torchrun."""
    if "RANK" not in os.environ:
        return 0, 1
    dist.init_process_group("gloo")
    return dist.get_rank(), dist.get_world_size()


def seed_everything(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def multiplies_bfloat16(device: torch.device) -> bool:
    """Whether bfloat16 pays: GPUs and processors with AMX multiply matrices of it; others take twice as long as with float32."""
    return device.type != "cpu" or torch.cpu._is_amx_tile_supported()


def averaged(model: nn.Module, decay: float) -> AveragedModel:
    """Exponential moving averages of weights and buffers, which validation and export read. The first update copies them."""
    return AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(decay), use_buffers=True)


def averaged_weights(checkpoint: dict[str, Any]) -> dict[str, torch.Tensor]:
    """The averaged weights of a checkpoint, or its plain ones where it has no average."""
    prefix = "module."
    averages = checkpoint.get("averages", {})
    return {name.removeprefix(prefix): value for name, value in averages.items() if name.startswith(prefix)} or checkpoint["model"]


def learning_rate(step: int, steps: int, peak: float, warmup: int, decay: int) -> float:
    """Warm up, stay, then fall linearly to zero at the last step (Hägele et al., 2024, arxiv.org/abs/2405.18392)."""
    return peak * min(1.0, (step + 1) / warmup, (steps - step) / decay)


def save_checkpoint(path: Path, **state: Any) -> None:
    """Atomic: a run that is killed while saving keeps its last checkpoint."""
    temporary = path.with_suffix(".partial")
    torch.save({k: dataclasses.asdict(v) if dataclasses.is_dataclass(v) else v for k, v in state.items()}, temporary)
    temporary.replace(path)


def load_checkpoint(path: Path) -> dict[str, Any]:
    return torch.load(path, map_location="cpu", weights_only=True)


class Log:
    """Appends to <run>/log.txt and prints, from the first worker only."""

    def __init__(self, run: Path, rank: int):
        self.file = open(run / "log.txt", "a", buffering=1) if rank == 0 else None

    def __call__(self, line: str) -> None:
        if self.file:
            print(line, flush=True)
            self.file.write(line + "\n")
