"""What is declared of wrong labels and groups, as it reaches the bounds of one criterion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import count_table

from audit.domain.cohort.groups import LabelProvenance, SensitiveFeature
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CountTable
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.policy import Policy
from audit.domain.mislabelling.declared import assigned_group, label_errors
from audit.errors import UsageError
from audit.measure.bounds.partition import partition
from audit.measure.bounds.wrong_labels import TAKEN_AS_TRUE, Behind, WrongLabels, wrong_labels
from audit.measure.limits.limits import GroupLimits

TABLE = count_table({"a": [[450, 50], [50, 450]], "b": [[350, 150], [150, 350]]})
RATES = label_errors({"a": 0.01, "b": 0.03}, "group")


def found(
    table: CountTable = TABLE,
    metric: str = "accuracy",
    *,
    errors: bool = True,
    comparison: Comparison = Comparison.DIFFERENCE,
    features: tuple[str, ...] = ("group",),
    control: tuple[str, ...] = (),
) -> WrongLabels:
    emotion = "happy" if metric in ("recall", "precision", "selection_rate") else None
    rule = Criterion(
        metric=metric, features=features, limit=0.1, emotion=emotion, comparison=comparison, control=control
    )
    policy = Policy(title="t", criteria=(rule,), label_error=(RATES,) if errors else ())
    return partition(Counted(table=table), rule, policy).wrong


def guessed(**changes: object) -> CountTable:
    rows = (assigned_group("a", {"a": 90, "b": 10}), assigned_group("b", {"a": 20, "b": 80}))
    feature = SensitiveFeature(name="group", groups=("a", "b"), provenance=LabelProvenance.PREDICTED, assignment=rows)
    return replace(TABLE, features=(replace(feature, **changes),))


def crossed(counts: tuple[int, int, int, int] = (300, 100, 100, 300)) -> CountTable:
    """Group × set, all pictures labelled and answered “happy”: 300 and 100 of a, 100 and 300 of b, or other counts."""
    keys = np.array([[0, 0, 0, 0], [0, 1, 0, 0], [1, 0, 0, 0], [1, 1, 0, 0]])
    cells = CellTable(shape=(2, 2, 2, 2), keys=keys, counts=np.array(counts))
    sets = SensitiveFeature(name="set", groups=("one", "two"))
    return CountTable(labels=TABLE.labels, features=(*TABLE.features, sets), cells=cells)


@pytest.mark.parametrize("metric", ["accuracy", "recall", "macro_recall"])
def test_every_compared_group_has_its_declared_rate(metric: str) -> None:
    assert found(metric=metric).label_errors.tolist() == [0.01, 0.03]


def test_a_metric_without_labels_is_not_moved_and_one_that_nobody_bounds_may_be_anything() -> None:
    assert found(metric="selection_rate") == TAKEN_AS_TRUE
    assert found(metric="precision").label_errors.tolist() == [1, 1]
    assert found(metric="macro_f1").label_errors.tolist() == [1, 1]


def test_the_policy_comes_before_the_cohort() -> None:
    own = replace(TABLE.features[0], label_error=label_errors({"*": 0.2}, "group").rates)
    table = replace(TABLE, features=(own,))
    assert found(table, errors=False).label_errors.tolist() == [0.2, 0.2]
    assert found(table).label_errors.tolist() == [0.01, 0.03]


def test_a_group_of_which_nothing_is_declared_may_be_anything() -> None:
    rule = Criterion(metric="accuracy", features=("group",), limit=0.1)
    policy = Policy(title="t", criteria=(rule,), label_error=(label_errors({"a": 0.01}, "group"),))
    assert partition(Counted(table=TABLE), rule, policy).wrong.label_errors.tolist() == [0.01, 1]


def test_a_group_that_the_feature_lacks_is_refused() -> None:
    rule = Criterion(metric="accuracy", features=("group",), limit=0.1)
    policy = Policy(title="t", criteria=(rule,), label_error=(label_errors({"c": 0.01}, "group"),))
    with pytest.raises(UsageError, match="label_error of 'group' names 'c', which is no group of it; expected one of"):
        partition(Counted(table=TABLE), rule, policy)


def test_all_wrong_labels_of_a_group_may_lie_in_one_crossing() -> None:
    """1 % of 400 pictures are 4: of 300 at most 1/75, of 100 at most 1/25; by the formula at the head of the module."""
    errors = found(crossed(), features=("group", "set")).label_errors
    rate, share = np.array([0.01, 0.01, 0.03, 0.03]), np.array([4 / 300, 4 / 100, 12 / 100, 12 / 300])
    assert errors.tolist() == pytest.approx((share / ((1 - rate) * (1 - share))).tolist())


@pytest.mark.parametrize("pictures", [5, 12])
def test_a_crossing_of_no_more_pictures_than_there_are_wrong_labels_may_be_anything(pictures: int) -> None:
    """3 % of 400 pictures of b are 12, and all of its crossing with “one” may be among them."""
    errors = found(crossed((300, 100, pictures, 400 - pictures)), features=("group", "set")).label_errors
    assert errors[2] == 1
    assert 0 < errors[3] < 0.1


def test_all_wrong_labels_of_a_group_may_lie_in_the_stratum_that_counts_most() -> None:
    """Both strata count for half: 4 wrong labels among the 100 pictures of a move its rate by .5 · 4 / 100."""
    errors = found(crossed(), control=("set",)).label_errors
    rate, moved, most = np.array([0.01, 0.03]), np.array([0.02, 0.06]), np.array([0.04, 0.12])
    assert errors.tolist() == pytest.approx((moved / ((1 - rate) * (1 - most))).tolist())


def test_a_confusion_table_says_who_is_a_stranger_and_who_strayed() -> None:
    """Of 1,000 in each: 900 of a belong to it, and 200 of b; 800 of b, and 100 of a."""
    wrong = found(guessed(), errors=False)
    assert wrong.label_errors is None
    assert wrong.strangers.tolist() == pytest.approx([0.1, 0.2])
    assert wrong.strayed.tolist() == pytest.approx([200 / 1100, 100 / 900])


def test_a_group_without_a_row_and_what_is_not_worked_out_may_be_anything() -> None:
    rows = guessed().features[0].assignment
    assert found(guessed(assignment=rows[:1]), errors=False).strangers.tolist() == pytest.approx([0.1, 1])
    for changes in ({"metric": "macro_recall"}, {"comparison": Comparison.WORST_TO_OVERALL}):
        assert found(guessed(), errors=False, **changes).strangers.tolist() == [1, 1]


def test_the_rest_of_a_group_is_as_wrong_as_its_parts() -> None:
    """Of three groups of 100, 100 and 200 with errors .01, .02 and .04."""
    limits = GroupLimits.of_shares(np.array([90.0, 90, 180]), np.array([100.0, 100, 200]))
    moved = WrongLabels(label_errors=np.array([0.01, 0.02, 0.04])).on(limits)
    assert moved.rest_drift.up.tolist() == pytest.approx([(2 + 8) / 300, (1 + 8) / 300, (1 + 2) / 200])


def test_limits_are_the_same_where_all_is_taken_as_true() -> None:
    limits = GroupLimits.of_shares(np.array([9.0]), np.array([10.0]))
    assert TAKEN_AS_TRUE.on(limits) is limits
    assert TAKEN_AS_TRUE.on(WrongLabels(label_errors=np.array([0.1])).on(limits)) == limits


def by_votes(table: CountTable = TABLE, rates: dict[str, float] | None = None) -> CountTable:
    """Return the table with rates that votes tell of its first feature; with none where nobody asked the votes yet."""
    known = () if rates is None else label_errors(rates, "group").rates
    return replace(
        table,
        features=(replace(table.features[0], label_error_from_votes=True, label_error=known), *table.features[1:]),
    )


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("accuracy", [0.01, 0.03]),
        ("recall", [0.02, 0.06]),  # 10 and 30 wrong labels, all of them among 500 that say “happy”
        ("macro_recall", [0.02, 0.06]),  # among those of either emotion
        ("precision", [1, 1]),
    ],
)
def test_all_wrong_labels_that_votes_tell_may_have_one_emotion(metric: str, expected: list[float]) -> None:
    wrong = found(by_votes(rates={"a": 0.01, "b": 0.03}), metric, errors=False)
    assert wrong.label_errors.tolist() == pytest.approx(expected)


def test_a_mean_over_emotions_moves_by_the_mean_of_what_each_can() -> None:
    table = by_votes(count_table({"a": [[90, 10], [0, 900]], "b": [[50, 50], [0, 100]]}), {"a": 0.02, "b": 0.1})
    # of a 20 wrong labels among 100 and among 900, of b 20 among 100 and among 100
    expected = [(20 / 100 + 20 / 900) / 2, 0.2]
    assert found(table, "macro_recall", errors=False).label_errors.tolist() == pytest.approx(expected)


def test_the_only_picture_of_an_emotion_may_be_wrong_by_half_a_label() -> None:
    """Half a wrong label of 100: among 99, or of the only one; two of 400: among 399, or the only one for sure."""
    table = by_votes(rates={"*": 0.005})
    groups, labelled = (each.group for each in table.by(("group",))), np.array([[99.0, 1], [399, 1]])
    behind = Behind(groups=tuple(groups), images=labelled.sum(axis=1), labelled=labelled, kept=(0, 1))
    rule = Criterion(metric="macro_recall", features=("group",), limit=0.1)
    wrong = wrong_labels(behind, rule, Policy(title="t", criteria=(rule,)), table.features)
    assert wrong.label_errors.tolist() == pytest.approx([(0.5 / 99 + 0.5) / 2, (2 / 399 + 1) / 2])


def test_all_wrong_labels_that_votes_tell_may_lie_in_one_crossing_or_stratum() -> None:
    table = by_votes(crossed(), {"a": 0.01, "b": 0.03})
    found_crossed = found(table, features=("group", "set"), errors=False).label_errors
    assert found_crossed.tolist() == pytest.approx([4 / 300, 4 / 100, 12 / 100, 12 / 300])
    within = found(table, control=("set",), errors=False).label_errors  # strata weigh a half each
    assert within.tolist() == pytest.approx([4 * 0.5 / 100, 12 * 0.5 / 100])


def test_votes_that_nobody_asked_yet_prove_nothing_and_the_policy_comes_before_them() -> None:
    assert found(by_votes(), errors=False).label_errors.tolist() == [1, 1]
    assert found(by_votes(rates={"a": 0.2, "b": 0.2})).label_errors.tolist() == [0.01, 0.03]


def test_where_rates_of_both_features_are_declared_the_smaller_of_what_they_allow_counts() -> None:
    """4 of the 400 pictures of a and 8 of the 400 of set one may be wrong: of the 300 in both at most 4 are."""
    both = (label_errors({"a": 0.01, "b": 0.03}, "group"), label_errors({"one": 0.02, "two": 0.01}, "set"))
    rule = Criterion(metric="accuracy", features=("group", "set"), limit=0.1)
    policies = [Policy(title="t", criteria=(rule,), label_error=own) for own in (both, both[:1], both[1:])]
    together, *alone = (
        partition(Counted(table=crossed()), rule, policy).wrong.label_errors.tolist() for policy in policies
    )
    assert together == pytest.approx(np.minimum(*alone).tolist())
    assert alone[0][0] < alone[1][0]
    assert alone[0][3] > alone[1][3]


def test_the_rest_of_a_group_is_off_by_its_own_errors_and_by_those_who_strayed_from_the_group() -> None:
    """Of 100, 100 and 200 pictures; what strayed from a group, by its own size, is among the others."""
    limits = GroupLimits.of_shares(np.array([90.0, 90, 180]), np.array([100.0, 100, 200]))
    lost = WrongLabels(strangers=np.array([0.05, 0.05, 0.05]), strayed=np.array([0.03, 0.06, 0.02]))
    assert lost.on(limits).rest_drift.up.tolist() == pytest.approx([3 / 300, 6 / 300, 4 / 200])
    both = replace(lost, label_errors=np.array([0.01, 0.02, 0.04])).on(limits).rest_drift
    assert both.up.tolist() == pytest.approx([(10 + 3) / 300, (9 + 6) / 300, (3 + 4) / 200])
    assert both.down.tolist() == both.up.tolist()
    assert both.scale.tolist() == [1, 1, 1]


def test_what_is_allowed_for_is_told_group_by_group() -> None:
    wrong = WrongLabels(
        label_errors=np.array([0.01, 0.03]), strangers=np.array([0.1, 0.2]), strayed=np.array([0.3, 0.4])
    )
    assert wrong.told.label_errors == (0.01, 0.03)
    assert wrong.told.assignments == ((0.1, 0.3), (0.2, 0.4))
    assert (TAKEN_AS_TRUE.told.label_errors, TAKEN_AS_TRUE.told.assignments) == ((), ())


@pytest.mark.parametrize("given", ["label_errors", "strangers"])
def test_wrong_labels_or_wrong_groups_alone_are_allowed_for(given: str) -> None:
    known = (
        {"label_errors": np.array([0.1])}
        if given == "label_errors"
        else dict.fromkeys(("strangers", "strayed"), np.array([0.1]))
    )
    assert WrongLabels(**known).any
    assert not TAKEN_AS_TRUE.any


def test_rates_of_another_feature_in_the_policy_say_nothing_of_this_one() -> None:
    rule = Criterion(metric="accuracy", features=("group",), limit=0.1)
    criteria = (rule, replace(rule, features=("set",)))
    policy = Policy(title="t", criteria=criteria, label_error=(label_errors({"one": 0.2}, "set"),))
    for table, expected in ((by_votes(crossed(), {"a": 0.01, "b": 0.03}), [0.01, 0.03]), (crossed(), None)):
        errors = partition(Counted(table=table), rule, policy).wrong.label_errors
        assert (errors if errors is None else errors.tolist()) == expected


def test_limits_without_a_rest_are_moved_all_the_same() -> None:
    limits = replace(GroupLimits.of_shares(np.array([90.0, 80]), np.array([100.0, 100])), rest=None)
    moved = WrongLabels(label_errors=np.array([0.01, 0.02])).on(limits)
    assert moved.drift.up.tolist() == pytest.approx([0.01, 0.02])
    assert moved.rest_drift is None
    assert TAKEN_AS_TRUE.on(moved) == limits
