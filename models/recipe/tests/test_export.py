"""Tiny models of every kind through the whole export: parity, golden files, manifest, swatches."""

import json

import numpy as np
import pytest
import torch
from PIL import Image

from .. import train_vqvae
from ..config import STAGE1, VqVaeConfig
from ..export import load_tokenizer, write_pack
from ..golden import as_input
from ..model import Tokenizer, multiply_accumulates
from ..pack import Pack, file_entry, unfold
from ..receptive_field import receptive_field
from ..run import load_checkpoint
from .conftest import MODELS, TINY_DATA

FAMILIES = {"one level": "vq-vae", "two levels": "vq-vae-2", "argmax": "dvae", "none": "ae"}


@pytest.fixture(scope="module", params=MODELS)
def exported(tmp_path_factory, cache, request):
    run = tmp_path_factory.mktemp("run")
    config = VqVaeConfig(model=MODELS[request.param], data=TINY_DATA, steps=6, batch=2, continuous_steps=2, decay_steps=3)
    train_vqvae.train(config, cache, run)
    folder = tmp_path_factory.mktemp("packs") / "tiny"
    parity = write_pack(run / "checkpoint.pt", folder)
    return request.param, Pack(folder), parity, load_tokenizer(load_checkpoint(run / "checkpoint.pt"))


def test_parity_is_counted(exported) -> None:
    kind, _, parity, _ = exported
    assert parity.tokens > 900 or (kind == "none" and parity.tokens == 0)
    assert parity.different_tokens == parity.near_ties


def test_manifest_describes_the_files(exported) -> None:
    kind, pack, _, model = exported
    manifest = pack.manifest
    swatches = [level["codebook"]["swatches"] for level in manifest["levels"] if "codebook" in level]
    for entry in [*pack.files, *swatches]:
        assert entry.items() >= file_entry(pack.dir / entry["file"]).items()
    assert (manifest["id"], manifest["family"], manifest["format"]) == ("tiny", FAMILIES[kind], 1)
    assert [level.downsample for level in pack.levels] == ([16, 8] if kind == "two levels" else [8])
    for level, entry in zip([level for level in pack.levels if level.quantizer != "none"], swatches):
        assert Image.open(pack.dir / entry["file"]).size == (64 * level.downsample, level.downsample)
    if kind == "two levels":
        top, bottom = manifest["levels"]
        assert bottom["encoder"]["inputs"] == ["image", "z_q_top"]
        assert [top["meanCode"], bottom["meanCode"]] == [level.quantizer.mean_code() for level in model.levels]


def test_palettes_run_from_dark_to_bright(exported) -> None:
    _, pack, _, _ = exported
    for level in pack.manifest["levels"]:
        if "codebook" in level:
            tiles = np.asarray(Image.open(pack.dir / level["codebook"]["swatches"]["file"]), np.float64)
            luminance = (tiles @ [0.2126, 0.7152, 0.0722]).reshape(level["downsample"], 64, -1).mean((0, 2))
            assert (np.diff(luminance) > -1.5).all()  # of 255, rounded to whole numbers


def test_golden_files_are_what_the_pack_computes(exported) -> None:
    kind, pack, _, _ = exported
    golden = pack.dir / "golden"
    pixels = np.asarray(Image.open(golden / "image.png"))
    assert pixels.shape == (64, 96, 3)
    grids, above = [], []
    for level in pack.levels:
        suffix = "" if level.name == "main" else f"-{level.name}"
        z_e = level.latents(as_input(pixels).numpy(), above)
        if kind != "argmax":
            np.testing.assert_allclose(z_e.ravel(), np.fromfile(golden / f"z_e{suffix}.f32", "<f4"), atol=1e-4)
        if kind == "none":
            grids.append(z_e)
            continue
        wanted = json.loads((golden / f"tokens{suffix}.json").read_text())
        assert (wanted["rows"], wanted["columns"]) == z_e.shape[2:]
        clear = np.array(wanted["margin"]) > 1e-4
        tokens = np.array(wanted["tokens"])
        assert (level.quantize(z_e).ravel() == tokens)[clear].all() and clear.any()
        grids.append(tokens.reshape(z_e.shape[2:]))
        above.append(level.look_up(grids[-1]))
    x_hat = pack.decode(grids)
    np.testing.assert_allclose(x_hat.ravel(), np.fromfile(golden / "reconstruction.f32", "<f4"), atol=1e-4)


def test_receptive_field_is_the_manifests_and_tight(exported) -> None:
    kind, pack, _, model = exported
    channels = 8 if kind == "two levels" else 4
    reach = pack.manifest["decoder"]["receptiveField"]
    assert receptive_field(model.decoder, channels, 8, size=13) == reach <= 4
    z_q = torch.randn(1, channels, 13, 13)
    disturbed = z_q.clone()
    disturbed[..., 6, 6] += 10
    with torch.no_grad():
        moved = (model.decoder(z_q) != model.decoder(disturbed)).any(1)[0]
    inside = slice((6 - reach) * 8, (6 + reach + 1) * 8)
    assert moved[inside, inside].any()
    moved[inside, inside] = False
    assert not moved.any()


@pytest.mark.parametrize("exported", ["two levels"], indirect=True)
def test_a_bottom_token_depends_on_the_top_that_it_is_told(exported) -> None:
    _, pack, _, _ = exported
    top, bottom = pack.levels
    image = np.random.default_rng(0).uniform(-1, 1, (1, 3, 64, 64)).astype(np.float32)
    told = [top.look_up(np.full((4, 4), code)) for code in (0, 40)]
    assert np.abs(bottom.latents(image, [told[0]]) - bottom.latents(image, [told[1]])).max() > 1e-4


def test_unfold_deals_numbers_out_as_pixel_shuffle_does() -> None:
    z_q = torch.randn(1, 12, 3, 5)
    np.testing.assert_array_equal(unfold(z_q.numpy(), 2), torch.pixel_shuffle(z_q, 2).numpy())


@pytest.mark.parametrize("pack", STAGE1)
def test_models_keep_to_the_budget(pack) -> None:
    model, image = Tokenizer(STAGE1[pack].model), torch.zeros(1, 3, 256, 256)
    encoders = [multiply_accumulates(model.levels[0].encoder, image)]
    if len(model.levels) > 1:
        z_q_top = torch.zeros(1, 4 * model.config.code_dim, 16, 16)
        encoders.append(multiply_accumulates(model.levels[1].encoder, image, z_q_top))
    assert sum(encoders) <= 1.6e9
    z_q = torch.zeros(1, model.config.code_dim * len(model.levels), 32, 32)
    assert multiply_accumulates(model.decoder, z_q) <= 2.3e9
