"""How large errors would overturn a verdict: at the told rate it is open, one step before it still stands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import count_table

from audit.domain.cohort.groups import LabelProvenance, SensitiveFeature
from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CountTable
from audit.domain.counts.metrics import find_metric
from audit.domain.decision.choices import DecideOn
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.disparities import Disparity
from audit.domain.decision.findings import Verdict
from audit.domain.decision.policy import Policy
from audit.domain.mislabelling.declared import Tipping, assigned_group, label_errors
from audit.measure import disparities
from audit.measure.bounds.notions import compared_groups
from audit.measure.disparities.overturning import STEPS, OnceWorkedOut, _asked, _with
from audit.measure.limits.limits import ShareLimits

TABLE = count_table({"a": [[450, 50], [50, 450]], "b": [[350, 150], [150, 350]]})
FAILING = {
    Comparison.DIFFERENCE: 0.1,
    Comparison.RATIO: 0.9,
    Comparison.FLOOR: 0.8,
    Comparison.WORST_TO_OVERALL: 0.05,
}
PASSING = {Comparison.DIFFERENCE: 0.4, Comparison.RATIO: 0.6, Comparison.FLOOR: 0.6, Comparison.WORST_TO_OVERALL: 0.2}


def disparity(
    limit: float = 0.1,
    comparison: Comparison = Comparison.DIFFERENCE,
    *,
    table: CountTable = TABLE,
    metric: str = "accuracy",
    error: float | None = None,
    decide_on: DecideOn = DecideOn.INTERVAL,
    tipping: bool = True,
) -> Disparity:
    emotion = "happy" if metric in ("recall", "equalized_odds", "selection_rate", "precision") else None
    rule = Criterion(
        metric=metric, features=("group",), limit=limit, comparison=comparison, emotion=emotion, decide_on=decide_on
    )
    errors = () if error is None else (label_errors({"*": error}, "group"),)
    policy = Policy(title="t", criteria=(rule,), label_error=errors, tipping_points=tipping)
    return disparities(Counted(table=table), (rule,), policy)[0]


def verdict(found: Disparity, limit: float) -> Verdict:
    bounds, minimum = found.bounds, found.comparison.limit_is_minimum
    return Verdict.of(bounds.lower, bounds.upper, limit, limit_is_minimum=minimum)


@pytest.mark.parametrize("metric", ["accuracy", "recall", "macro_recall", "equalized_odds"])
@pytest.mark.parametrize("comparison", [Comparison.DIFFERENCE, Comparison.RATIO])
@pytest.mark.parametrize("limits", [FAILING, PASSING])
def test_at_the_told_label_error_it_is_open_and_one_step_before_it_stands(
    metric: str, comparison: Comparison, limits: dict[Comparison, float]
) -> None:
    """Declaring that rate, or one step less, for every group gives what the tipping point says."""
    _holds_up_to_the_told_rate(limits[comparison], comparison, metric)


@pytest.mark.parametrize("comparison", [Comparison.FLOOR, Comparison.WORST_TO_OVERALL])
@pytest.mark.parametrize("limits", [FAILING, PASSING])
def test_so_it_is_of_a_floor_and_of_the_distance_to_all(
    comparison: Comparison, limits: dict[Comparison, float]
) -> None:
    _holds_up_to_the_told_rate(limits[comparison], comparison, "accuracy")


def _holds_up_to_the_told_rate(limit: float, comparison: Comparison, metric: str) -> None:
    told = disparity(limit, comparison, metric=metric)
    at = told.tipping.label_error
    standing = verdict(told, limit)
    assert standing is not Verdict.INCONCLUSIVE
    assert verdict(disparity(limit, comparison, metric=metric, error=at), limit) is Verdict.INCONCLUSIVE
    assert verdict(disparity(limit, comparison, metric=metric, error=at - 1 / STEPS), limit) is standing


def test_of_a_difference_it_is_half_of_what_is_proven_beyond_the_limit() -> None:
    found = disparity()
    assert found.tipping.label_error == pytest.approx(np.ceil((found.bounds.lower - 0.1) / 2 * STEPS) / STEPS)


def test_guessed_groups_have_a_tipping_point_unasked_and_say_what_is_not_declared() -> None:
    guessed = replace(TABLE.features[0], provenance=LabelProvenance.PREDICTED)
    known = replace(guessed, assignment=tuple(assigned_group(g, {g: 99, "*": 1}) for g in ("a", "b")))
    label = disparity().tipping.label_error
    found = disparity(table=replace(TABLE, features=(guessed,)), tipping=False)
    assert found.tipping == Tipping(assignment_error=label, undeclared=True)
    assert found.mislabelled is None
    found = disparity(table=replace(TABLE, features=(known,)), tipping=False)
    assert found.tipping == Tipping(assignment_error=label)
    assert np.allclose(found.mislabelled.assignments, ((0.01, 0), (0.01, 0)))
    found = disparity(limit=0.2, table=replace(TABLE, features=(guessed,)), tipping=False)
    assert found.tipping == Tipping(undeclared=True)  # an open limit has nothing to be overturned


@pytest.mark.parametrize(
    "changes",
    [
        {"tipping": False},
        {"limit": 0.2},
        {"decide_on": DecideOn.POINT},
        {"metric": "selection_rate", "limit": 0.4},
        {"metric": "precision"},
    ],
)
def test_nothing_is_told_where_nobody_asked_nothing_is_proven_or_labels_say_nothing(changes: dict) -> None:
    assert disparity(**changes).tipping is None


def test_what_the_bounds_would_be_were_labels_true_stands_beside_them() -> None:
    plain, found = disparity(), disparity(error=0.02)
    assert found.taken_as_true == plain.bounds
    assert found.mislabelled.label_errors == (0.02, 0.02)
    assert plain.taken_as_true is None
    assert plain.mislabelled is None
    assert found.bounds.lower == pytest.approx(plain.bounds.lower - 0.04)
    assert found.reach.needed > plain.reach.needed
    assert found.prospects is None


def test_limits_are_worked_out_once_for_each_error() -> None:
    once = OnceWorkedOut(of=ShareLimits(x=np.array([5.0]), n=np.array([9.0])), known={})
    assert once.p.tolist() == [5 / 9]
    first = once.at(np.array([0.05]))
    assert once.at(np.array([0.05])) is first
    assert once.at(np.array([0.01])) is not first


def test_label_errors_are_asked_about_where_those_of_one_of_several_features_are_known() -> None:
    known = replace(TABLE.features[0], label_error=label_errors({"*": 0.01}, "group").rates)
    other = SensitiveFeature(name="set", groups=("one", "two"))
    rule = Criterion(metric="accuracy", features=("group", "set"), limit=0.1)
    policy = Policy(title="t", criteria=(rule,))
    guessed = replace(other, provenance=LabelProvenance.PREDICTED)
    asked = {
        "none": _asked(rule, policy, (TABLE.features[0], other)),
        "labels": _asked(rule, policy, (known, other)),
        "groups": _asked(rule, policy, (TABLE.features[0], guessed)),
        "both": _asked(rule, policy, (known, guessed)),
        "wished": _asked(rule, replace(policy, tipping_points=True), (TABLE.features[0], other)),
    }
    expected = ((False, False), (True, False), (False, True), (True, True), (True, False))
    assert asked == dict(zip(asked, expected, strict=True))


@pytest.mark.parametrize(
    ("metric", "moved"),
    [
        ("accuracy", True),
        ("equalized_odds", True),
        ("macro_equal_opportunity", True),
        ("selection_rate", False),
        ("demographic_parity", False),
        ("precision", False),
        ("macro_f1", False),
    ],
)
def test_wrong_labels_are_asked_about_where_it_is_known_how_far_they_move_a_metric(metric: str, moved: bool) -> None:
    emotion = "happy" if find_metric(metric).per_emotion else None
    rule = Criterion(metric=metric, features=("group",), limit=0.1, emotion=emotion)
    policy = Policy(title="t", criteria=(rule,), tipping_points=True)
    assert _asked(rule, policy, TABLE.features) == (moved, False)


def test_of_a_notion_the_part_that_needs_no_labels_is_not_moved_by_their_errors() -> None:
    """Nothing but the selection rate decides demographic parity: no label error can overturn it, a wrong group can."""
    rule = Criterion(metric="demographic_parity", features=("group",), limit=0.1, emotion="happy")
    policy = Policy(title="t", criteria=(rule,))
    found = compared_groups(Counted(table=TABLE), rule, policy)
    moved = _with(found, lambda wrong, e: replace(wrong, label_errors=e), 0.2)
    assert moved.decisive.limits.drift is None
    recall = replace(rule, metric="equal_opportunity")
    other = compared_groups(Counted(table=TABLE), recall, Policy(title="t", criteria=(recall,)))
    assert _with(other, lambda wrong, e: replace(wrong, label_errors=e), 0.2).decisive.limits.drift is not None
