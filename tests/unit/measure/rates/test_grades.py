"""Probabilities read in words: every cut by hand, counts that add up, and a rate a limit can be set on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import answered, cohort_of, predictions_of

from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.cohort.predictions import Predictions
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CountTable
from audit.domain.decision.choices import IntervalMethod
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.policy import Policy
from audit.errors import InputError, UsageError
from audit.measure import count, count_all, disparities, estimates, partition, screening
from audit.measure.rates.grades import grades, grading, mixed_rate

THREE = LabelSet(emotions=("happy", "sad", "angry"))
POLICY = Policy(title="made for a test", criteria=())


@pytest.mark.parametrize(
    ("second", "grade"),
    [
        (0.0, "clearly happy"),
        (0.1, "clearly happy"),  # .9 belongs to clear
        (0.100001, "slightly happy"),
        (0.333, "slightly happy"),
        (1 / 3, "mixed"),  # ⅓ is half of ⅔
        (0.5, "mixed"),
        (2 / 3, "mixed"),
        (0.667, "slightly sad"),
        (0.899999, "slightly sad"),
        (0.9, "clearly sad"),
        (1.0, "clearly sad"),
    ],
)
def test_the_cuts_of_two_emotions(second: float, grade: str) -> None:
    (code,) = grades(np.array([[1 - second, second]]))
    assert grading(LABEL_SETS["happy-sad"]).names[code] == grade


@pytest.mark.parametrize(
    ("probabilities", "grade"),
    [
        ((0.9, 0.1, 0.0), "clear"),
        ((0.899, 0.101, 0.0), "leaning"),
        ((0.6, 0.29, 0.11), "leaning"),
        ((0.6, 0.3, 0.1), "mixed"),
        ((0.5, 0.25, 0.25), "mixed"),
        ((1 / 3, 1 / 3, 1 / 3), "mixed"),
    ],
)
def test_the_cuts_of_many_emotions_whatever_their_order(probabilities: tuple[float, ...], grade: str) -> None:
    for shift in range(3):
        (code,) = grades(np.roll([probabilities], shift, axis=1))
        assert grading(THREE).names[code] == grade


def test_swapping_two_emotions_mirrors_the_grades() -> None:
    second = np.linspace(0, 1, 1001)
    one = grades(np.column_stack([1 - second, second]))
    other = grades(np.column_stack([second, 1 - second]))
    assert (one + other == 4).all()
    assert (np.diff(one) >= 0).all()


def test_mixed_stands_where_the_grading_says() -> None:
    for labels in (LABEL_SETS["happy-sad"], THREE):
        found = grading(labels)
        even = np.full((1, len(labels)), 1 / len(labels))
        assert found.names[found.mixed] == "mixed"
        assert grades(even).tolist() == [found.mixed]


def of_shares(mixed: dict[str, tuple[int, int]]) -> CountTable:
    """Return the counts of groups of which so many of so many images are mixed, the others clear."""
    rows = [(g, i < part) for g, (part, images) in enumerate(mixed.values()) for i in range(images)]
    cohort = cohort_of([0] * len(rows), [g for g, _ in rows], groups=tuple(mixed))
    return count(answered(cohort, predictions_of([[0.5, 0.5] if is_mixed else [1.0, 0.0] for _, is_mixed in rows])))


def test_grades_are_counted_by_group_and_label_and_add_up() -> None:
    probabilities = [[0.5, 0.5], [0.95, 0.05], [0.3, 0.7], [0.6, 0.4]]
    cohort = cohort_of([0, 0, 1, 1], [0, 1, 1, 1])
    table = count(answered(cohort, predictions_of(probabilities)))
    assert [g.graded.tolist() for g in table.by(("group",))] == [[0, 0, 1, 0, 0], [1, 0, 1, 1, 0]]
    assert table.grades().tolist() == [[1, 0, 1, 0, 0], [0, 0, 1, 1, 0]]
    assert (table + table).grades().tolist() == [[2, 0, 2, 0, 0], [0, 0, 2, 2, 0]]


def test_decisions_have_no_grades_and_no_mixed_rate() -> None:
    cohort = cohort_of([0, 1], [0, 1])
    decided = Predictions(labels=cohort.labels, predicted=np.array([0, 1]), outcomes=np.zeros(2))
    table = count(answered(cohort, decided))
    assert table.grades() is None
    found = [e for e in estimates(Counted(table=table), 0.95) if e.metric == "mixed_rate"]
    assert [(e.value, e.interval) for e in found] == [(None, None)] * 3
    assert "mixed_rate" not in {row.metric for row in screening(Counted(table=table), POLICY).rows}


def test_grades_of_other_images_are_refused() -> None:
    table = of_shares({"a": (1, 2), "b": (1, 2)})
    other = of_shares({"a": (1, 3), "b": (1, 1)})
    with pytest.raises(InputError, match="same images"):
        replace(table, graded=other.graded)
    with pytest.raises(InputError, match="same images"):
        replace(table, graded=CellTable.of(np.zeros((4, 2), np.int64), (2, 5)))


@pytest.mark.parametrize(
    ("comparison", "value"),
    [
        (Comparison.DIFFERENCE, 0.5),
        (Comparison.RATIO, 1 / 3),
        (Comparison.WORST_TO_OVERALL, 0.25),
        (Comparison.FLOOR, 0.25),
    ],
)
def test_every_comparison_takes_the_mixed_rate(comparison: Comparison, value: float) -> None:
    criterion = Criterion(metric="mixed_rate", features=("group",), limit=0.2, comparison=comparison)
    (found,) = disparities(Counted(table=of_shares({"a": (20, 80), "b": (60, 80)})), (criterion,), POLICY)
    assert found.value == pytest.approx(value)
    assert found.bounds.lower <= value <= found.bounds.upper
    assert (found.lowest.text, found.highest.text) == ("a", "b")


def test_the_order_of_groups_changes_nothing() -> None:
    criterion = Criterion(metric="mixed_rate", features=("group",), limit=0.2)
    shares = {"a": (20, 80), "b": (60, 80), "c": (9, 40)}
    turned = dict(reversed(shares.items()))
    one, other = (disparities(Counted(table=of_shares(s)), (criterion,), POLICY)[0] for s in (shares, turned))
    assert (one.value, one.bounds, one.lowest) == (other.value, other.bounds, other.lowest)


def crossed(images: list[tuple[int, int, bool]]) -> CountTable:
    """Return the counts of images of (age, gender, whether mixed), all of them happy and found so."""
    rows = cohort_of([0] * len(images), [age for age, _, _ in images])
    gender = replace(rows.features[0], name="gender", groups=("f", "m"))
    codes = np.array([[age, other] for age, other, _ in images])
    cohort = replace(rows, features=(*rows.features, gender), codes=codes)
    return count(answered(cohort, predictions_of([[0.5, 0.5] if mixed else [1.0, 0.0] for _, _, mixed in images])))


def test_within_strata_a_gap_that_is_only_theirs_goes_away() -> None:
    # f is mixed in half of the images, m in none; a is mostly f, b mostly m
    images = [(0, 0, i < 15) for i in range(30)] + [(0, 1, False)] * 10
    images += [(1, 0, i < 5) for i in range(10)] + [(1, 1, False)] * 30
    plain = Criterion(metric="mixed_rate", features=("group",), limit=0.1)
    table = crossed(images)
    raw, within = disparities(Counted(table=table), (plain, replace(plain, control=("gender",))), POLICY)
    assert raw.value == pytest.approx(15 / 40 - 5 / 40)
    assert within.value == pytest.approx(0)
    assert partition(Counted(table=table), replace(plain, features=("group", "gender")), POLICY).values[0].value == 0.5


def test_pictures_of_one_person_count_as_wholly_alike() -> None:
    table = {"a": (20, 80), "b": (60, 80)}
    cohort = cohort_of([0] * 160, [0] * 80 + [1] * 80)
    pairs = replace(cohort, subjects=np.arange(160) // 2)
    predictions = predictions_of(
        [[0.5, 0.5] if i < part else [1.0, 0.0] for part, images in table.values() for i in range(images)]
    )
    criterion = Criterion(metric="mixed_rate", features=("group",), limit=0.2)
    found = partition(count_all(answered(pairs, predictions)), criterion, POLICY)
    assert (found.dependence.correlation, found.dependence.design_effect) == (1.0, 2.0)
    assert (found.x.tolist(), found.n.tolist()) == ([10.0, 30.0], [40.0, 40.0])
    shown = replace(POLICY, interval=IntervalMethod.COUNT_BOOTSTRAP)
    with pytest.raises(UsageError, match="grades cannot be resampled with several pictures of one person"):
        disparities(count_all(answered(pairs, predictions)), (criterion,), shown)


def test_a_bootstrap_interval_of_independent_images_is_shown() -> None:
    shown = replace(POLICY, interval=IntervalMethod.COUNT_BOOTSTRAP)
    criterion = Criterion(metric="mixed_rate", features=("group",), limit=0.2)
    (found,) = disparities(Counted(table=of_shares({"a": (20, 80), "b": (60, 80)})), (criterion,), shown)
    assert found.resampled.interval.lower < 0.5 < found.resampled.interval.upper


def test_screening_looks_at_the_mixed_rate() -> None:
    found = screening(Counted(table=of_shares({"a": (20, 80), "b": (60, 80)})), POLICY)
    row = next(row for row in found.rows if row.metric == "mixed_rate")
    assert found.flagged(row)


def test_a_mixed_rate_without_counts_is_undefined() -> None:
    assert mixed_rate(None, THREE).value is None
    assert mixed_rate(np.array([1, 1, 2]), THREE).value == 0.5


def test_the_cuts_are_told_as_they_are() -> None:
    mixed = "mixed when the second has at least 50 % of the probability of the first"
    assert grading(THREE).rule == (
        f"a picture is clear when its most probable emotion has at least 0.9, {mixed}, else leaning"
    )
    assert grading(LABEL_SETS["happy-sad"]).rule == (
        f"a picture is clearly one emotion when that has at least 0.9, {mixed}, else slightly one"
    )
    assert grading(THREE).names == ("clear", "leaning", "mixed")
    assert [grading(labels).mixed for labels in (THREE, LABEL_SETS["happy-sad"])] == [2, 2]


def test_of_decisions_no_picture_is_in_the_mixed_rate() -> None:
    found = mixed_rate(None, THREE)
    assert (found.numerator, found.denominator, found.value) == (0, 0, None)
