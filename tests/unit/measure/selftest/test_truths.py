"""True disparities of worlds, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from assets.gates import limit

from audit.domain.cohort.groups import Group, SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.decision.comparisons import Comparison
from audit.domain.results.worlds import World
from audit.measure.selftest.truths import crossed, true_value, true_values, truth_of

A, B = Group.of(("group", "a")), Group.of(("group", "b"))
MADE = World(
    labels=LABEL_SETS["happy-sad"],
    features=(SensitiveFeature(name="group", groups=("a", "b")), SensitiveFeature(name="set", groups=("x", "y"))),
    keys=np.array([(g, s, t) for g in (0, 1) for s in (0, 1) for t in (0, 1)]),
    images=np.array([30, 10, 10, 10, 10, 10, 30, 50]),
    chances=np.array([[0.9, 0.1], [0.2, 0.8], [0.5, 0.5], [0.4, 0.6], [0.8, 0.2], [0.3, 0.7], [0.4, 0.6], [0.1, 0.9]]),
)
"""Right pictures expected: of a 27 + 8 of 40 in x, 5 + 6 of 20 in y; of b 8 + 7 of 20 in x, 12 + 45 of 80 in y."""


def test_an_average_over_emotions() -> None:
    a, b = (27 + 5) / 40 / 2 + (8 + 6) / 20 / 2, (8 + 12) / 40 / 2 + (7 + 45) / 60 / 2
    values, images = true_values(MADE, limit("macro_recall"), (A, B))
    assert values == pytest.approx([a, b])
    assert images == pytest.approx([60, 100])
    assert truth_of(MADE, limit("macro_recall"), (A, B)) == pytest.approx(a - b)
    assert true_value(MADE, limit("macro_recall"), (A, B)) == pytest.approx((60 * a + 100 * b) / 160)


def test_a_share_within_strata() -> None:
    """60 of 160 pictures are in x, 100 in y: a .375 · 35/40 + .625 · 11/20, b .375 · 15/20 + .625 · 57/80."""
    within = limit(control=("set",))
    a, b = 0.375 * 35 / 40 + 0.625 * 11 / 20, 0.375 * 15 / 20 + 0.625 * 57 / 80
    assert true_values(MADE, within, (A, B))[0] == pytest.approx([a, b])
    assert truth_of(MADE, within, (A, B)) == pytest.approx(abs(a - b))
    assert truth_of(MADE, limit(), (A, B)) == pytest.approx(abs(46 / 60 - 72 / 100))


def test_a_stratum_that_a_group_lacks_has_no_part() -> None:
    apart = replace(MADE, images=np.array([30, 10, 0, 0, 10, 10, 30, 50]))
    assert true_values(apart, limit(control=("set",)), (A, B))[0] == pytest.approx([35 / 40, 15 / 20])


def test_groups_in_strata_in_the_order_of_both() -> None:
    found = crossed(MADE, limit(control=("set",)), (B, A))
    assert [[cell.text for cell in row] for row in found] == [["b × x", "b × y"], ["a × x", "a × y"]]


def test_the_worst_metric_of_a_notion_and_the_mean_over_emotions() -> None:
    happy = abs(32 / 40 - 20 / 40), abs(6 / 20 - 8 / 60)
    sad = abs(14 / 20 - 52 / 60), abs(8 / 40 - 20 / 40)
    assert truth_of(MADE, limit("equalized_odds", emotion="happy"), (A, B)) == pytest.approx(max(happy))
    assert truth_of(MADE, limit("macro_equalized_odds"), (A, B)) == pytest.approx((max(happy) + max(sad)) / 2)
    ratio = limit("equalized_odds", emotion="happy", comparison=Comparison.RATIO)
    assert truth_of(MADE, ratio, (A, B)) == pytest.approx((8 / 60) / (6 / 20))


def test_where_a_group_has_no_value_there_is_no_truth() -> None:
    alone = replace(MADE, images=np.where(MADE.keys[:, 0] == 1, 0, MADE.images))
    assert np.isnan(truth_of(alone, limit(), (A, B)))
    assert np.isnan(truth_of(alone, limit("macro_equalized_odds"), (A, B)))
    assert true_value(alone, limit(), (B,)) == 0
