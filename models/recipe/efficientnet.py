"""EfficientNet-Lite0 up to its last block, frozen: what the projected discriminator sees of a picture.

Tan & Le, 2019, https://arxiv.org/abs/1905.11946; Lite: without squeeze-and-excitation, ReLU6 for swish. Batch norms are
folded into the convolutions before them.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .pretrained import efficientnet_lite0

EPSILON = 1e-3  # of the batch norms
# (kernel, stride, expansion, channels) of each block.
BLOCKS = [
    (3, 1, 1, 16),
    (3, 2, 6, 24), (3, 1, 6, 24),
    (5, 2, 6, 40), (5, 1, 6, 40),
    (3, 2, 6, 80), (3, 1, 6, 80), (3, 1, 6, 80),
    (5, 1, 6, 112), (5, 1, 6, 112), (5, 1, 6, 112),
    (5, 2, 6, 192), (5, 1, 6, 192), (5, 1, 6, 192), (5, 1, 6, 192),
    (3, 1, 6, 320),
]  # fmt: skip
TAKEN = (2, 4, 10, 15)  # blocks whose output is read: the last ones at 4, 8, 16 and 32 pixels a cell
CHANNELS = tuple(BLOCKS[block][3] for block in TAKEN)


class SamePadded(nn.Module):
    """A convolution with TensorFlow's padding: as many cells as input / stride, the odd one after the end."""

    def __init__(self, channels: int, out: int, kernel: int, stride: int = 1, groups: int = 1):
        super().__init__()
        self.kernel, self.stride = kernel, stride
        self.conv = nn.Conv2d(channels, out, kernel, stride, groups=groups)

    def forward(self, x: Tensor) -> Tensor:
        height, width = (max((-(-n // self.stride) - 1) * self.stride + self.kernel - n, 0) for n in x.shape[2:])
        if height or width:
            x = F.pad(x, (width // 2, width - width // 2, height // 2, height - height // 2))
        return self.conv(x)

    def fold(self, weights: dict[str, Tensor], conv: str, norm: str) -> None:
        scale = weights[f"{norm}.weight"] / (weights[f"{norm}.running_var"] + EPSILON).sqrt()
        self.conv.weight.data = weights[f"{conv}.weight"] * scale[:, None, None, None]
        self.conv.bias.data = weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * scale


class Block(nn.Module):
    """Inverted residual: expand, one kernel a channel, project."""

    def __init__(self, channels: int, kernel: int, stride: int, expansion: int, out: int):
        super().__init__()
        inner = channels * expansion
        self.expand = SamePadded(channels, inner, 1) if expansion > 1 else None
        self.depthwise = SamePadded(inner, inner, kernel, stride, groups=inner)
        self.project = SamePadded(inner, out, 1)
        self.residual = stride == 1 and channels == out

    def forward(self, x: Tensor) -> Tensor:
        inner = F.relu6(self.expand(x)) if self.expand else x
        inner = self.project(F.relu6(self.depthwise(inner)))
        return x + inner if self.residual else inner

    def fold(self, weights: dict[str, Tensor], name: str) -> None:
        if self.expand:
            self.expand.fold(weights, f"{name}._expand_conv", f"{name}._bn0")
        self.depthwise.fold(weights, f"{name}._depthwise_conv", f"{name}._bn1")
        self.project.fold(weights, f"{name}._project_conv", f"{name}._bn2")


class EfficientNetFeatures(nn.Module):
    def __init__(self, pretrained: bool = True):
        """pretrained: ImageNet weights; else random ones, for tests."""
        super().__init__()
        self.stem = SamePadded(3, 32, 3, 2)
        channels = [32, *(block[3] for block in BLOCKS)]
        self.blocks = nn.ModuleList(Block(before, *block) for before, block in zip(channels, BLOCKS))
        if pretrained:
            weights = efficientnet_lite0()
            self.stem.fold(weights, "_conv_stem", "_bn0")
            for number, block in enumerate(self.blocks):
                block.fold(weights, f"_blocks.{number}")
        else:
            for conv in (module for module in self.modules() if isinstance(module, nn.Conv2d)):
                nn.init.kaiming_normal_(conv.weight)  # PyTorch's own start would leave nothing after so many layers
        self.requires_grad_(False)

    def forward(self, image: Tensor) -> list[Tensor]:
        """image [B,3,H,W] in [-1,1] → maps of CHANNELS channels at 4, 8, 16 and 32 pixels a cell."""
        x = F.relu6(self.stem(image * (127.5 / 128)))  # trained on (8-bit value - 127) / 128
        seen = []
        for number, block in enumerate(self.blocks):
            x = block(x)
            if number in TAKEN:
                seen.append(x)
        return seen
