"""For each limit classifiers whose true disparity is known: the one asked for, or the largest there can be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from assets.gates import MANY, UNEVEN, limit, matrix, result_of, trial_of, tried

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counts import CountTable
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.findings import Verdict
from audit.domain.decision.policy import Policy
from audit.domain.results.selftest import WorldKind
from audit.pipeline import self_test


@pytest.mark.parametrize(
    ("criterion", "even", "beyond"),
    [
        (limit(), 0.0, 0.2),
        (limit("recall", emotion="sad"), 0.0, 0.2),
        (limit("precision", emotion="happy"), 0.0, 0.2),
        (limit("false_positive_rate", emotion="happy"), 0.0, 0.2),
        (limit("selection_rate", emotion="sad"), 0.0, 0.2),
        (limit(limit=0.8, comparison=Comparison.RATIO), 1.0, 0.7),
        (limit(comparison=Comparison.WORST_TO_OVERALL), 0.0, 0.2),
        (limit(limit=0.5, comparison=Comparison.FLOOR), None, 0.4),
        (limit(reference="a"), 0.0, 0.2),
    ],
)
def test_the_true_disparity_of_every_world_is_the_one_asked_for(
    criterion: Criterion, even: float | None, beyond: float
) -> None:
    found = tried(UNEVEN, criterion, repeats=1)
    level = trial_of(found, WorldKind.NO_DISPARITY)
    assert level.disparity == pytest.approx(level.common if even is None else even, abs=1e-9)
    assert level.wrong == (Verdict.FAIL,)
    for kind, group in ((WorldKind.SMALLEST_APART, "b"), (WorldKind.LARGEST_APART, None)):
        apart = trial_of(found, kind)
        assert apart.disparity == pytest.approx(beyond, abs=1e-9)
        assert apart.wrong == (Verdict.PASS,)
        assert group is None or metric_of_labels(criterion) or apart.group.text == group
    on = trial_of(found, WorldKind.ON_LIMIT)
    assert on.disparity == pytest.approx(criterion.limit, abs=1e-9)
    assert set(on.wrong) == {Verdict.FAIL, Verdict.PASS}


def metric_of_labels(criterion: Criterion) -> bool:
    """Whether the smallest group of the rate need not be the one with the fewest pictures."""
    return criterion.emotion is not None


@pytest.mark.parametrize(
    "criterion",
    [
        limit("macro_recall"),
        limit("macro_f1", comparison=Comparison.RATIO, limit=0.8),
        limit("macro_recall", comparison=Comparison.FLOOR, limit=0.5),
        limit("equalized_odds", emotion="happy"),
        limit("macro_equalized_odds"),
        limit("demographic_parity", emotion="sad"),
        limit("macro_demographic_parity"),
    ],
)
def test_of_averages_and_notions_too(criterion: Criterion) -> None:
    found, limited = tried(UNEVEN, criterion, repeats=1), criterion.limit
    level, apart, on = (
        trial_of(found, kind) for kind in (WorldKind.NO_DISPARITY, WorldKind.SMALLEST_APART, WorldKind.ON_LIMIT)
    )
    equal = criterion.comparison.facts.equal
    assert level.disparity == pytest.approx(level.common if equal is None else equal, abs=1e-9)
    beyond = limited + (-0.1 if criterion.comparison.limit_is_minimum else 0.1)
    assert apart.disparity == pytest.approx(beyond, abs=1e-9)
    assert on.disparity == pytest.approx(limited, abs=1e-9)
    assert set(on.wrong) == {Verdict.FAIL, Verdict.PASS}
    assert not apart.capped


def test_harm_is_injected_on_its_own_side() -> None:
    found = tried(UNEVEN, limit(), limit("false_positive_rate", emotion="happy"), repeats=1)
    success, alarms = (trial_of(found, WorldKind.SMALLEST_APART, place) for place in (0, 1))
    assert success.rate < success.common
    assert alarms.rate > alarms.common


def test_a_disparity_that_is_not_possible_is_capped_and_said_to_be() -> None:
    """At a common rate of .5 no group is further from the others than .5."""
    found = tried({"a": matrix(40, 0.5), "b": matrix(80, 0.5)}, limit(limit=0.45))
    apart = trial_of(found, WorldKind.SMALLEST_APART)
    assert (apart.wanted, apart.disparity) == (pytest.approx(0.55), pytest.approx(0.5))
    assert apart.capped
    assert apart.beyond


def test_recalls_share_one_world_and_the_success_rate_has_its_own() -> None:
    found = tried(UNEVEN, limit("recall"), limit(), repeats=2)
    assert [trial.level for trial in found.gate] == [("recall[happy]", "recall[sad]"), ("accuracy",)]
    assert [test.code for test in found.tests] == [
        "recall[happy]/group/difference",
        "recall[sad]/group/difference",
        "accuracy/group/difference",
    ]


@pytest.mark.parametrize(
    ("criterion", "reason"),
    [
        (limit("mixed_rate"), "counts how answers are graded"),
        (limit("scored_rate"), "counts who got an answer"),
    ],
)
def test_what_is_not_tried_is_said(criterion: Criterion, reason: str) -> None:
    found = tried(MANY, criterion, limit(limit=0.2), repeats=1)
    assert [untested.code for untested in found.untested] == [criterion.code]
    assert reason in found.untested[0].reason
    assert len(found.tests) == 1


def test_one_group_alone_is_not_tried_but_against_a_floor() -> None:
    cells = {"a": matrix(500, 0.8), "b": [[0, 0], [0, 0]]}
    found = tried(cells, limit(), limit(comparison=Comparison.FLOOR, limit=0.5))
    assert [untested.code for untested in found.untested] == ["accuracy/group/difference"]
    assert trial_of(found, WorldKind.SMALLEST_APART).disparity == pytest.approx(0.4)


def test_a_ratio_of_zeros_is_not_tried() -> None:
    never = {"a": [[0, 9], [0, 9]], "b": [[0, 9], [0, 9]]}
    found = tried(never, limit("recall", emotion="happy", comparison=Comparison.RATIO, limit=0.8))
    assert "a ratio of zeros" in found.untested[0].reason


def test_of_a_ratio_to_a_reference_another_group_is_set_apart() -> None:
    cells = {"a": matrix(60, 0.9), "b": matrix(2000, 0.9), "c": matrix(2000, 0.9)}
    criterion = limit(comparison=Comparison.RATIO_TO_REFERENCE, reference="a")
    found = tried(cells, replace(criterion, limit=0.7), gap=0.3)
    smallest = trial_of(found, WorldKind.SMALLEST_APART)
    assert smallest.group is not None
    assert smallest.group.text != "a"
    assert smallest.disparity == pytest.approx(0.4)
    assert smallest.shares.failed > 0.9
    assert trial_of(found, WorldKind.NO_DISPARITY).shares.failed <= 0.05 + 0.1


def test_within_strata_the_standardised_rate_is_level_and_then_apart() -> None:
    """Group a is mostly in x, b mostly in y, and x is easy: level within strata, whatever the groups are as a whole."""
    keys = [(g, s, t, p) for g in (0, 1) for s in (0, 1) for t in (0, 1) for p in (0, 1)]
    counts = [90, 10, 10, 90, 6, 4, 4, 6, 9, 1, 1, 9, 60, 40, 40, 60]
    features = (SensitiveFeature(name="group", groups=("a", "b")), SensitiveFeature(name="set", groups=("x", "y")))
    table = CountTable(
        labels=LABEL_SETS["happy-sad"],
        features=features,
        cells=CellTable(shape=(2, 2, 2, 2), keys=np.array(keys), counts=np.array(counts)),
    )
    policy = Policy(title="t", criteria=(limit(control=("set",)), limit()))
    found = self_test(replace(result_of(MANY), counts=table), policy, repeats=2)
    level, apart = (trial_of(found, kind) for kind in (WorldKind.NO_DISPARITY, WorldKind.SMALLEST_APART))
    assert (level.disparity, apart.disparity) == pytest.approx((0.0, 0.2))
    assert apart.rate == pytest.approx(apart.common - 0.2)
    assert [test.code for test in found.tests] == [
        "accuracy/group/difference within set",
        "accuracy/group/difference",
    ]
    assert [round(size.images) for size in found.tests[0].groups] == [220, 220]
