"""A discriminator that looks through the eyes of a network that knows pictures: Projected GANs (Sauer et al., 2021,
https://arxiv.org/abs/2111.01007).

Frozen features at four scales are mixed by fixed random projections, across channels and from coarse to fine, so that no
head can rely on a few of them; small heads judge each scale. Both sides are augmented alike (DiffAugment, Zhao et al.,
2020, https://arxiv.org/abs/2006.10738). Only the heads learn.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from .efficientnet import CHANNELS, EfficientNetFeatures

MIXED = 64  # channels of each scale after mixing
TYPICAL = (9.2, 8.3, 6.3, 2.7)  # root mean square of each scale's features, measured on training crops


class Mixing(nn.Module):
    """Fixed and random: each scale to MIXED channels, then every coarser one added to the next finer one."""

    def __init__(self):
        super().__init__()
        self.across = nn.ModuleList(nn.Conv2d(channels, MIXED, 1) for channels in CHANNELS)
        self.down = nn.ModuleList(nn.Conv2d(MIXED, MIXED, 3, padding=1) for _ in CHANNELS)
        for conv in [*self.across, *self.down]:
            nn.init.kaiming_normal_(conv.weight)
            nn.init.zeros_(conv.bias)
        self.requires_grad_(False)

    def forward(self, seen: list[Tensor]) -> list[Tensor]:
        mixed: list[Tensor] = []
        coarser = None
        for across, down, x, typical in reversed(list(zip(self.across, self.down, seen, TYPICAL, strict=True))):
            x = across(x / typical)
            if coarser is not None:
                x = (x + F.interpolate(coarser, x.shape[2:], mode="bilinear")) / 2**0.5
            coarser = x
            mixed.append(down(x))
        return mixed[::-1]


def head() -> nn.Sequential:
    """Mixed features → opinions of about three cells each way."""
    return nn.Sequential(
        spectral_norm(nn.Conv2d(MIXED, MIXED, 3, padding=1)),
        nn.LeakyReLU(0.2),
        spectral_norm(nn.Conv2d(MIXED, MIXED, 3, padding=1)),
        nn.LeakyReLU(0.2),
        spectral_norm(nn.Conv2d(MIXED, 1, 1)),
    )


class ProjectedDiscriminator(nn.Module):
    def __init__(self, pretrained: bool = True):
        super().__init__()
        self.features = EfficientNetFeatures(pretrained)
        self.mixing = Mixing()
        self.heads = nn.ModuleList(head() for _ in CHANNELS)

    def forward(self, image: Tensor) -> list[Tensor]:
        """image [B,3,H,W] in [-1,1], augmented → opinions [B,1,h,w] of each scale, above 0 for real."""
        mixed = self.mixing(self.features(image))
        return [judge(x) for judge, x in zip(self.heads, mixed, strict=True)]

    def learned_state(self) -> dict[str, Tensor]:
        """The state of all but the frozen features, which the package has."""
        return {name: value for name, value in self.state_dict().items() if not name.startswith("features.")}

    def load_learned_state(self, state: dict[str, Tensor]) -> None:
        self.load_state_dict(state | {name: value for name, value in self.state_dict().items() if name not in state})


class Lecam(nn.Module):
    """LeCam regularisation (Tseng et al., 2021, https://arxiv.org/abs/2104.03310): opinions of one side stay near the moving
    average of the other's, so that the discriminator never runs away on little data."""

    def __init__(self, decay: float = 0.99):
        super().__init__()
        self.decay = decay
        self.register_buffer("real", torch.zeros(()))
        self.register_buffer("fake", torch.zeros(()))

    def forward(self, real: list[Tensor], fake: list[Tensor]) -> Tensor:
        """Opinions of each scale → the penalty; updates the averages."""
        with torch.no_grad():
            for average, opinions in ((self.real, real), (self.fake, fake)):
                average.lerp_(torch.stack([each.mean() for each in opinions]).mean(), 1 - self.decay)
        towards = [F.relu(a - self.fake).square().mean() + F.relu(self.real - b).square().mean() for a, b in zip(real, fake)]
        return torch.stack(towards).mean()


def augment(images: list[Tensor], generator: torch.Generator) -> list[Tensor]:
    """Colour, translation and cutout by the same numbers for all of `images` [B,3,H,W]: pairs of real and fake."""
    batch, _, height, width = images[0].shape
    device = images[0].device
    draw = lambda low, high: (torch.rand(batch, generator=generator) * (high - low) + low).to(device)[:, None, None, None]
    brightness, saturation, contrast = draw(-0.5, 0.5), draw(0, 2), draw(0.5, 1.5)
    whole = lambda most: torch.randint(-most, most + 1, (batch,), generator=generator).to(device)
    down, right = whole(height // 8), whole(width // 8)
    rows, columns = torch.arange(height, device=device), torch.arange(width, device=device)
    from_row, from_column = (rows + down[:, None]), (columns + right[:, None])
    inside = ((from_row >= 0) & (from_row < height))[:, None, :, None] & ((from_column >= 0) & (from_column < width))[:, None, None]
    middle_row, middle_column = (torch.randint(0, n, (batch, 1), generator=generator).to(device) for n in (height, width))
    cut = ((rows - middle_row).abs() < height // 4)[:, None, :, None] & ((columns - middle_column).abs() < width // 4)[:, None, None]
    shown = inside & ~cut
    picked = torch.arange(batch, device=device)[:, None, None]
    result = []
    for image in images:
        x = image + brightness
        grey = x.mean(1, keepdim=True)
        x = (x - grey) * saturation + grey
        average = x.mean((1, 2, 3), keepdim=True)
        x = (x - average) * contrast + average
        moved = x.permute(0, 2, 3, 1)[picked, from_row.clamp(0, height - 1)[:, :, None], from_column.clamp(0, width - 1)[:, None]]
        result.append(moved.permute(0, 3, 1, 2) * shown)
    return result
