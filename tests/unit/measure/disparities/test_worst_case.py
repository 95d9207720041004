"""How far missing answers could move a gap: all right in one group, all wrong in another."""

from __future__ import annotations

import numpy as np
import pytest
from builders import asked_table, count_table

from audit.domain.counts.counted import Counted
from audit.domain.decision.choices import Unscored
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.policy import Policy
from audit.measure import disparities
from audit.measure.disparities.worst_case import _widest

SCORED = count_table({"a": [[8, 2], [0, 10]], "b": [[9, 1], [5, 5]]})
ASKED = asked_table({"a": [[8, 2, 10], [0, 10, 0]], "b": [[9, 1, 0], [5, 5, 0]]})


def found(metric: str = "accuracy", unscored: Unscored = Unscored.LEFT_OUT, **criterion: object):
    rule = Criterion(metric=metric, features=("group",), limit=0.5, **criterion)
    policy = Policy(title="t", criteria=(rule,), unscored=unscored)
    (one,) = disparities(Counted(table=SCORED), (rule,), policy, asked=Counted(table=ASKED))
    return one


def test_of_the_success_rate() -> None:
    """a: 18 of 20 and 10 missing, 18/30 to 28/30; b: 14/20. Widest: 28/30 − 14/20 = .2333."""
    assert found().worst_case == pytest.approx(28 / 30 - 14 / 20)


def test_of_a_recall_only_missing_pictures_of_its_label_count() -> None:
    """happy: a 8/20 to 18/20, b 9/10: .9 − .4. sad: nothing is missing."""
    assert found("recall", emotion="happy").worst_case == pytest.approx(9 / 10 - 8 / 20)
    assert found("recall", emotion="sad").worst_case is None


def test_of_a_ratio_and_a_floor() -> None:
    assert found(comparison=Comparison.RATIO).worst_case == pytest.approx((14 / 20) / (28 / 30))
    assert found(comparison=Comparison.FLOOR).worst_case == pytest.approx(18 / 30)


def test_it_is_none_where_missing_answers_count_as_wrong_already() -> None:
    one = found(unscored=Unscored.WRONG)
    assert one.worst_case is None
    assert one.value == pytest.approx(14 / 20 - 18 / 30)
    assert [e.support for e in one.estimates] == [30, 20]


def test_it_is_none_for_what_it_is_not_worked_out_for() -> None:
    assert found("precision", emotion="sad").worst_case is None
    assert found("scored_rate").worst_case is None


def test_the_scored_rate_is_over_all_rows() -> None:
    """a: 20 of 30, b: 20 of 20."""
    assert found("scored_rate").value == pytest.approx(1 / 3)


def test_the_rate_of_an_outcome_is_over_all_rows_and_high_where_it_harms() -> None:
    """a: 10 of 30 without a prediction, b: 0 of 20; nobody has a face that was not found."""
    one = found("no_prediction_rate")
    assert one.value == pytest.approx(1 / 3)
    assert one.highest.text == "group=a" if "=" in one.highest.text else "a"
    assert found("no_face_rate").value == 0


def test_it_is_none_where_every_compared_group_has_all_its_answers_and_within_strata() -> None:
    """Only the unknown lack answers, and they are in no comparison."""
    cells = {"a": [[8, 2], [0, 10]], "b": [[9, 1], [5, 5]], "unknown": [[3, 1], [1, 3]]}
    lacking = {group: [[*row, 0] for row in rows] for group, rows in cells.items()}
    lacking["unknown"][0][2] = 4
    rule = Criterion(metric="accuracy", features=("group",), limit=0.5)
    both = Counted(table=count_table(cells)), Counted(table=asked_table(lacking))
    (one,) = disparities(both[0], (rule,), Policy(title="t", criteria=(rule,)), asked=both[1])
    assert one.worst_case is None
    compared = Policy(title="t", criteria=(rule,), include_unknown=True)
    assert disparities(both[0], (rule,), compared, asked=both[1])[0].worst_case is not None


def test_ends_of_rates_by_hand() -> None:
    """.2 to .4 and .5 to .8: .8 − .2, .2 / .8, .2; a group is no pair with itself."""
    low, high = np.array([0.2, 0.5]), np.array([0.4, 0.8])
    assert _widest(Comparison.DIFFERENCE, low, high) == pytest.approx(0.6)
    assert _widest(Comparison.RATIO, low, high) == pytest.approx(0.25)
    assert _widest(Comparison.FLOOR, low, high) == pytest.approx(0.2)
    assert _widest(Comparison.WORST_TO_OVERALL, low, high) is None
    assert _widest(Comparison.DIFFERENCE, np.array([0.1, 0.5]), np.array([0.9, 0.5])) == pytest.approx(0.4)
    assert _widest(Comparison.RATIO, np.array([0.1, 0.5]), np.array([0.9, 0.5])) == pytest.approx(0.2)
    assert _widest(Comparison.RATIO, np.zeros(2), np.zeros(2)) == 0


@pytest.mark.parametrize("metric", ["precision", "selection_rate", "false_positive_rate"])
def test_of_metrics_whose_denominator_hangs_on_the_answers_it_is_not_worked_out(metric: str) -> None:
    """Happy faces of a lack answers, so recall of happy has a worst case and these have none."""
    assert found(metric, emotion="happy").worst_case is None
    assert found("recall", emotion="happy").worst_case is not None
