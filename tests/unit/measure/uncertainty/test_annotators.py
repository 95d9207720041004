"""Halves of the annotators, and the shares they would have in the long run."""

from __future__ import annotations

import numpy as np
import pytest

from audit.measure.uncertainty.annotators import draw_votes, fit_mixture, halves, likely_truths, stepped_up


def rng() -> np.random.Generator:
    return np.random.default_rng(3)


def test_halves_are_the_votes_and_nothing_else() -> None:
    votes = np.array([[6, 4, 0], [3, 3, 3], [0, 0, 2], [1, 1, 0]])
    for half, other in halves(votes, 5, rng()):
        assert (half + other == votes).all()
        assert (half >= 0).all()
        assert (other >= 0).all()
        assert half.sum(axis=1).tolist() == [5, 4, 1, 1]  # of nine annotators the smaller half comes first


def test_drawn_votes_have_the_shares_of_all() -> None:
    # 6, 4 and 0 votes: of 5 drawn, 3 and 2 on average; standard error of the mean of 4,000 draws .016
    drawn = draw_votes(np.tile([6, 4, 0], (4000, 1)), np.full(4000, 5), rng())
    assert drawn.mean(axis=0) == pytest.approx([3, 2, 0], abs=0.08)


def test_stepping_up_by_hand() -> None:
    assert stepped_up(0.5) == pytest.approx(0.8165, abs=1e-4)  # √(2 · .5 / 1.5)
    assert stepped_up(1.0) == 1
    assert stepped_up(0.0) is None
    assert stepped_up(-0.2) is None


def test_a_mixture_finds_the_distribution_that_made_the_votes() -> None:
    """Half of the faces are of one emotion each, half are an even mixture; the fitted mixture has the same moments."""
    generator = rng()
    shares = np.vstack([np.tile([0.95, 0.05], (1500, 1)), np.tile([0.5, 0.5], (1500, 1))])
    found = fit_mixture(generator.multinomial(10, shares), generator)
    assert found.weights.sum() == pytest.approx(1)
    sums = found.concentrations.sum(axis=1)
    p = found.concentrations[:, 0] / sums
    mean = found.weights @ p
    square = found.weights @ (p * (found.concentrations[:, 0] + 1) / (sums + 1))
    assert mean == pytest.approx(shares[:, 0].mean(), abs=0.02)
    assert square == pytest.approx((shares[:, 0] ** 2).mean(), abs=0.02)


def test_likely_truths_have_as_many_votes_and_shares_near_them() -> None:
    votes = np.array([[10, 0, 0]] * 60 + [[5, 5, 0]] * 60 + [[0, 1, 6]] * 60)
    for shares, drawn in likely_truths(votes, 2, rng()):
        assert shares.sum(axis=1) == pytest.approx(np.ones(180))
        assert (drawn.sum(axis=1) == votes.sum(axis=1)).all()
        assert shares[:60, 0].mean() > 0.9
        assert shares[60:120, 0].mean() == pytest.approx(0.5, abs=0.1)


def test_a_million_votes_fit_as_well() -> None:
    votes = np.array([[1_000_000, 0], [400_000, 600_000]] * 20)
    shares, drawn = next(likely_truths(votes, 1, rng()))
    assert shares[1, 0] == pytest.approx(0.4, abs=0.01)
    assert drawn[0].sum() == 1_000_000
