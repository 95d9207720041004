"""Rates with intervals: overall, of every group, of every intersection asked for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import answered, cohort_of, count_table, predictions_of

from audit.domain.cohort.groups import UNKNOWN, SensitiveFeature
from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CountTable
from audit.domain.counts.metrics import METRICS
from audit.domain.counts.rates import Estimate, Rate
from audit.domain.counts.told import CountsTold
from audit.measure import baseline, count, estimates
from audit.measure.rates.counting import count_people
from audit.measure.rates.intervals import wilson, wilson_of_f1


def test_the_baseline_always_answers_the_most_frequent_emotion() -> None:
    found = baseline(count(answered(cohort_of([0, 1, 1], [0, 0, 0]), predictions_of([[1, 0], [1, 0], [1, 0]]))))
    assert (found.numerator, found.denominator) == (2, 3)


def test_estimates_hold_every_group_also_those_without_images() -> None:
    cohort = cohort_of([0, 1], [0, 0], groups=("a", "empty"))
    found = estimates(Counted(table=count(answered(cohort, predictions_of([[0.9, 0.1], [0.2, 0.8]])))), 0.95)
    empty = [e for e in found if e.group_text == "empty"]
    told = {(e.metric, e.emotion) for e in found if e.group_text == "a"}
    assert {(e.metric, e.emotion) for e in empty} == told
    assert {
        ("accuracy", None),
        ("mixed_rate", None),
        ("macro_f1", None),
        ("recall", "happy"),
        ("recall", "sad"),
    } <= told
    assert all(e.value is None and e.interval is None for e in empty)
    overall = next(e for e in found if e.group is None and e.metric == "accuracy")
    assert overall.rate.value == 1.0


def of_shares(mixed: dict[str, tuple[int, int]]) -> CountTable:
    """Return the counts of groups of which so many of so many images are mixed, the others clear."""
    rows = [(g, i < part) for g, (part, images) in enumerate(mixed.values()) for i in range(images)]
    cohort = cohort_of([0] * len(rows), [g for g, _ in rows], groups=tuple(mixed))
    return count(answered(cohort, predictions_of([[0.5, 0.5] if is_mixed else [1.0, 0.0] for _, is_mixed in rows])))


def test_the_mixed_rate_is_estimated_overall_and_by_group() -> None:
    found = {
        e.group_text: e
        for e in estimates(Counted(table=of_shares({"a": (2, 8), "b": (6, 8)})), 0.95)
        if e.metric == "mixed_rate"
    }
    assert [found[name].value for name in ("all images", "a", "b")] == [0.5, 0.25, 0.75]
    # Wilson, 2 of 8: centre (.25 + 1.96²/16) / (1 + 1.96²/8) = .331, half .260
    assert (found["a"].interval.lower, found["a"].interval.upper) == pytest.approx((0.071, 0.591), abs=5e-4)


def audited(y_true: list[int], predicted: list[int], groups: list[int], subjects: list[int] | None):
    """Return counts and people of pictures of two emotions."""
    cohort = cohort_of(y_true, groups, groups=tuple(f"g{i}" for i in range(max(groups) + 1)))
    cohort = replace(cohort, subjects=None if subjects is None else np.array(subjects))
    answers = predictions_of(np.eye(2)[predicted].tolist())
    return count(answered(cohort, answers)), count_people(answered(cohort, answers))


def test_intervals_of_rates_know_of_people_too() -> None:
    table, people = audited([0] * 12, [0] * 6 + [1] * 6, [0] * 12, [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3])
    wide, narrow = (
        next(
            e for e in estimates(Counted(table=table, people=each), 0.95) if e.metric == "accuracy" and e.group is None
        )
        for each in (people, None)
    )
    assert wide.rate == narrow.rate
    # two of four people are right: Wilson's interval of 2 in 4 is .15 to .85
    assert (wide.interval.lower, wide.interval.upper) == pytest.approx((0.150, 0.850), abs=5e-4)
    assert narrow.interval.lower > wide.interval.lower


TABLE = count_table({"a": [[8, 2], [3, 7]], "b": [[5, 0], [1, 4]], UNKNOWN: [[1, 1], [0, 0]]})


def of(metric: str, group: str, emotion: str | None = None, *, table: CountTable = TABLE) -> Estimate:
    """Return one estimate of the table."""
    found = estimates(Counted(table=table), 0.95)
    (one,) = (e for e in found if (e.metric, e.group_text, e.emotion) == (metric, group, emotion))
    return one


def test_a_share_has_wilsons_interval_and_f1_its_own() -> None:
    assert (of("recall", "a", "happy").rate, of("f1", "a", "happy").rate) == (
        Rate(numerator=8, denominator=10),
        Rate(numerator=16, denominator=21),  # 2·8 of 2·8 + 3 + 2
    )
    assert of("recall", "a", "happy").interval == wilson(8, 10, 0.95)
    assert of("f1", "a", "happy").interval == wilson_of_f1(16, 21, 0.95)
    assert of("f1", "a", "happy").interval != wilson(16, 21, 0.95)


def test_an_average_is_no_share_and_its_interval_that_of_its_effective_images() -> None:
    found = of("macro_recall", "a")
    assert found.rate is None
    assert found.average.value == pytest.approx((0.8 + 0.7) / 2)
    images = found.average.effective
    assert found.interval == wilson(found.average.value * images, images, 0.95)


def test_success_rates_of_known_groups_alone_are_shrunk() -> None:
    table = count_table(
        {
            "a": [[60, 40], [40, 60]],
            "b": [[95, 5], [5, 95]],
            "one": [[1, 0], [0, 0]],
            "none": [[0, 0], [0, 0]],
            UNKNOWN: [[1, 1], [0, 0]],
        }
    )
    a, b = (of("accuracy", group, table=table).shrunk for group in "ab")
    assert 0.6 < a < 0.65  # 120 and 190 of 200 move towards each other
    assert 0.9 < b < 0.95
    assert 0.7 < of("accuracy", "one", table=table).shrunk < 0.9  # a single picture, a right one, tells little
    assert of("accuracy", "none", table=table).shrunk is None
    assert of("accuracy", UNKNOWN, table=table).shrunk is None
    assert of("accuracy", "all images", table=table).shrunk is None
    assert of("recall", "a", "happy", table=table).shrunk is None


def test_who_got_an_answer_is_not_estimated_of_scored_images() -> None:
    metrics = {e.metric for e in estimates(Counted(table=TABLE), 0.95)}
    assert metrics == {name for name, metric in METRICS.items() if not metric.of_rows and not metric.parts}


def test_intersections_asked_for_come_after_the_single_features() -> None:
    cohort = cohort_of([0, 1, 0, 1], [0, 0, 1, 1])
    age = SensitiveFeature(name="age", groups=("old", "young"))
    crossed = replace(cohort, features=(*cohort.features, age), codes=np.array([[0, 0], [0, 1], [1, 0], [1, 1]]))
    table = count(answered(crossed, predictions_of([[1, 0], [1, 0], [1, 0], [0, 1]])))

    def success_rates(*intersections: tuple[str, ...]) -> list[tuple[str, float]]:
        found = estimates(Counted(table=table), 0.95, intersections)
        return [(e.group_text, e.value) for e in found if e.metric == "accuracy"]

    single = [("all images", 0.75), ("a", 0.5), ("b", 1.0), ("old", 1.0), ("young", 0.5)]
    assert success_rates() == single
    both = [("old × a", 1.0), ("young × a", 0.0), ("old × b", 1.0), ("young × b", 1.0)]
    assert success_rates(("group", "age")) == single + both


def test_a_baseline_needs_labels() -> None:
    assert baseline(TABLE) == Rate(numerator=17, denominator=32)  # 10 + 5 + 2 happy faces
    untold = baseline(replace(TABLE, told=CountsTold.RIGHT))
    assert untold.value is None
