"""Entropy of the softmax, its strongest pair, and the annotators' disagreement."""

from __future__ import annotations

import numpy as np
import pytest
from builders import cohort_of, predictions_of
from scipy.stats import spearmanr

from audit.domain.predictions import Predictions
from audit.measure import mixed_emotions
from audit.measure.mixed import normalised_entropy, spearman


def test_entropy_by_hand() -> None:
    # (.5, .5): log 2 / log 2 = 1; (.9, .1): (.9·.10536 + .1·2.30259) / .69315 = .469
    found = normalised_entropy(np.array([[0.5, 0.5], [0.9, 0.1], [0.0, 1.0]]))
    assert found == pytest.approx([1.0, 0.469, 0.0], abs=5e-4)


def test_spearman_equals_scipy_with_ties() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 5, 200).astype(float), rng.integers(0, 5, 200).astype(float)
    assert spearman(a, b) == pytest.approx(spearmanr(a, b).statistic)


def test_a_constant_has_no_rank_correlation() -> None:
    assert spearman(np.zeros(20), np.arange(20.0)) is None


def test_histograms_and_top_two_by_hand() -> None:
    cohort = cohort_of([0, 1], [0, 1])
    mixed = mixed_emotions(cohort, predictions_of([[0.5, 0.5], [0.0, 1.0]]), confidence=0.95, seed=0)
    assert mixed is not None
    assert mixed.overall.counts[[0, 99]].tolist() == [1, 1]
    assert mixed.top_two.tolist() == [[0, 1], [1, 0]]
    assert [entry.histogram.total for entry in mixed.by_group] == [1, 1]
    assert mixed.votes is None


def test_decisions_without_probabilities_say_nothing_about_mixture() -> None:
    decided = Predictions(labels=cohort_of([0], [0]).labels, predicted=np.array([0]), outcomes=np.array([0]))
    assert mixed_emotions(cohort_of([0], [0]), decided, confidence=0.95, seed=0) is None


def test_a_classifier_that_repeats_the_votes_reaches_the_ceiling_and_more() -> None:
    rng = np.random.default_rng(5)
    truth = rng.uniform(0.5, 1, 600)
    votes = np.stack([(ours := rng.binomial(10, truth)), 10 - ours], axis=1)
    cohort = cohort_of([0] * 600, [0] * 600, votes=votes.tolist())
    perfect = mixed_emotions(
        cohort, predictions_of(np.stack([truth, 1 - truth], axis=1).tolist()), confidence=0.95, seed=0
    )
    assert perfect is not None
    assert perfect.votes is not None
    assert perfect.votes.ceiling == pytest.approx(perfect.votes.spearman, abs=0.08)
    assert perfect.votes.lower < perfect.votes.spearman < perfect.votes.upper


def test_a_random_classifier_has_an_interval_around_nothing() -> None:
    rng = np.random.default_rng(6)
    ours = rng.binomial(10, rng.uniform(0.5, 1, 400))
    cohort = cohort_of([0] * 400, [0] * 400, votes=np.stack([ours, 10 - ours], axis=1).tolist())
    noise = rng.uniform(0, 1, 400)
    found = mixed_emotions(
        cohort, predictions_of(np.stack([noise, 1 - noise], axis=1).tolist()), confidence=0.95, seed=0
    )
    assert found is not None
    assert found.votes is not None
    assert found.votes.lower < 0 < found.votes.upper
