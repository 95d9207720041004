"""How far missing answers could move a gap: all right in one group, all wrong in another."""

from __future__ import annotations

import pytest
from builders import asked_table, count_table

from audit.domain.counts.counted import Counted
from audit.domain.decision.choices import Unscored
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.policy import Policy
from audit.measure import disparities

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
