"""Keeping silent where the entropy is high: by hand, and against the exact curve from raw entropies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import answered, cohort_of, predictions_of
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.cohort.groups import Group
from audit.domain.uncertainty.entropy import entropy_bins
from audit.measure import mixed_emotions
from audit.measure.rates.intervals import wilson
from audit.measure.uncertainty.abstention import Images, _clusters, abstention, area, interval_of


def images(entropy: list[float], right: list[bool], group: Group | None = None) -> Images:
    bins, ones = entropy_bins(np.array(entropy)), np.ones(len(right), np.int64)
    return Images(group=group, bins=bins, right=np.array(right, bool), subjects=None, images=ones)


def exact_area(entropy: np.ndarray, right: np.ndarray) -> float:
    """Return the mean success rate of the i most certain images, from every entropy."""
    sorted_right = right[np.argsort(entropy, kind="stable")]
    return float((np.cumsum(sorted_right) / np.arange(1, len(right) + 1)).mean())


def test_curve_and_area_by_hand() -> None:
    # by certainty: right, right, wrong, right, each in a bin of its own
    curve = images([0.1, 0.2, 0.3, 0.4], [True, True, False, True]).curve
    assert curve.points() == ((0.25, 1.0), (0.5, 1.0), (0.75, 2 / 3), (1.0, 0.75))
    expected = (1 + 1 + 2 / 3 + 3 / 4) / 4
    found = area(curve)
    assert (found.value, found.lower, found.upper) == pytest.approx((expected,) * 3)


def test_the_area_of_one_bin_by_hand() -> None:
    # one right, one wrong: in random order ½ (1 + ½)/2 + ½ (0 + ½)/2 = ½; best (1 + ½)/2, worst (0 + ½)/2
    found = area(images([0.501, 0.502], [True, False]).curve)
    assert (found.value, found.lower, found.upper) == pytest.approx((0.5, 0.25, 0.75))


def test_no_images_have_no_area() -> None:
    assert area(images([], []).curve) is None


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=200))
def test_the_exact_area_lies_within_the_stated_bounds(rows: list[tuple[float, bool]]) -> None:
    entropy, right = (np.array(column) for column in zip(*rows, strict=True))
    found = area(images(list(entropy), list(right)).curve)
    assert found.lower - 1e-9 <= exact_area(entropy, right) <= found.upper + 1e-9
    assert found.lower - 1e-9 <= found.value <= found.upper + 1e-9


def test_many_images_leave_little_doubt_within_a_bin() -> None:
    rng = np.random.default_rng(1)
    entropy = rng.uniform(0, 1, 20_000)
    right = rng.uniform(0, 1, 20_000) > entropy / 2
    found = area(images(list(entropy), list(right)).curve)
    assert found.upper - found.lower < 0.02
    assert found.value == pytest.approx(exact_area(entropy, right), abs=1e-3)


def test_groups_are_held_to_one_threshold() -> None:
    # ten images; any threshold from .8 to .95 answers nine of them, and the largest is taken
    entropy = [0.05 + 0.1 * i for i in range(8)] + [0.79, 0.95]
    right = [True] * 6 + [False, True, True, False]
    everyone = images(entropy, right)
    a, b = Group.of(("g", "a")), Group.of(("g", "b"))
    found = abstention(everyone, [everyone.of(a, np.arange(10) < 5), everyone.of(b, np.arange(10) >= 5)], 0.95)
    assert found.threshold == 0.95
    assert (found.overall.coverage.value, found.overall.kept.value) == (0.9, 8 / 9)
    assert found.overall.interval == wilson(8, 9, 0.95)
    assert found.overall.gain == pytest.approx(8 / 9 - 8 / 10)
    assert [g.coverage.value for g in found.by_group] == [1.0, 0.8]
    assert [g.gain for g in found.by_group] == [0.0, pytest.approx(3 / 4 - 3 / 5)]


def test_the_answered_images_are_never_more_than_the_share_and_the_next_bin_is_too_much() -> None:
    rng = np.random.default_rng(3)
    entropy = rng.beta(0.5, 2, 500)
    found = abstention(images(list(entropy), [True] * 500), [], 0.95)
    assert (entropy < found.threshold).mean() == found.overall.coverage.value <= 0.9
    assert (entropy < found.threshold + 0.01).mean() > 0.9


def test_too_certain_a_classifier_has_no_threshold() -> None:
    found = abstention(images([0.001] * 95 + [0.5] * 5, [True] * 100), [], 0.95)
    assert found.threshold is None
    assert (found.overall.kept, found.overall.coverage, found.overall.gain) == (None, None, None)
    assert found.overall.everything.value == 1.0


def test_no_image_has_no_threshold() -> None:
    found = abstention(images([], []), [], 0.95)
    assert (found.threshold, found.overall.everything.value, found.overall.area) == (None, None, None)


def test_a_group_that_is_never_answered_has_no_rate() -> None:
    everyone = images([0.1] * 90 + [0.9] * 10, [True] * 100)
    found = abstention(everyone, [everyone.of(Group.of(("g", "b")), np.arange(100) >= 90)], 0.95)
    (b,) = found.by_group
    assert (b.coverage.value, b.kept.value, b.interval, b.gain) == (0.0, None, None, None)


def test_pictures_of_one_person_widen_the_interval_as_far_as_they_are_alike() -> None:
    right = np.repeat(np.arange(40) % 2 == 0, 4)
    alone = interval_of(right, None, np.ones(160, bool), 0.95)
    alike = interval_of(right, np.repeat(np.arange(40), 4), np.ones(160, bool), 0.95)
    assert alone == wilson(80, 160, 0.95)
    assert alike == wilson(20, 40, 0.95)


def test_the_mixed_answer_holds_histograms_of_the_right_images() -> None:
    cohort = cohort_of([0, 0, 1], [0, 1, 1])
    found = mixed_emotions(
        answered(cohort, predictions_of([[0.99, 0.01], [0.4, 0.6], [0.45, 0.55]])), confidence=0.95, seed=0
    )
    assert (found.overall.total, found.right.total) == (3, 2)
    assert [entry.right.total for entry in found.by_group] == [1, 1]
    assert found.mixed_two.tolist() == [[0, 0], [2, 0]]
    assert [(e.emotion, e.value) for e in found.mixed_by_label] == [("happy", 0.5), ("sad", 1.0)]


def test_turning_the_groups_round_turns_the_answers_round() -> None:
    rng = np.random.default_rng(4)
    p = rng.uniform(0, 1, 200)
    cohort = cohort_of(list(rng.integers(0, 2, 200)), list(rng.integers(0, 2, 200)))
    turned = replace(cohort, features=(replace(cohort.features[0], groups=("b", "a")),), codes=1 - cohort.codes)
    predictions = predictions_of(np.column_stack([p, 1 - p]).tolist())
    one, other = (mixed_emotions(answered(each, predictions), confidence=0.95, seed=0) for each in (cohort, turned))
    assert one.abstention.overall == other.abstention.overall
    assert one.abstention.by_group == other.abstention.by_group[::-1]


def test_people_of_whom_no_picture_was_chosen_have_no_interval() -> None:
    right, nobody = np.array([True, False, True, True]), np.zeros(4, bool)
    assert interval_of(right, np.array([0, 0, 1, 1]), nobody, 0.95) is None
    assert interval_of(right, None, nobody, 0.95) is None


def test_an_image_may_stand_for_several() -> None:
    right, many = np.array([True, False]), np.array([30, 10])
    assert interval_of(right, None, np.ones(2, bool), 0.95, many) == wilson(30, 40, 0.95)
    assert interval_of(right, None, np.array([True, False]), 0.95, many) == wilson(30, 30, 0.95)
    # two pictures each of 20 people, all alike: half as many
    alike = interval_of(np.array([True] * 10 + [False] * 10), np.arange(20), np.ones(20, bool), 0.95, np.full(20, 2))
    assert alike == wilson(10, 20, 0.95)


def test_pictures_of_each_person_are_one_group() -> None:
    """Person 4 has three pictures of which two count, person 7 one that stands for five and does not."""
    found = _clusters(np.array([4, 7, 4, 4]), np.array([True, False, True, False]), np.array([1, 5, 1, 1]))
    assert (found.x.tolist(), found.n.tolist()) == ([[2], [0]], [[3], [5]])
    assert (found.people.tolist(), found.present.tolist()) == ([[1], [1]], [[True], [True]])
