"""Entropy of the softmax, its strongest pair, and the annotators' disagreement."""

from __future__ import annotations

import numpy as np
import pytest
from builders import answered, cohort_of, predictions_of

from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Predictions
from audit.domain.uncertainty.votes import MEASURES
from audit.measure import mixed_emotions


def test_histograms_and_top_two_by_hand() -> None:
    cohort = cohort_of([0, 1], [0, 1])
    mixed = mixed_emotions(answered(cohort, predictions_of([[0.5, 0.5], [0.0, 1.0]])), confidence=0.95, seed=0)
    assert mixed is not None
    assert mixed.overall.counts[[0, 99]].tolist() == [1, 1]
    assert mixed.top_two.tolist() == [[0, 1], [1, 0]]
    assert [entry.histogram.total for entry in mixed.by_group] == [1, 1]
    assert mixed.votes is None


def test_decisions_without_probabilities_say_nothing_about_mixture() -> None:
    decided = Predictions(labels=cohort_of([0], [0]).labels, predicted=np.array([0]), outcomes=np.array([0]))
    assert mixed_emotions(answered(cohort_of([0], [0]), decided), confidence=0.95, seed=0) is None


def test_a_classifier_that_repeats_the_votes_reaches_the_ceiling_and_more() -> None:
    rng = np.random.default_rng(5)
    truth = rng.uniform(0.5, 1, 600)
    votes = np.stack([(ours := rng.binomial(10, truth)), 10 - ours], axis=1)
    cohort = cohort_of([0] * 600, [0] * 600, votes=votes.tolist())
    perfect = mixed_emotions(
        answered(cohort, predictions_of(np.stack([truth, 1 - truth], axis=1).tolist())), confidence=0.95, seed=0
    )
    assert perfect is not None
    assert perfect.votes is not None
    assert perfect.votes.ceiling == pytest.approx(perfect.votes.spearman, abs=0.08)
    assert perfect.votes.lower < perfect.votes.spearman < perfect.votes.upper
    assert perfect.votes.measures[0].name == "spearman"
    assert perfect.votes.measures[0].value == perfect.votes.spearman
    assert perfect.votes.measures[0].ceiling == perfect.votes.ceiling
    assert perfect.votes.panel == perfect.votes.measures[0].panel
    assert len(perfect.votes.of(None)) == len(MEASURES)
    assert not perfect.votes.constant


def test_votes_are_put_in_the_order_of_the_model_and_foreign_ones_left_out() -> None:
    """Cohort: sad, happy, contempt; model: happy, sad, fear, which nobody could vote for."""
    rng = np.random.default_rng(7)
    shares = rng.dirichlet([1, 1, 0.2], 80)
    votes = rng.multinomial(10, shares)
    cohort = cohort_of([0] * 80, [0] * 80, labels=LabelSet(emotions=("sad", "happy", "contempt")), votes=votes.tolist())
    model = LabelSet(emotions=("happy", "sad", "fear"))
    seen = np.column_stack([votes[:, 1], votes[:, 0], np.zeros(80, int)])
    probabilities = (seen + 0.1) / (seen + 0.1).sum(axis=1, keepdims=True)
    found = mixed_emotions(answered(cohort, predictions_of(probabilities.tolist(), model)), confidence=0.95, seed=0)
    assert found is not None
    assert found.votes is not None
    assert found.votes.images == (seen.sum(axis=1) >= 2).sum()
    assert found.votes.spearman > 0.95
    assert {measure.name: measure.value for measure in found.votes.of(None)}["jensen_shannon"] < 0.05


def test_a_constant_classifier_is_called_constant() -> None:
    rng = np.random.default_rng(8)
    ours = rng.binomial(10, rng.uniform(0.5, 1, 60))
    cohort = cohort_of([0] * 60, [0] * 60, votes=np.stack([ours, 10 - ours], axis=1).tolist())
    constant = mixed_emotions(answered(cohort, predictions_of([[0.8, 0.2], [0.2, 0.8]] * 30)), confidence=0.95, seed=0)
    assert constant is not None
    assert constant.votes is not None
    assert constant.votes.constant
    assert (constant.votes.spearman, constant.votes.lower, constant.votes.upper) == (None,) * 3


def test_a_random_classifier_has_an_interval_around_nothing() -> None:
    rng = np.random.default_rng(6)
    ours = rng.binomial(10, rng.uniform(0.5, 1, 400))
    cohort = cohort_of([0] * 400, [0] * 400, votes=np.stack([ours, 10 - ours], axis=1).tolist())
    noise = rng.uniform(0, 1, 400)
    found = mixed_emotions(
        answered(cohort, predictions_of(np.stack([noise, 1 - noise], axis=1).tolist())), confidence=0.95, seed=0
    )
    assert found is not None
    assert found.votes is not None
    assert found.votes.lower < 0 < found.votes.upper
