"""A stage-2 run's critic to a pack: graph, golden file, and the manifest's entry with its opinions of held-out photos.

The app draws its opinion as a map over original and reconstruction; the entry's percentiles give that map its scale.
"""

import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from .config import DiscriminatorConfig
from .discriminator import Discriminator
from .evaluate import held_out_photos, reconstruct
from .golden import as_input, scene
from .onnx_graph import export_module
from .pack import Pack, file_entry, read_manifest, session, write_manifest
from .run import load_checkpoint

DOWNSAMPLE = 8  # pixels an opinion
TOLERANCE = 5e-3  # opinions are in about [-2, 2]
PERCENTILES = {"low": 5, "median": 50, "high": 95}


class OpinionOnly(nn.Module):
    """What discriminator.onnx holds: image [1,3,H,W] → opinion [1,1,H/8,W/8], > 0 where it takes the image for real."""

    def __init__(self, critic: Discriminator):
        super().__init__()
        self.critic = critic

    def forward(self, image: Tensor) -> Tensor:
        return self.critic(image)[0]


def load_critic(checkpoint: dict) -> OpinionOnly:
    """The checkpoint's critic with its weights divided by their spectral norms once for all, and rounded to float16."""
    critic = Discriminator(DiscriminatorConfig(**checkpoint["config"]["discriminator"]))
    critic.load_state_dict(checkpoint["critic"])
    critic.eval()
    for layer in [*critic.layers, critic.opinion]:
        parametrize.remove_parametrizations(layer, "weight")
    for parameter in critic.parameters():
        parameter.data = parameter.data.half().float()
    return OpinionOnly(critic)


@torch.no_grad()
def write_discriminator(checkpoint_path: Path, pack_dir: Path, cache: Path, out: Path | None = None) -> dict:
    """Writes discriminator.onnx, golden/opinion.f32 and the manifest's entry, in the pack or (for a first look) in `out`,
    where the entry becomes manifest-entry.json. Returns the entry. Failing parity fails the export."""
    critic = load_critic(load_checkpoint(checkpoint_path))
    folder = out or pack_dir
    (folder / "golden").mkdir(parents=True, exist_ok=True)
    path = folder / "discriminator.onnx"
    image = torch.zeros(1, 3, 64, 64)
    axes = {"image": {2: "height", 3: "width"}, "opinion": {2: "rows", 3: "columns"}}
    export_module(critic, (image,), path, ["image"], ["opinion"], axes)

    graph = session(path)
    opinion = lambda image: graph.run(None, {"image": image})[0]
    for pixels in (scene(), scene(256, 192)):
        difference = np.abs(opinion(as_input(pixels).numpy()) - critic(as_input(pixels)).numpy()).max()
        assert difference < TOLERANCE, f"discriminator.onnx differs from PyTorch by {difference:.4f}"
    critic(as_input(scene())).numpy().astype("<f4").tofile(folder / "golden" / "opinion.f32")

    opinions: dict[str, list[np.ndarray]] = {"originals": [], "reconstructions": []}
    pack = Pack(pack_dir)
    for photo in held_out_photos(cache):
        opinions["originals"].append(opinion(as_input(photo.pixels).numpy()))
        opinions["reconstructions"].append(opinion(as_input(reconstruct(pack, photo.pixels)[0]).numpy()))
    entry = file_entry(path) | {"input": "image", "output": "opinion", "downsample": DOWNSAMPLE}
    for kind, maps in opinions.items():
        pooled = np.concatenate([each.ravel() for each in maps])
        entry[kind] = {name: round(float(np.percentile(pooled, share)), 3) for name, share in PERCENTILES.items()}
    if out:
        (out / "manifest-entry.json").write_text(json.dumps({"discriminator": entry}, indent=2) + "\n")
    else:
        write_manifest(pack_dir, read_manifest(pack_dir) | {"discriminator": entry})
    return entry
