"""Muon: momentum whose update is orthogonalised, for matrices and for convolution weights seen as such [out, in·k·k].

Jordan et al., 2024, https://kellerjordan.github.io/posts/muon/ ; the scale 0.2·√max(out, in·k·k), which gives updates
AdamW's usual size so that both share one learning rate, is Moonlight's (Liu et al., 2025,
https://arxiv.org/abs/2502.16982). torch.optim.Muon takes 2-D parameters only, hence this one.
"""

import torch
from torch import Tensor, nn


def orthogonalise(matrix: Tensor, steps: int = 5, precision: torch.dtype = torch.float32) -> Tensor:
    """Newton–Schulz: the nearest (semi-)orthogonal matrix, roughly: singular values land in about [0.7, 1.2]."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = matrix.to(precision)
    if wide := x.shape[0] > x.shape[1]:
        x = x.T
    x = x / (x.norm() + 1e-7)
    for _ in range(steps):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return (x.T if wide else x).to(matrix.dtype)


class Muon(torch.optim.Optimizer):
    def __init__(
        self,
        parameters: list[nn.Parameter],
        lr: float,
        momentum: float = 0.95,
        weight_decay: float = 0.0,
        precision: torch.dtype = torch.float32,
    ):
        super().__init__(parameters, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})
        self.precision = precision

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                state = self.state[parameter]
                if not state:
                    state["momentum"] = torch.zeros_like(parameter)
                momentum = state["momentum"].lerp_(parameter.grad, 1 - group["momentum"])
                nesterov = parameter.grad.lerp(momentum, group["momentum"])
                matrix = nesterov.flatten(1)
                update = orthogonalise(matrix, precision=self.precision).view_as(parameter)
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                parameter.add_(update, alpha=-group["lr"] * 0.2 * max(matrix.shape) ** 0.5)


CODES = 2048  # a convolution with so many outputs is a table of codes, and the model's last layer


class Optimizers:
    """Muon for convolution weights and linear layers' matrices, AdamW for the first, the last, embeddings and biases; or
    AdamW for everything."""

    def __init__(self, kind: str, model: nn.Module, lr: float, weight_decay: float, bfloat16: bool = False):
        """bfloat16: of Muon's products; pays where the processor multiplies matrices in it, where it does not it takes twice as
        long as float32."""
        parameters = [p for p in model.parameters() if p.requires_grad]
        matrices = {id(m.weight) for m in model.modules() if isinstance(m, nn.Linear) and min(m.weight.shape) >= 64}
        inner = [
            p
            for p in parameters
            if kind == "muon" and (id(p) in matrices or p.dim() == 4 and 16 <= min(p.shape[:2]) and len(p) < CODES)
        ]
        ids = {id(p) for p in inner}
        outer = [p for p in parameters if id(p) not in ids]
        adamw = torch.optim.AdamW(outer, lr, betas=(0.9, 0.95), weight_decay=weight_decay)
        precision = torch.bfloat16 if bfloat16 else torch.float32
        self.all = [adamw] + ([Muon(inner, lr, weight_decay=weight_decay, precision=precision)] if inner else [])

    def step(self, lr: float) -> None:
        for optimizer in self.all:
            for group in optimizer.param_groups:
                group["lr"] = lr
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)

    def state_dict(self) -> list[dict]:
        return [optimizer.state_dict() for optimizer in self.all]

    def load_state_dict(self, states: list[dict]) -> None:
        for optimizer, state in zip(self.all, states, strict=True):
            optimizer.load_state_dict(state)
