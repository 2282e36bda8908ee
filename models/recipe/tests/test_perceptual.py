"""Losses that see pictures as people do: LPIPS, the projected discriminator, augmentation, exchanged tokens."""

import io
import pickle

import numpy as np
import pytest
import torch

from ..efficientnet import CHANNELS, EfficientNetFeatures, SamePadded
from ..lpips import Lpips
from ..pretrained import read_arrays
from ..projected import Lecam, ProjectedDiscriminator, augment
from ..quantizer import NEIGHBOURS, Quantizer
from .conftest import narrow_vgg16


def test_weights_are_read_as_arrays_and_as_nothing_else() -> None:
    tree = {"Net_0": {"Conv_0": {"kernel": np.arange(6, dtype=np.float32).reshape(2, 3)}}}
    read = read_arrays(io.BytesIO(pickle.dumps(tree)))
    assert list(read) == ["Net_0/Conv_0/kernel"] and read["Net_0/Conv_0/kernel"].tolist() == [[0, 1, 2], [3, 4, 5]]
    with pytest.raises(pickle.UnpicklingError, match="print"):
        read_arrays(io.BytesIO(pickle.dumps({"kernel": print})))


def test_lpips_is_a_distance_whose_gradient_reaches_the_picture_alone() -> None:
    lpips = Lpips("vgg16", narrow_vgg16())
    image = torch.rand(2, 3, 32, 32) * 2 - 1
    near, far = ((image + noise * torch.randn_like(image)).requires_grad_() for noise in (0.05, 0.5))
    assert lpips(image, image).tolist() == [0, 0]
    assert (lpips(near, image) < lpips(far, image)).all()
    lpips(far, image).sum().backward()
    assert far.grad.isfinite().all() and far.grad.abs().sum() > 0
    assert not any(parameter.requires_grad for parameter in lpips.parameters())


def test_lpips_of_a_place_where_nothing_is_seen_has_a_gradient() -> None:
    weights = narrow_vgg16()
    for name in weights:
        if name.endswith("bias"):
            weights[name] -= 100  # no ReLU passes anything
    flat = torch.zeros(1, 3, 32, 32, requires_grad=True)
    Lpips("vgg16", weights)(flat, torch.ones(1, 3, 32, 32)).sum().backward()
    assert flat.grad.isfinite().all()


def test_padding_is_tensorflows() -> None:
    """As many cells as the input over the stride, the odd cell of padding after the end."""
    layer = SamePadded(1, 1, 3, stride=2)
    torch.nn.init.ones_(layer.conv.weight)
    torch.nn.init.zeros_(layer.conv.bias)
    assert layer(torch.arange(16.0).view(1, 1, 4, 4)).tolist() == [[[[45, 39], [66, 50]]]]


def test_features_come_at_four_scales_and_only_heads_learn() -> None:
    image = torch.rand(2, 3, 64, 64) * 2 - 1
    assert [tuple(x.shape) for x in EfficientNetFeatures(pretrained=False)(image)] == [
        (2, channels, 64 // cell, 64 // cell) for channels, cell in zip(CHANNELS, (4, 8, 16, 32), strict=True)
    ]
    judge = ProjectedDiscriminator(pretrained=False)
    assert [tuple(x.shape) for x in judge(image)] == [(2, 1, side, side) for side in (16, 8, 4, 2)]
    learned = {name.split(".")[0] for name, parameter in judge.named_parameters() if parameter.requires_grad}
    assert learned == {"heads"}
    other = ProjectedDiscriminator(pretrained=False)
    other.features.load_state_dict(judge.features.state_dict())
    other.load_learned_state(judge.learned_state())
    torch.testing.assert_close(other.eval()(image), judge.eval()(image))


def test_a_head_learns_to_tell_noise_from_flat_colour() -> None:
    judge = ProjectedDiscriminator(pretrained=False)
    optimizer = torch.optim.Adam(judge.heads.parameters(), 2e-3)
    for _ in range(15):
        real, fake = torch.randn(4, 3, 32, 32).clamp(-1, 1), torch.randn(4, 3, 1, 1).clamp(-1, 1).expand(4, 3, 32, 32)
        loss = sum(torch.relu(1 - a).mean() + torch.relu(1 + b).mean() for a, b in zip(judge(real), judge(fake)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert sum(a.mean() for a in judge(real)) > sum(b.mean() for b in judge(fake)) + 1


def test_lecam_pulls_opinions_that_run_away() -> None:
    lecam = Lecam(decay=0.5)
    calm = lecam([torch.zeros(2)], [torch.zeros(2)])
    assert calm == 0
    assert lecam([torch.full((2,), 4.0)], [torch.full((2,), -4.0)]) > 10
    assert lecam.real == 2 and lecam.fake == -2


def test_augmentation_treats_both_pictures_alike_and_depends_on_its_seed_alone() -> None:
    image = torch.rand(3, 3, 32, 32) * 2 - 1
    first, second = augment([image, image.clone()], torch.Generator().manual_seed(1))
    assert torch.equal(first, second) and first.shape == image.shape
    assert torch.equal(first, augment([image], torch.Generator().manual_seed(1))[0])
    assert not torch.equal(first, augment([image], torch.Generator().manual_seed(2))[0])
    leaf = image.clone().requires_grad_()
    augment([leaf], torch.Generator().manual_seed(1))[0].sum().backward()
    assert 0.3 < (leaf.grad != 0).float().mean() <= 1


def test_some_codes_are_exchanged_for_near_ones_and_the_gradient_passes(tiny) -> None:
    quantizer = Quantizer(tiny, tiny.code_dim)
    z_e = torch.randn(2, tiny.code_dim, 32, 32, requires_grad=True)
    result = quantizer(z_e)
    z_q = quantizer.exchange(result, 0.25)
    changed = ((z_q - result.z_q).abs() > 1e-6).any(1)
    assert 0.2 < changed.float().mean() < 0.3
    codes = z_q.permute(0, 2, 3, 1)[changed]
    near = torch.cdist(quantizer.codebook[result.tokens[changed]], quantizer.codebook).topk(1 + NEIGHBOURS, largest=False)
    chosen = torch.cdist(codes, quantizer.codebook).argmin(1)
    assert (near.indices[:, 1:] == chosen[:, None]).any(1).all()
    wanted = torch.randn_like(z_e)
    (z_q * wanted).sum().backward()
    assert torch.equal(z_e.grad, wanted)
