"""A small classifier of token grids, trained on real ones: does it see in a sample what the sample was asked to be?"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .run import learning_rate


class Recogniser(nn.Module):
    def __init__(self, codebook: np.ndarray, classes: int, width: int = 64):
        super().__init__()
        codes = torch.from_numpy(codebook)
        self.register_buffer("codebook", (codes - codes.mean(0)) / codes.std(0))
        self.layers = nn.Sequential(
            nn.Conv2d(codes.shape[1], width, 3, 1, 1),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, 2 * width, 3, 2, 1),
            nn.BatchNorm2d(2 * width),
            nn.ReLU(),
            nn.Conv2d(2 * width, 3 * width, 3, 2, 1),
            nn.BatchNorm2d(3 * width),
            nn.ReLU(),
            nn.Conv2d(3 * width, 3 * width, 3, 1, 1),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Dropout(0.3),
            nn.Linear(3 * width, classes),
        )

    def forward(self, grids: Tensor) -> Tensor:
        """grids int [b,h,w] → logits [b,classes]."""
        return self.layers(self.codebook[grids].permute(0, 3, 1, 2))

    @torch.no_grad()
    def recognise(self, grids: np.ndarray) -> np.ndarray:
        """int [n]: the likeliest class of each grid [n,h,w]."""
        self.eval()
        return torch.cat([self(part).argmax(1) for part in torch.from_numpy(grids.astype(np.int64)).split(256)]).numpy()


def train_recogniser(grids: np.ndarray, labels: np.ndarray, codebook: np.ndarray, steps: int, batch: int = 64) -> Recogniser:
    """grids int [n,h,w] of training images, labels int [n]. Classes are drawn equally often."""
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    model = Recogniser(codebook, int(labels.max()) + 1).train()
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=0.05)
    members = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = learning_rate(step, steps, 2e-3, 50, steps // 2)
        picked = np.array([rng.choice(members[i]) for i in rng.integers(len(members), size=batch)])
        grid = torch.from_numpy(grids[picked].astype(np.int64))
        loss = F.cross_entropy(model(grid), torch.from_numpy(labels[picked].astype(np.int64)), label_smoothing=0.1)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model
