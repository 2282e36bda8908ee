"""A checkpoint to a pack: ONNX graphs, manifest, golden files and swatches. Failing parity fails the export."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .config import ModelConfig
from .data.sources import sources_of
from .families import family_of
from .golden import as_input, costs_of_codes, scene, write_golden
from .model import Level, Tokenizer
from .onnx_graph import export_codebook, export_module
from .pack import Pack, file_entry, level_file, read_manifest, write_manifest
from .receptive_field import Field, receptive_field
from .run import averaged_weights, load_checkpoint
from .swatches import write_swatches

OUTPUTS = {"nearest": "z_e", "argmax": "logits", "none": "z_e"}  # of an encoder's graph
NEAR_TIE = 1e-4  # relative to the larger cost of the two codes: closer than that, float32 rounding decides
TOLERANCE = 2e-3  # of values in about [-1, 1]; an 8-bit step is 8e-3


class LatentsOnly(nn.Module):
    """What a level's encoder graph holds: the encoder, and the normalisation if codes lie on the unit sphere."""

    def __init__(self, model: Tokenizer, number: int):
        super().__init__()
        self.model, self.level = model, model.levels[number]

    def forward(self, image: Tensor, *above: Tensor) -> Tensor:
        return self.model.latents(self.level, image, list(above))


@dataclass(frozen=True)
class Parity:
    """ONNX Runtime against PyTorch on the same inputs."""

    z_e_difference: float
    image_difference: float
    tokens: int
    different_tokens: int
    near_ties: int  # of the different ones, those whose two best codes are equally good within rounding


def load_tokenizer(checkpoint: dict) -> Tokenizer:
    """The checkpoint's tokenizer as the pack stores it: weights and codebook rounded to float16, codes by luminance."""
    model = Tokenizer(ModelConfig(**checkpoint["config"]["model"]))
    model.load_state_dict(averaged_weights(checkpoint))
    for tensor in [*model.parameters(), *(level.quantizer.codebook for level in coded(model))]:
        tensor.data = tensor.data.half().float()
    if not keeps_tokens(checkpoint):
        order_codes(model)
    return model.eval()


def coded(model: Tokenizer) -> list[Level]:
    """The levels that have codes."""
    return [level for level in model.levels if model.config.quantizer != "none"]


def keeps_tokens(checkpoint: dict) -> bool:
    """Whether only the decoder was trained on: codes keep their ids, and priors that know them by those stay valid."""
    return checkpoint["config"].get("trained") == "decoder"


def reach_of(model: Tokenizer) -> int:
    """The decoder's receptive field, in tokens of the finest grid."""
    config = model.config
    return receptive_field(model.decoder, config.code_dim * len(config.scales), config.downsample)


def mean_codes(model: Tokenizer) -> list[int | None]:
    """Of each level, where there are several: what stands for the others when one is seen alone."""
    return [level.quantizer.mean_code() if len(model.levels) > 1 else None for level in model.levels]


@torch.no_grad()
def order_codes(model: Tokenizer) -> None:
    """Sorts the codes by the luminance of what each looks like alone, so that palettes run from dark to bright."""
    config = model.config
    field = Field(reach_of(model), config.scales)
    orders = []
    for number, level in enumerate(coded(model)):
        middle = field.middle(config.scales[number], config.downsample)
        luminance = []
        for codes in torch.arange(config.codebook_size).split(32):
            shown = [torch.full_like(codes, mean or 0) for mean in mean_codes(model)]
            shown[number] = codes
            sides = [field.tokens(scale) for scale in config.scales]
            grids = [code.view(-1, 1, 1).expand(-1, side, side) for code, side in zip(shown, sides, strict=True)]
            tile = model.decode(grids)[..., middle, middle]
            luminance.append(tile.clamp(-1, 1).mean((2, 3)) @ torch.tensor([0.2126, 0.7152, 0.0722]))
        orders.append(torch.cat(luminance).argsort(stable=True))
    for level, order in zip(coded(model), orders):
        level.quantizer.reorder(order)
        if config.quantizer == "argmax":
            level.encoder.reorder(order)


def write_graphs(model: Tokenizer, folder: Path) -> None:
    config = model.config
    image, f = torch.zeros(1, 3, 64, 64), config.downsample
    above: dict[str, Tensor] = {}  # input's name → z_q of the coarser levels
    for number, level in enumerate(model.levels):
        output = OUTPUTS[config.quantizer]
        side = 64 // level.downsample
        axes = {name: {2: f"{name}_rows", 3: f"{name}_columns"} for name in above}
        axes |= {"image": {2: "height", 3: "width"}, output: {2: "rows", 3: "columns"}}
        export_module(
            LatentsOnly(model, number),
            (image, *above.values()),
            folder / f"{level_file('encoder', level.name)}.onnx",
            ["image", *above],
            [output],
            axes,
        )
        if level in coded(model):
            codebook = level.quantizer.codebook.detach().numpy()
            export_codebook(codebook, folder / f"{level_file('codebook', level.name)}.onnx")
            above[f"z_q_{level.name}"] = torch.zeros(1, codebook.shape[1], side, side)
    export_module(
        model.decoder,
        (torch.zeros(1, config.code_dim * len(model.levels), 64 // f, 64 // f),),
        folder / "decoder.onnx",
        ["z_q"],
        ["image"],
        {"z_q": {2: "rows", 3: "columns"}, "image": {2: "height", 3: "width"}},
    )


@torch.no_grad()
def check_parity(model: Tokenizer, pack: Pack) -> Parity:
    """Raises AssertionError where the pack does not compute what the model does."""
    for level, shipped in zip(coded(model), pack.levels):
        np.testing.assert_array_equal(shipped.codebook, level.quantizer.codebook.detach().numpy(), shipped.name)
    z_e_difference = image_difference = 0.0
    total = different = ties = 0
    for pixels in (scene(), scene(256, 192), np.random.default_rng(0).integers(0, 256, (64, 128, 3), np.uint8)):
        image, above, grids = as_input(pixels), [], []
        for level, shipped in zip(model.levels, pack.levels, strict=True):
            z_e = model.latents(level, image, above)
            z_e_pack = shipped.latents(image.numpy(), [z_q.numpy() for z_q in above])
            z_e_difference = max(z_e_difference, float(np.abs(z_e_pack - z_e.numpy()).max() / z_e.abs().max()))
            codes = level.quantizer.tokens(z_e)
            grids.append(codes)
            above.append(level.quantizer.look_up(codes))
            if model.config.quantizer == "none":
                continue
            tokens, tokens_pack = codes[0].numpy(), shipped.quantize(z_e_pack)
            costs = costs_of_codes(level.quantizer, z_e)
            for i in np.flatnonzero(tokens.ravel() != tokens_pack.ravel()):
                a, b = (float(costs[i, grid.ravel()[i]]) for grid in (tokens, tokens_pack))
                ties += abs(a - b) <= NEAR_TIE * max(abs(a), abs(b))
                different += 1
            total += tokens.size
        x_hat = pack.decode([codes.numpy() if codes.dim() == 4 else codes[0].numpy() for codes in grids])
        image_difference = max(image_difference, float(np.abs(x_hat - model.decode(grids).numpy()).max()))
    parity = Parity(z_e_difference, image_difference, total, different, int(ties))
    assert parity.z_e_difference < TOLERANCE and parity.image_difference < TOLERANCE, parity
    assert parity.different_tokens == parity.near_ties, parity
    return parity


def recipe_commit() -> str:
    """The last commit that touched the recipe; "unknown" outside a git checkout."""
    command = ["git", "log", "-1", "--format=%h", "--", "."]
    result = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True)
    return result.stdout.strip() or "unknown"


def vocabulary(model: Tokenizer) -> str:
    if model.config.quantizer == "none":
        return f"{model.config.code_dim} numbers a cell"
    return "+".join(str(model.config.codebook_size) for _ in model.levels) + " codes"


def level_entries(model: Tokenizer, folder: Path) -> list[dict]:
    """What the manifest says of the levels, the atlas of swatches aside."""
    entries, above = [], []
    for level, mean in zip(model.levels, mean_codes(model), strict=True):
        encoder = file_entry(folder / f"{level_file('encoder', level.name)}.onnx")
        encoder |= {"inputs": ["image", *above], "output": OUTPUTS[model.config.quantizer]}
        entry = {"name": level.name, "downsample": level.downsample, "quantizer": model.config.quantizer, "encoder": encoder}
        above.append(f"z_q_{level.name}")
        if model.config.quantizer == "none":
            entries.append(entry | {"latents": {"dim": model.config.code_dim}})
            continue
        size, dim = level.quantizer.codebook.shape
        entry["codebook"] = file_entry(folder / f"{level_file('codebook', level.name)}.onnx")
        entry["codebook"] |= {"input": "tokens", "output": "vectors", "size": size, "dim": dim, "metric": "euclidean"}
        entries.append(entry if mean is None else entry | {"meanCode": mean})
    return entries


def write_pack(checkpoint_path: Path, folder: Path) -> Parity:
    """Writes everything but the card and the figures, which `evaluate` adds. The folder's name is the pack's id."""
    checkpoint = load_checkpoint(checkpoint_path)
    model = load_tokenizer(checkpoint)
    folder.mkdir(parents=True, exist_ok=True)
    write_graphs(model, folder)
    config = model.config
    family = family_of(checkpoint["kind"], config)
    kept = read_manifest(folder) if keeps_tokens(checkpoint) and (folder / "manifest.json").exists() else {}
    manifest = {
        "format": 1,
        "id": folder.name,
        "title": f"Photo {family.name} {'+'.join(f'f{level.downsample}' for level in model.levels)}, {vocabulary(model)}",
        "family": family.id,
        "description": family.description,
        "image": {"channels": 3, "layout": "NCHW", "range": [-1, 1], "colorSpace": "srgb"},
        "levels": level_entries(model, folder),
        "decoder": file_entry(folder / "decoder.onnx")
        | {"inputs": ["z_q"], "output": "image", "receptiveField": reach_of(model)},
        "priors": kept.get("priors", []),
        "provenance": {
            "recipe": f"models/recipe at commit {recipe_commit()}",
            "config": checkpoint["config"],
            "steps": checkpoint["step"],
            "data": {title: source["licence"] for title, source in sources_of(checkpoint["config"]).items()},
        },
    }
    write_manifest(folder, manifest)
    write_golden(model, folder / "golden")
    parity = check_parity(model, Pack(folder))
    write_swatches(folder)
    return parity
