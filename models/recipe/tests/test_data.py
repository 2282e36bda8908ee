"""Splits are disjoint by picture and by emoji; batches are functions of their seed."""

import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from ..data import drawings
from ..data.crops import CropSampler, prefetch
from ..data.photos import describe
from ..data.sources import digest_of_photos, sources, sources_of, unlike_emoji, unlike_photos
from .conftest import TINY_DATA

ROOT = Path("photos")


def test_windows_and_copies_of_a_picture_share_a_split() -> None:
    for number in range(200):
        family = [
            f"wallpapers/deb/{number}_Kay_contents_images_5120x2880-0.jpg",
            f"wallpapers/deb/{number}_Kay_contents_images_5120x2880-7.jpg",
            f"wallpapers/deb/{number}_Kay_contents_images_dark_1920x1080-1.jpg",
        ]
        assert len({describe(ROOT / name, ROOT).picture for name in family}) == 1
    products = {describe(ROOT / f"grocery/Royal-Gala_{shot:03}-0.jpg", ROOT).picture for shot in range(9)}
    assert len(products) == 1


def test_splits_are_disjoint_by_picture_and_about_the_wanted_size() -> None:
    photos = [describe(ROOT / f"pixls/{i}-{window}.jpg", ROOT) for i in range(2000) for window in range(2)]
    train, val = ({photo.picture for photo in photos if photo.split == split} for split in ("train", "val"))
    assert not train & val
    assert 0.06 < len(val) / (len(train) + len(val)) < 0.10


def test_flowers_keep_the_split_they_came_with() -> None:
    photo = describe(ROOT / "flowers/val/roses/123_abc.jpg", ROOT)
    assert (photo.split, photo.source, photo.label) == ("val", "flowers", "roses")


def test_a_batch_is_a_function_of_its_seed(cache) -> None:
    sampler = CropSampler(cache, TINY_DATA)
    batches = list(prefetch(sampler, 3, iter([(1, 0), (1, 1), (1, 0)])))
    assert torch.equal(batches[0], batches[2]) and not torch.equal(batches[0], batches[1])
    assert batches[0].shape == (3, 3, 64, 64) and batches[0].abs().max() <= 1


def test_validation_crops_come_from_validation_photos(cache) -> None:
    train, val = (CropSampler(cache, TINY_DATA, split).indices["flowers"] for split in ("train", "val"))
    assert len(train) == 9 and len(val) == 3 and not set(train) & set(val)


def test_photos_that_are_not_the_stated_ones_are_named(tmp_path) -> None:
    (tmp_path / "pixls").mkdir()
    (tmp_path / "pixls" / "a-0.jpg").write_bytes(b"not the picture")
    before = digest_of_photos(tmp_path, "pixls")
    assert unlike_photos(tmp_path) == ["pixls"]
    (tmp_path / "pixls" / "a-0.jpg").rename(tmp_path / "pixls" / "b-0.jpg")
    assert digest_of_photos(tmp_path, "pixls") != before


def test_an_emoji_package_with_another_archive_is_named(tmp_path) -> None:
    stated = {
        f"node_modules/{package}": {"integrity": integrity}
        for source in sources().values()
        if "integrity" in source
        for package, integrity in zip(source["get"].split(", "), source["integrity"], strict=True)
    }
    assert len(stated) == 9
    (tmp_path / "node_modules").mkdir()
    lock = tmp_path / "node_modules" / ".package-lock.json"
    lock.write_text(json.dumps({"packages": stated}))
    assert unlike_emoji(tmp_path) == []
    stated["node_modules/@iconify-json/twemoji"] = {"integrity": "sha512-other"}
    lock.write_text(json.dumps({"packages": stated}))
    assert unlike_emoji(tmp_path) == ["@iconify-json/twemoji"]


def test_drawings_are_fitted_with_their_transparency_and_never_enlarged(tmp_path) -> None:
    drawing = np.zeros((300, 100, 4), np.uint8)
    drawing[..., :3], drawing[:, 20:80] = (0, 255, 0), (255, 0, 0, 255)  # green where nothing shows
    Image.fromarray(drawing).save(tmp_path / "tall.png")
    square = drawings.rasterise(tmp_path / "tall.png")
    assert square.shape == (128, 128, 4)
    shown = square[..., 3] > 0
    assert 22 < shown.any(0).sum() < 30 and shown.any(1).all()
    assert square[shown][:, 1].max() == 0, "the colour of what is transparent shows at the edges"
    Image.fromarray(drawing[:40, :30]).save(tmp_path / "small.png")
    assert (drawings.rasterise(tmp_path / "small.png")[..., 3] > 0).any(1).sum() == 40


def test_a_run_names_the_sources_of_all_its_stages() -> None:
    stage1 = {"data": {"mix": {"drawings": 0.5, "textures": 0.5}}}
    titles = sources_of({"data": {"mix": {"flowers": 1.0}}, "stage1": stage1}).keys()
    assert len(titles) == 3 and "Open Clip Art" in titles and "Twemoji" not in titles
    assert "Twemoji" in sources_of({"data": {"mix": {"emoji": 1.0}}})
