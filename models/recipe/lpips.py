"""LPIPS: how different two pictures look to a network that knows pictures (Zhang et al., 2018, https://arxiv.org/abs/1801.03924).

Version 0.1 with its learned heads. VGG-16 is what stage 2 minimises; AlexNet, which no loss here sees, is what is reported.
The weights come from ImageNet's photographs, and cards say so.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .pretrained import lpips_weights

SHIFT, SCALE = (-0.030, -0.088, -0.188), (0.458, 0.448, 0.450)  # of images in [-1, 1]


def convolution(weights: dict[str, Tensor], name: str, stride: int = 1, padding: int = 1) -> nn.Conv2d:
    kernel = weights[f"{name}/kernel"].permute(3, 2, 0, 1).contiguous()
    layer = nn.Conv2d(kernel.shape[1], kernel.shape[0], kernel.shape[2:], stride, padding)
    layer.weight.data, layer.bias.data = kernel, weights[f"{name}/bias"]
    return layer


def alexnet(weights: dict[str, Tensor]) -> list[nn.Sequential]:
    """Five stages, each up to the next ReLU whose output is compared."""
    conv = lambda number, *shape: convolution(weights, f"AlexNet_0/Conv_{number}", *shape)
    pool = lambda: nn.MaxPool2d(3, 2)
    return [
        nn.Sequential(conv(0, 4, 2), nn.ReLU()),
        nn.Sequential(pool(), conv(1, 1, 2), nn.ReLU()),
        nn.Sequential(pool(), conv(2), nn.ReLU()),
        nn.Sequential(conv(3), nn.ReLU()),
        nn.Sequential(conv(4), nn.ReLU()),
    ]


def vgg16(weights: dict[str, Tensor]) -> list[nn.Sequential]:
    """Five stages of two or three convolutions."""
    stages, number = [], 0
    for depth in (2, 2, 3, 3, 3):
        layers: list[nn.Module] = [nn.MaxPool2d(2)] if stages else []
        for _ in range(depth):
            layers += [convolution(weights, f"VGG16_0/Conv_{number}"), nn.ReLU()]
            number += 1
        stages.append(nn.Sequential(*layers))
    return stages


NETWORKS = {"alexnet": alexnet, "vgg16": vgg16}


class Lpips(nn.Module):
    """Frozen; its gradient reaches the pictures alone."""

    def __init__(self, network: str, weights: dict[str, Tensor] | None = None):
        """network: alexnet or vgg16; weights: in place of the package's."""
        super().__init__()
        weights = weights or lpips_weights(network)
        self.stages = nn.ModuleList(NETWORKS[network](weights))
        for i in range(len(self.stages)):
            self.register_buffer(f"head{i}", weights[f"NetLinLayer_{i}/Conv_0/kernel"].view(1, -1, 1, 1).clone())
        self.register_buffer("shift", torch.tensor(SHIFT)[:, None, None])
        self.register_buffer("scale", torch.tensor(SCALE)[:, None, None])
        self.requires_grad_(False)

    def features(self, image: Tensor) -> list[Tensor]:
        """image [B,3,H,W] in [-1,1] → what each stage sees in it [B,C,h,w]."""
        x = (image - self.shift) / self.scale
        return [x := stage(x) for stage in self.stages]

    def forward(self, x_hat: Tensor, image: Tensor) -> Tensor:
        """Distances [B]; the gradient goes to x_hat."""
        with torch.no_grad():
            wanted = self.features(image)
        total = x_hat.new_zeros(len(x_hat))
        for i, (seen, other) in enumerate(zip(self.features(x_hat), wanted, strict=True)):
            difference = (unit(seen.float()) - unit(other.float())).square()
            total = total + (difference * getattr(self, f"head{i}")).sum(1).mean((1, 2))
        return total


def unit(features: Tensor) -> Tensor:
    """Of length 1 at each place; with room for places where nothing is seen."""
    return features / ((features.square().sum(1, keepdim=True) + 1e-20).sqrt() + 1e-10)  # 1e-20: or the gradient is none at 0
