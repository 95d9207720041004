"""Whether it can detect mixed emotions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from assets.audits import (
    audited,
    cohort,
    drawn,
    five_pictures,
    voted,
)
from builders import answered

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Predictions
from audit.domain.decision.policy import one_limit_per_feature
from audit.domain.uncertainty.mixed import VoteAgreement
from audit.measure import mixed_emotions
from audit.report import Status, answers
from audit.report.sections.uncertainty import grades


def agreeing(lower: float | None, upper: float | None, ceiling: float | None, spearman: float | None = 0.4):
    """Return the voted audit with another agreement."""
    result = voted()
    votes = VoteAgreement(spearman=spearman, lower=lower, upper=upper, confidence=0.95, images=120, ceiling=ceiling)
    return replace(result, mixed=replace(result.mixed, votes=votes))


@pytest.mark.parametrize(
    ("lower", "upper", "ceiling", "status"),
    [
        (0.40, 0.60, 0.8, Status.YES),  # half of the ceiling is .40
        (0.39, 0.60, 0.8, Status.PARTLY),
        (0.20, 0.30, 0.8, Status.PARTLY),  # a quarter is .20
        (0.09, 0.16, 0.8, Status.NO),
        (0.01, 0.20, 0.8, Status.CANNOT_TELL),  # may reach a quarter
        (-0.05, 0.19, 0.8, Status.NO),
        (-0.30, -0.1, 0.8, Status.NO),
        (-0.05, 0.45, 0.8, Status.CANNOT_TELL),  # as well nothing as enough
        (0.50, 0.60, None, Status.CANNOT_TELL),  # nothing to hold it against without a ceiling
        (-0.05, 0.20, None, Status.CANNOT_TELL),
        (None, None, 0.8, Status.CANNOT_TELL),
    ],
)
def test_mixed_emotions_are_judged_by_correlation_and_ceiling(lower, upper, ceiling, status) -> None:
    assert answers(agreeing(lower, upper, ceiling))[2].status is status


def held_against(probabilities: np.ndarray, votes: np.ndarray):
    """Return the voted audit with the mixed emotions of another classifier and other votes."""
    n, k = votes.shape
    labels = LabelSet(emotions=("a", "b", "c", "d")[:k])
    feature = SensitiveFeature(name="gender", groups=("female", "male"))
    people = cohort(labels, np.zeros(n, int), [feature], (np.arange(n) % 2)[:, None], votes=votes)
    predicted = Predictions(
        labels=labels, predicted=probabilities.argmax(axis=1), outcomes=np.zeros(n, int), probabilities=probabilities
    )
    return replace(voted(), mixed=mixed_emotions(answered(people, predicted), confidence=0.95, seed=0))


@pytest.fixture(scope="module")
def true_shares() -> np.ndarray:
    return np.random.default_rng(0).dirichlet([0.6, 0.4, 0.3, 0.2], 600)


@pytest.fixture(scope="module")
def ten_votes(true_shares) -> np.ndarray:
    return np.random.default_rng(1).multinomial(10, true_shares)


def test_true_vote_shares_detect_mixed_emotions(true_shares, ten_votes) -> None:
    answer = answers(held_against(true_shares, ten_votes))[2]
    assert answer.status is Status.YES
    assert f"reaches {answer.number} of a possible 0." in answer.sentence
    assert "over 600 pictures. Half of the annotators of each picture reach 0." in answer.sentence


def test_a_random_classifier_does_not_detect_mixed_emotions(ten_votes) -> None:
    answer = answers(held_against(np.random.default_rng(2).dirichlet(np.ones(4), 600), ten_votes))[2]
    assert answer.status is Status.NO


@pytest.mark.parametrize("row", [[0.25] * 4, [1.0, 0.0, 0.0, 0.0], [0.6, 0.2, 0.1, 0.1]])
def test_a_constant_classifier_does_not_detect_mixed_emotions(row, ten_votes) -> None:
    answer = answers(held_against(np.array([np.roll(row, i) for i in range(600)]), ten_votes))[2]
    assert answer.status is Status.NO
    assert answer.sentence.startswith("The model is equally sure of all 600 pictures with two or more votes")


def test_nobody_can_tell_where_annotators_always_agree() -> None:
    shares = np.random.default_rng(2).dirichlet(np.ones(4), 60)
    assert answers(held_against(shares, np.tile([10, 0, 0, 0], (60, 1))))[2].status is Status.CANNOT_TELL
    constant = np.full((60, 4), 0.25)
    assert answers(held_against(constant, np.tile([10, 0, 0, 0], (60, 1))))[2].status is Status.CANNOT_TELL


def test_without_votes_the_third_answer_says_what_the_softmax_shows() -> None:
    result = drawn()
    answer = answers(result)[2]
    assert answer.status is Status.CANNOT_TELL
    assert answer.number in answer.sentence
    assert "this cohort holds no such votes" in answer.sentence
    assert "at most show a mixture of “happy” and “sad”" in answer.sentence


def test_decisions_only_cannot_tell() -> None:
    answer = answers(five_pictures())[2]
    assert answer.status is Status.CANNOT_TELL
    assert "holds decisions only" in answer.sentence


def test_a_negative_correlation_is_not_praised() -> None:
    sentence = answers(agreeing(-0.4, -0.1, 0.8, spearman=-0.25))[2].sentence
    assert sentence.startswith("The model is not less certain where people disagree")
    assert "−0.25" in sentence


@pytest.mark.parametrize("k", [2, 3, 7, 8])
def test_an_even_mixture_of_two_is_mixed_whatever_the_number_of_emotions(k) -> None:
    """Half of all pictures are sure, half lie between two emotions: half are mixed on the card and in the section."""
    probabilities = np.zeros((40, k))
    probabilities[:20, 0], probabilities[20:, :2] = 1.0, 0.5
    labels = LabelSet(emotions=tuple("abcdefgh"[:k]))
    people = cohort(
        labels, np.arange(40) % 2, [SensitiveFeature(name="gender", groups=("f", "m"))], (np.arange(40) % 2)[:, None]
    )
    given = Predictions(
        labels=labels, predicted=probabilities.argmax(axis=1), outcomes=np.zeros(40, int), probabilities=probabilities
    )
    result = audited(people, given, one_limit_per_feature((("gender",),)))
    answer = answers(result)[2]
    assert answer.number == "50.0\xa0%"
    assert "reads 50.0\xa0% (20 of 40) of the pictures as mixed" in answer.sentence
    assert "50.0\xa0% (20 of 40) of the pictures are read as mixed" in " ".join(grades.view(result).sentences)
