"""A tiny model through the whole export: parity, golden files, manifest, swatches."""

import json

import numpy as np
import pytest
import torch
from PIL import Image

from .. import train_vqvae
from ..export import load_tokenizer, write_pack
from ..model import Decoder, Encoder, ModelConfig, multiply_accumulates
from ..pack import Pack, file_entry
from ..receptive_field import receptive_field
from ..run import load_checkpoint


@pytest.fixture(scope="module")
def exported(tmp_path_factory, cache, request):
    from .conftest import TINY, TINY_DATA
    from ..config import VqVaeConfig

    run = tmp_path_factory.mktemp("run")
    config = VqVaeConfig(model=TINY, data=TINY_DATA, steps=6, batch=2, continuous_steps=2, decay_steps=3)
    train_vqvae.train(config, cache, run)
    folder = tmp_path_factory.mktemp("packs") / "tiny"
    parity = write_pack(run / "checkpoint.pt", folder)
    return folder, parity, load_tokenizer(load_checkpoint(run / "checkpoint.pt"))


def test_parity_is_counted(exported) -> None:
    _, parity, _ = exported
    assert parity.tokens > 900 and parity.different_tokens == parity.near_ties


def test_manifest_describes_the_files(exported) -> None:
    folder, _, _ = exported
    manifest = json.loads((folder / "manifest.json").read_text())
    level = manifest["levels"][0]
    for entry in (level["encoder"], level["codebook"], manifest["decoder"], level["codebook"]["swatches"]):
        assert entry.items() >= file_entry(folder / entry["file"]).items()
    assert (manifest["id"], manifest["family"], manifest["format"]) == ("tiny", "vq-vae", 1)
    assert Image.open(folder / "swatches.png").size == (64 * 8, 8)


def test_golden_files_are_what_the_pack_computes(exported) -> None:
    folder, _, _ = exported
    pack, golden = Pack(folder), folder / "golden"
    pixels = np.asarray(Image.open(golden / "image.png"))
    assert pixels.shape == (64, 96, 3)
    z_e = pack.encode(pixels.transpose(2, 0, 1)[None].astype(np.float32) / 127.5 - 1)
    wanted = json.loads((golden / "tokens.json").read_text())
    assert (wanted["rows"], wanted["columns"]) == z_e.shape[2:]
    np.testing.assert_allclose(z_e.ravel(), np.fromfile(golden / "z_e.f32", "<f4"), atol=1e-4)
    clear = np.array(wanted["margin"]) > 1e-4
    tokens = np.array(wanted["tokens"])
    assert (pack.quantize(z_e).ravel() == tokens)[clear].all()
    x_hat = pack.decode(tokens.reshape(8, 12))
    np.testing.assert_allclose(x_hat.ravel(), np.fromfile(golden / "reconstruction.f32", "<f4"), atol=1e-4)


def test_receptive_field_is_the_manifests_and_tight(exported) -> None:
    folder, _, model = exported
    reach = Pack(folder).manifest["decoder"]["receptiveField"]
    assert receptive_field(model.decoder, 4, 8, size=13) == reach <= 4
    z_q = torch.randn(1, 4, 13, 13)
    disturbed = z_q.clone()
    disturbed[..., 6, 6] += 10
    with torch.no_grad():
        moved = (model.decoder(z_q) != model.decoder(disturbed)).any(1)[0]
    inside = slice((6 - reach) * 8, (6 + reach + 1) * 8)
    assert moved[inside, inside].any()
    moved[inside, inside] = False
    assert not moved.any()


def test_default_model_keeps_to_the_budget() -> None:
    config = ModelConfig()
    assert multiply_accumulates(Encoder(config), torch.zeros(1, 3, 256, 256)) <= 1.6e9
    assert multiply_accumulates(Decoder(config), torch.zeros(1, config.code_dim, 32, 32)) <= 2.3e9
