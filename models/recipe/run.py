"""What both training stages share: workers, checkpoints, the learning rate's course and the log."""

import dataclasses
import os
import random
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.distributed as dist


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
