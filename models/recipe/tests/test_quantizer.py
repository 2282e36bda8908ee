"""The quantizer against brute force in float64, its ties, its moving averages and its restarts."""

from dataclasses import replace

import torch

from ..quantizer import BLOCK, CHUNK, Quantizer, argmin, as_rows, nearest, rotated
from ..simvq import SimVq


def test_nearest_is_what_brute_force_finds() -> None:
    rows, codebook = torch.randn(3 * CHUNK // 2, 16), torch.randn(100, 16)
    distances = torch.cdist(rows.double(), codebook.double())
    chosen = distances.gather(1, nearest(rows, codebook)[:, None])[:, 0]
    assert (chosen <= distances.min(1).values + 1e-5).all()
    assert (nearest(rows, codebook) == distances.argmin(1)).float().mean() > 0.999


def test_ties_go_to_the_lowest_index() -> None:
    codebook = torch.tensor([[9.0, 9.0], [1.0, 0.0], [1.0, 0.0], [-1.0, 0.0]]).repeat(50, 1)
    assert nearest(torch.tensor([[1.0, 0.0], [0.0, 0.0], [9.0, 8.0]]), codebook).tolist() == [1, 1, 0]


def test_blocks_of_codes_change_nothing() -> None:
    costs = torch.randint(0, 40, (300, 8 * BLOCK)).float()  # full of ties
    assert argmin(costs).tolist() == costs.numpy().argmin(1).tolist()


def test_codes_quantize_to_themselves(tiny) -> None:
    quantizer = Quantizer(tiny, tiny.code_dim)
    token_grid = torch.randperm(tiny.codebook_size).view(2, 4, 8)
    assert torch.equal(quantizer.tokens(quantizer.look_up(token_grid)), token_grid)


def test_gradient_passes_straight_through(tiny) -> None:
    z_e = torch.randn(1, tiny.code_dim, 2, 2, requires_grad=True)
    wanted = torch.randn(1, tiny.code_dim, 2, 2)
    (Quantizer(tiny, tiny.code_dim)(z_e).z_q * wanted).sum().backward()
    assert torch.equal(z_e.grad, wanted)


def test_rotated_gradient_keeps_its_angle_to_the_vector_that_it_arrives_at() -> None:
    rows, codes, wanted = torch.randn(3, 20, 6, dtype=torch.float64)
    rows.requires_grad_()
    passed = rotated(rows, codes)
    assert torch.allclose(passed, codes)
    (passed * wanted).sum().backward()
    cosine = torch.nn.functional.cosine_similarity
    assert torch.allclose(cosine(rows.grad, rows), cosine(wanted, codes))
    assert torch.allclose(rows.grad.norm(dim=1) / wanted.norm(dim=1), codes.norm(dim=1) / rows.norm(dim=1))


def test_simvq_moves_all_codes_by_one_map(tiny) -> None:
    quantizer = SimVq(tiny, tiny.code_dim)
    rows = torch.randn(4 * tiny.codebook_size, tiny.code_dim)
    quantizer.start_from(rows, torch.Generator().manual_seed(0))
    start = quantizer.codebook.clone()
    assert torch.equal(quantizer.fixed, start)
    optimizer = torch.optim.SGD(quantizer.parameters(), 0.2)
    z_e = (rows * 2).T[None, :, None]  # twice as far out, in all directions
    before = quantizer(z_e).penalty.item()
    for _ in range(100):
        result = quantizer(z_e)
        result.penalty.backward()
        optimizer.step()
        optimizer.zero_grad()
        quantizer.update(result.rows, result.tokens.flatten())
    assert quantizer(z_e).penalty < 0.5 * before
    assert torch.equal(quantizer.fixed, start)
    assert ((quantizer.codebook - start).norm(dim=1) > 0).all()
    assert torch.allclose(quantizer.codebook, quantizer.map(start))
    order = torch.randperm(tiny.codebook_size)
    codebook = quantizer.codebook.clone()
    quantizer.reorder(order)
    assert torch.equal(quantizer.codebook, codebook[order])
    assert torch.allclose(quantizer.map(quantizer.fixed), quantizer.codebook, atol=1e-6)


def test_commitment_is_the_mean_squared_distance_to_the_code(tiny) -> None:
    quantizer, z_e = Quantizer(tiny, tiny.code_dim), torch.randn(2, tiny.code_dim, 3, 3)
    result = quantizer(z_e)
    assert torch.allclose(result.penalty, (z_e - quantizer.look_up(result.tokens)).square().mean())
    assert torch.allclose(result.z_q, quantizer.look_up(result.tokens), atol=1e-6)


def test_moving_averages_end_at_the_mean_of_what_a_code_stands_for(tiny) -> None:
    quantizer = Quantizer(replace(tiny, codebook_decay=0.5), tiny.code_dim)
    rows = torch.tensor([[1.0, 0, 0, 0], [3.0, 0, 0, 0], [0, 5.0, 0, 0]])
    for _ in range(40):
        quantizer.update(rows, torch.tensor([7, 7, 2]))
    assert torch.allclose(quantizer.codebook[7], torch.tensor([2.0, 0, 0, 0]), atol=1e-4)
    assert torch.allclose(quantizer.codebook[2], torch.tensor([0, 5.0, 0, 0]), atol=1e-4)
    assert torch.allclose(quantizer.ema_counts[[7, 2]], torch.tensor([2.0, 1.0]), atol=1e-4)


def test_only_dead_codes_restart_and_they_land_on_rows(tiny) -> None:
    quantizer = Quantizer(tiny, tiny.code_dim)
    quantizer.ema_counts[[3, 9]] = 0.0
    before = quantizer.codebook.clone()
    rows = torch.randn(50, tiny.code_dim)
    assert quantizer.restart(rows, 0.05, torch.Generator().manual_seed(0)) == 2
    moved = (quantizer.codebook != before).any(1).nonzero().flatten().tolist()
    assert moved == [3, 9]
    assert all((rows == quantizer.codebook[code]).all(1).any() for code in moved)
    assert quantizer.restart(rows, 0.05, torch.Generator()) == 0


def test_kmeans_uses_every_code_and_lowers_the_distortion(tiny) -> None:
    quantizer = Quantizer(tiny, tiny.code_dim)
    z_e = torch.randn(4, tiny.code_dim, 16, 16) * 3
    before = quantizer(z_e).penalty
    quantizer.start_from(as_rows(z_e), torch.Generator().manual_seed(0))
    after = quantizer(z_e)
    assert after.penalty < 0.4 * before
    assert len(after.tokens.unique()) == tiny.codebook_size


def test_normalised_codes_stay_on_the_unit_sphere(tiny) -> None:
    quantizer = Quantizer(replace(tiny, normalise_codes=True), tiny.code_dim)
    rows = torch.nn.functional.normalize(torch.randn(512, tiny.code_dim))
    quantizer.start_from(rows, torch.Generator().manual_seed(0))
    quantizer.update(rows, nearest(rows, quantizer.codebook))
    assert torch.allclose(quantizer.codebook.norm(dim=1), torch.ones(tiny.codebook_size), atol=1e-6)
