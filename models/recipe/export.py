"""A checkpoint to a pack: ONNX graphs, manifest, golden files and swatches. Failing parity fails the export."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .config import ModelConfig
from .data.sources import sources
from .golden import as_input, scene, write_golden
from .model import Tokenizer
from .quantizer import as_rows
from .onnx_graph import export_codebook, export_module
from .pack import Pack, file_entry, read_manifest, write_manifest
from .receptive_field import receptive_field
from .run import load_checkpoint
from .swatches import write_swatches

FAMILIES = {"vqvae": "vq-vae", "vqgan": "vq-gan"}

# One line for the person who chooses between packs.
DESCRIPTIONS = {
    "vqvae": "Smooth and true to the photo; fine texture is blurred.",
    "vqgan": "Crisp at the same bits; fine texture is plausible, partly invented.",
}
NEAR_TIE = 1e-4  # relative to the larger squared distance: closer than that, float32 rounding decides
TOLERANCE = 2e-3  # of values in about [-1, 1]; an 8-bit step is 8e-3


class LatentsOnly(nn.Module):
    """What encoder.onnx holds: the encoder, and the normalisation if codes lie on the unit sphere."""

    def __init__(self, model: Tokenizer):
        super().__init__()
        self.model = model

    def forward(self, image: Tensor) -> Tensor:
        return self.model.latents(image)


@dataclass(frozen=True)
class Parity:
    """ONNX Runtime against PyTorch on the same inputs."""

    z_e_difference: float
    image_difference: float
    tokens: int
    different_tokens: int
    near_ties: int  # of the different ones, those whose two nearest codes are equally far within rounding


def load_tokenizer(checkpoint: dict) -> Tokenizer:
    """The checkpoint's tokenizer as the pack stores it: weights and codebook rounded to float16, codes by luminance."""
    model = Tokenizer(ModelConfig(**checkpoint["config"]["model"]))
    model.load_state_dict(checkpoint["model"])
    for tensor in [*model.parameters(), model.quantizer.codebook]:
        tensor.data = tensor.data.half().float()
    if not keeps_tokens(checkpoint):
        order_codes(model)
    return model.eval()


def keeps_tokens(checkpoint: dict) -> bool:
    """Whether only the decoder was trained on: codes keep their ids, and priors that know them by those stay valid."""
    return checkpoint["config"].get("trained") == "decoder"


@torch.no_grad()
def order_codes(model: Tokenizer, field: int = 9) -> None:
    """Sorts the codes by the luminance of what each looks like alone, so that the palette runs from dark to bright."""
    codebook, f = model.quantizer.codebook, model.config.downsample
    luminance = []
    for codes in torch.arange(len(codebook)).split(32):
        image = model.decode(codes.view(-1, 1, 1).expand(-1, field, field))
        centre = image[..., field // 2 * f : (field // 2 + 1) * f, field // 2 * f : (field // 2 + 1) * f]
        luminance.append(centre.clamp(-1, 1).mean((2, 3)) @ torch.tensor([0.2126, 0.7152, 0.0722]))
    model.quantizer.codebook.copy_(codebook[torch.cat(luminance).argsort(stable=True)])


def write_graphs(model: Tokenizer, folder: Path) -> None:
    dim = model.config.code_dim
    export_module(
        LatentsOnly(model),
        (torch.zeros(1, 3, 64, 64),),
        folder / "encoder.onnx",
        ["image"],
        ["z_e"],
        {"image": {2: "height", 3: "width"}, "z_e": {2: "rows", 3: "columns"}},
    )
    export_module(
        model.decoder,
        (torch.zeros(1, dim, 8, 8),),
        folder / "decoder.onnx",
        ["z_q"],
        ["image"],
        {"z_q": {2: "rows", 3: "columns"}, "image": {2: "height", 3: "width"}},
    )
    export_codebook(model.quantizer.codebook.numpy(), folder / "codebook.onnx")


@torch.no_grad()
def check_parity(model: Tokenizer, pack: Pack) -> Parity:
    """Raises AssertionError where the pack does not compute what the model does."""
    np.testing.assert_array_equal(pack.codebook, model.quantizer.codebook.numpy(), "codebook.onnx")
    z_e_difference = image_difference = 0.0
    total = different = ties = 0
    for pixels in (scene(), scene(256, 192), np.random.default_rng(0).integers(0, 256, (64, 128, 3), np.uint8)):
        image = as_input(pixels)
        z_e = model.latents(image)
        tokens = model.quantizer.tokens(z_e)[0].numpy()
        z_e_pack = pack.encode(image.numpy())
        tokens_pack = pack.quantize(z_e_pack)
        z_e_difference = max(z_e_difference, float(np.abs(z_e_pack - z_e.numpy()).max() / z_e.abs().max()))
        image_difference = max(image_difference, float(np.abs(pack.decode(tokens) - model.decode(torch.from_numpy(tokens)[None]).numpy()).max()))
        rows = as_rows(z_e).double().numpy()
        for i in np.flatnonzero(tokens.ravel() != tokens_pack.ravel()):
            a, b = (((rows[i] - pack.codebook[grid.ravel()[i]]) ** 2).sum() for grid in (tokens, tokens_pack))
            ties += abs(a - b) <= NEAR_TIE * max(a, b)
            different += 1
        total += tokens.size
    parity = Parity(z_e_difference, image_difference, total, different, int(ties))
    assert parity.z_e_difference < TOLERANCE and parity.image_difference < TOLERANCE, parity
    assert parity.different_tokens == parity.near_ties, parity
    return parity


def recipe_commit() -> str:
    """The last commit that touched the recipe; "unknown" outside a git checkout."""
    command = ["git", "log", "-1", "--format=%h", "--", "."]
    result = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True)
    return result.stdout.strip() or "unknown"


def write_pack(checkpoint_path: Path, folder: Path) -> Parity:
    """Writes everything but the card and the figures, which `evaluate` adds. The folder's name is the pack's id."""
    checkpoint = load_checkpoint(checkpoint_path)
    model = load_tokenizer(checkpoint)
    folder.mkdir(parents=True, exist_ok=True)
    write_graphs(model, folder)
    config = model.config
    priors = read_manifest(folder)["priors"] if keeps_tokens(checkpoint) and (folder / "manifest.json").exists() else []
    manifest = {
        "format": 1,
        "id": folder.name,
        "title": f"Photo {FAMILIES[checkpoint['kind']].upper()} f{config.downsample}, {config.codebook_size} codes",
        "family": FAMILIES[checkpoint["kind"]],
        "description": DESCRIPTIONS[checkpoint["kind"]],
        "image": {"channels": 3, "layout": "NCHW", "range": [-1, 1], "colorSpace": "srgb"},
        "levels": [
            {
                "name": "main",
                "downsample": config.downsample,
                "encoder": file_entry(folder / "encoder.onnx") | {"inputs": ["image"], "output": "z_e"},
                "codebook": file_entry(folder / "codebook.onnx")
                | {
                    "input": "tokens",
                    "output": "vectors",
                    "size": config.codebook_size,
                    "dim": config.code_dim,
                    "metric": "euclidean",
                },
            }
        ],
        "decoder": file_entry(folder / "decoder.onnx")
        | {
            "inputs": ["z_q"],
            "output": "image",
            "receptiveField": receptive_field(model.decoder, config.code_dim, config.downsample),
        },
        "priors": priors,
        "provenance": {
            "recipe": f"models/recipe at commit {recipe_commit()}",
            "config": checkpoint["config"],
            "steps": checkpoint["step"],
            "data": {title: source["licence"] for title, source in sources().items()},
        },
    }
    write_manifest(folder, manifest)
    write_golden(model, folder / "golden")
    parity = check_parity(model, Pack(folder))
    write_swatches(folder)
    return parity
