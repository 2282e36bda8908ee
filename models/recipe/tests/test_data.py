"""Splits are disjoint by picture and by emoji; batches are functions of their seed."""

from pathlib import Path

import torch

from ..data.crops import CropSampler, prefetch
from ..data.photos import describe

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
    sampler = CropSampler(cache, {"flowers": 1.0}, 64)
    batches = list(prefetch(sampler, 3, iter([(1, 0), (1, 1), (1, 0)])))
    assert torch.equal(batches[0], batches[2]) and not torch.equal(batches[0], batches[1])
    assert batches[0].shape == (3, 3, 64, 64) and batches[0].abs().max() <= 1


def test_validation_crops_come_from_validation_photos(cache) -> None:
    train, val = (CropSampler(cache, {"flowers": 1.0}, 64, split).indices["flowers"] for split in ("train", "val"))
    assert len(train) == 9 and len(val) == 3 and not set(train) & set(val)
