"""Answers that agree with the labels by chance, or always, are doubted; a poor classifier is not."""

from __future__ import annotations

import numpy as np
import pytest
from builders import count_table

from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.counts.confusion import ConfusionCounts
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.policy import Policy
from audit.measure.rates import agreement
from audit.measure.rates.agreement import FEWEST, _kappa_at_most, doubted_agreement, doubted_answers, doubted_unknown

FER7 = LABEL_SETS["fer7"]


def confusion(true: np.ndarray, said: np.ndarray) -> ConfusionCounts:
    cells = np.zeros((7, 7), np.int64)
    np.add.at(cells, (true, said), 1)
    return ConfusionCounts(labels=FER7, cells=cells)


@pytest.mark.parametrize("seed", range(20))
def test_rows_in_another_order_keep_the_gate_shut_unless_somebody_vouches(seed) -> None:
    rng = np.random.default_rng(seed)
    true = rng.integers(7, size=600)
    counts = confusion(true, rng.permutation(true))
    (remark,) = doubted_agreement(counts, confirmed=False)
    assert remark.blocks
    assert "hardly more often than answers drawn at random" in remark.sentence
    (remark,) = doubted_agreement(counts, confirmed=True)
    assert not remark.blocks


def test_one_answer_for_everybody_is_chance() -> None:
    true = np.arange(700) % 7
    assert doubted_agreement(confusion(true, np.full(700, 3)), confirmed=False)[0].blocks


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("right", [0.25, 0.5, 0.9])
def test_a_poor_classifier_is_believed(seed, right) -> None:
    rng = np.random.default_rng(seed)
    true = rng.integers(7, size=1000)
    said = np.where(rng.random(1000) < right, true, rng.integers(7, size=1000))
    assert doubted_agreement(confusion(true, said), confirmed=False) == ()


def test_every_answer_right_is_said_and_nothing_more() -> None:
    true = np.arange(FEWEST) % 7
    (remark,) = doubted_agreement(confusion(true, true), confirmed=False)
    assert not remark.blocks
    assert "every answer is the label" in remark.sentence
    assert doubted_agreement(confusion(true, true), confirmed=True) == ()
    few = np.arange(FEWEST - 1) % 7
    assert doubted_agreement(confusion(few, few), confirmed=False) == ()


def unknown(right: int, wrong: int, *, include: bool = False) -> tuple[str, ...]:
    """Sentences about pictures of unknown people, beside 200 of known ones of which 180 are right."""
    counts = count_table({"a": [[90, 10], [0, 0]], "b": [[90, 10], [0, 0]], "unknown": [[right, wrong], [0, 0]]})
    limit = Criterion(metric="accuracy", features=("group",), limit=0.1)
    found = doubted_unknown(counts, Policy(title="t", criteria=(limit,), include_unknown=include))
    assert all(remark.blocks for remark in found)
    return tuple(remark.sentence for remark in found)


def test_unknown_people_who_are_served_otherwise_keep_the_gate_shut() -> None:
    (found,) = unknown(10, 40)
    assert "50 pictures of unknown group are answered right in 20.0%, all others in 90.0%" in found
    assert "include_unknown = true" in found


def test_unknown_people_are_no_doubt_where_they_are_few_alike_or_compared() -> None:
    assert not unknown(0, 19)
    assert not unknown(40, 10)
    assert not unknown(10, 40, include=True)


def test_kappa_and_three_standard_errors_by_hand() -> None:
    """30 of 100 right, 25 by chance: (.05 + 3 · √(.3 · .7 / 100)) / .75; nothing is above chance where all is."""
    assert _kappa_at_most(30, 25.0, 100) == pytest.approx(0.24997, abs=1e-5)
    assert _kappa_at_most(100, 100.0, 100) == 1


def test_what_would_be_right_by_chance_is_worked_out_from_labels_and_answers() -> None:
    """Labels 800 and 1,200, answers 1,500 and 500: (800 · 1500 + 1200 · 500) / 2000 = 900 by chance, 900 are right."""
    counts = ConfusionCounts(labels=LABEL_SETS["happy-sad"], cells=np.array([[600, 200], [900, 300]]))
    (remark,) = doubted_agreement(counts, confirmed=False)
    assert "45.0% of 2,000 pictures are right, 45.0% would be by chance" in remark.sentence
    assert remark.rows == 2000


@pytest.mark.parametrize(("right", "told"), [(28, True), (30, False)])
def test_unknown_people_are_apart_by_more_than_ten_points_and_three_standard_errors(right: int, told: bool) -> None:
    """Of 50 beside .9 of 200: .56 is .34 away, less 3 · √(.2464/50 + .09/200) = .22; .6 is .3 away, less .217."""
    assert bool(unknown(right, 50 - right)) is told


def test_twenty_pictures_of_unknown_people_are_enough() -> None:
    assert unknown(0, 20)
    few = count_table({"a": [[15, 4], [0, 0]], "unknown": [[0, 50], [0, 0]]})
    limit = Criterion(metric="accuracy", features=("group",), limit=0.1)
    assert doubted_unknown(few, Policy(title="t", criteria=(limit,))) == ()


def test_another_order_is_said_and_where_there_is_none_that_answers_agree_by_chance() -> None:
    """Of three emotions the answers go round; then labels and answers have nothing to do with each other."""
    labels = LabelSet(emotions=("happy", "sad", "calm"))
    round_about = count_table({"a": [[5, 90, 5], [5, 5, 90], [90, 5, 5]]}, labels)
    (moved,) = doubted_answers(round_about, confirmed=False)
    assert "the order of the emotions is in doubt" in moved.sentence
    assert moved.blocks
    assert not doubted_answers(round_about, confirmed=True)[0].blocks
    (chance,) = doubted_answers(count_table({"a": [[40, 40, 40]] * 3}, labels), confirmed=False)
    assert "hardly more often than answers drawn at random" in chance.sentence
    good = [[90, 5, 5], [5, 90, 5], [5, 5, 90]]
    assert doubted_answers(count_table({"a": good, "b": good}, labels), confirmed=False) == ()
    (of_b,) = doubted_answers(
        count_table({"a": (10 * np.array(good)).tolist(), "b": [[5, 90, 5], [5, 5, 90], [90, 5, 5]]}, labels),
        confirmed=False,
    )
    assert "in doubt for the group b alone" in of_b.sentence


def test_answers_are_doubted_from_a_hundred_pictures_on_below_a_kappa_of_fifteen_hundredths() -> None:
    assert (agreement.FEWEST, agreement.CHANCE, agreement.FEWEST_UNKNOWN) == (100, 0.15, 20)
