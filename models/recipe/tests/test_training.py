"""Training learns, and a resumed run is bit for bit the run that was never interrupted."""

import dataclasses
from pathlib import Path

import pytest
import torch

from .. import losses, train_vqgan, train_vqvae
from ..export import load_tokenizer, write_pack
from ..model import Tokenizer
from ..muon import Optimizers, orthogonalise
from ..pack import read_manifest, write_manifest
from ..quantizer import as_rows
from ..run import averaged_weights, learning_rate, load_checkpoint
from .conftest import MODELS


class Interrupted(Exception):
    pass


def interrupt_after_saving(monkeypatch: pytest.MonkeyPatch, module) -> None:
    save = module.save_checkpoint

    def save_and_stop(path: Path, **state) -> None:
        save(path, **state)
        raise Interrupted

    monkeypatch.setattr(module, "save_checkpoint", save_and_stop)


def assert_equal(a, b, where: str = "checkpoint") -> None:
    if isinstance(a, torch.Tensor):
        assert torch.equal(a, b), where
    elif isinstance(a, dict):
        assert a.keys() == b.keys(), where
        for key in a:
            assert_equal(a[key], b[key], f"{where}.{key}")
    elif isinstance(a, (list, tuple)):
        assert len(a) == len(b), where
        for i, (x, y) in enumerate(zip(a, b)):
            assert_equal(x, y, f"{where}[{i}]")
    else:
        assert a == b, where


@pytest.mark.parametrize("kind", ["one level", "two levels", "argmax", "none"])
def test_vqvae_resumes_bit_exactly(kind, vqvae_config, cache, tmp_path, monkeypatch) -> None:
    vqvae_config = dataclasses.replace(vqvae_config, model=MODELS[kind])
    train_vqvae.train(vqvae_config, cache, tmp_path / "whole")
    with monkeypatch.context() as patch, pytest.raises(Interrupted):
        interrupt_after_saving(patch, train_vqvae)
        train_vqvae.train(vqvae_config, cache, tmp_path / "halves")
    assert load_checkpoint(tmp_path / "halves" / "checkpoint.pt")["step"] == 5
    train_vqvae.train(vqvae_config, cache, tmp_path / "halves")
    whole, halves = (load_checkpoint(tmp_path / name / "checkpoint.pt") for name in ("whole", "halves"))
    assert whole["step"] == vqvae_config.steps
    assert_equal(whole, halves)


def test_vqgan_resumes_bit_exactly(vqvae_config, vqgan_config, untrained_networks, cache, tmp_path, monkeypatch) -> None:
    train_vqvae.train(vqvae_config, cache, tmp_path / "stage1")
    stage1 = tmp_path / "stage1" / "checkpoint.pt"
    train_vqgan.train(vqgan_config, stage1, cache, tmp_path / "whole")
    with monkeypatch.context() as patch, pytest.raises(Interrupted):
        interrupt_after_saving(patch, train_vqgan)
        train_vqgan.train(vqgan_config, stage1, cache, tmp_path / "halves")
    train_vqgan.train(vqgan_config, stage1, cache, tmp_path / "halves")
    whole, halves = (load_checkpoint(tmp_path / name / "checkpoint.pt") for name in ("whole", "halves"))
    assert_equal(whole, halves)
    assert_equal(whole["config"]["stage1"], load_checkpoint(stage1)["config"])


def test_training_the_decoder_alone_keeps_every_token(vqvae_config, vqgan_config, untrained_networks, cache, tmp_path) -> None:
    train_vqvae.train(vqvae_config, cache, tmp_path / "stage1")
    pack = tmp_path / "packs" / "tiny"
    write_pack(tmp_path / "stage1" / "checkpoint.pt", pack)
    before = {name: (pack / name).read_bytes() for name in ("encoder.onnx", "codebook.onnx", "decoder.onnx")}
    priors = [{"id": "kept"}]
    write_manifest(pack, read_manifest(pack) | {"priors": priors})
    config = dataclasses.replace(vqgan_config, trained="decoder")
    train_vqgan.train(config, pack, cache, tmp_path / "refined")
    write_pack(tmp_path / "refined" / "checkpoint.pt", pack)
    after = {name: (pack / name).read_bytes() for name in before}
    assert [name for name in before if before[name] != after[name]] == ["decoder.onnx"]
    assert read_manifest(pack)["priors"] == priors


def test_averages_follow_the_weights_and_are_what_is_exported(vqvae_config, cache, tmp_path) -> None:
    config = dataclasses.replace(vqvae_config, average_decay=0.5, checkpoint_every=1)
    average = None
    for steps in range(config.continuous_steps, config.steps + 1):
        train_vqvae.train(dataclasses.replace(config, steps=steps, decay_steps=1), cache, tmp_path)
        checkpoint = load_checkpoint(tmp_path / "checkpoint.pt")
        weight = checkpoint["model"]["decoder.net.0.weight"]
        average = weight if average is None else average.lerp(weight, 0.5)
        torch.testing.assert_close(averaged_weights(checkpoint)["decoder.net.0.weight"], average)
    exported = load_tokenizer(checkpoint).decoder.net[0].weight
    assert torch.equal(exported, average.half().float()) and not torch.equal(exported, weight.half().float())


def test_one_batch_overfits(tiny) -> None:
    model = Tokenizer(tiny)
    image = torch.nn.functional.interpolate(torch.rand(4, 3, 4, 4) * 2 - 1, size=32, mode="nearest")
    optimizers = Optimizers("muon", model, 5e-3, 0.0)
    (level,) = model.levels
    level.quantizer.start_from(as_rows(model.latents(level, image, [])).detach(), torch.Generator().manual_seed(0))
    for step in range(150):
        x_hat, (result,) = model(image)
        loss = losses.reconstruction(x_hat, image, "mse")
        (loss + 0.25 * result.penalty).backward()
        optimizers.step(learning_rate(step, 150, 5e-3, 10, 75))
        level.quantizer.update(result.rows, result.tokens.flatten())
    assert loss < 0.01, f"mean squared error {loss:.4f} of an image variance of {image.var():.2f}"


def test_orthogonalise_brings_singular_values_near_one() -> None:
    for shape in ((24, 100), (100, 24)):
        singular_values = torch.linalg.svdvals(orthogonalise(torch.randn(shape)))
        assert singular_values.min() > 0.5 and singular_values.max() < 1.5


def test_learning_rate_warms_up_stays_and_falls_to_zero() -> None:
    rates = [learning_rate(step, 100, 1.0, 10, 40) for step in range(100)]
    assert rates[0] == 0.1 and rates[9:61] == [1.0] * 52 and rates[99] == 1 / 40
