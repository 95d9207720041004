"""Notions of fairness that compare several metrics: the worst counts, and a part that is missing never passes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from builders import count_table
from fairlearn import metrics as fairlearn_metrics

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.counted import Counted
from audit.domain.decision.choices import DecideOn
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.findings import Verdict, decide
from audit.domain.decision.policy import Policy
from audit.exit_status import ExitStatus
from audit.judge import judge
from audit.measure import disparities
from audit.measure.bounds.contrasts import extremes
from audit.measure.bounds.notions import ComparedGroups, compared_groups

FER7 = LABEL_SETS["fer7"]


PARTS = {
    "equalized_odds": ("recall", "false_positive_rate"),
    "equal_opportunity": ("recall",),
    "demographic_parity": ("selection_rate",),
}


PAIRS = [Comparison.DIFFERENCE, Comparison.RATIO]


def limit(metric: str, comparison: Comparison = Comparison.DIFFERENCE, **settings: object) -> Criterion:
    return Criterion(**({"metric": metric, "features": ("group",), "limit": 0.1, "comparison": comparison} | settings))


def measured(table, *criteria: Criterion, **settings: object):
    return disparities(Counted(table=table), criteria, Policy(title="t", criteria=criteria, **settings))


def judged(table, *criteria: Criterion, **settings: object):
    return judge(criteria, measured(table, *criteria, **settings), waivers=(), today=date(2026, 3, 1))


def cells(k: int, seed: int = 1, groups: int = 3) -> dict[str, list]:
    stack = np.random.default_rng(seed).integers(1, 30, (groups, k, k)) + 20 * np.eye(k, dtype=int)
    return {"abcdefgh"[g]: each.tolist() for g, each in enumerate(stack)}


def rows(named: dict[str, list]) -> tuple[np.ndarray, ...]:
    """Return group, true and predicted emotion, image by image."""
    stack = np.array(list(named.values()))
    return tuple(np.repeat(axis, stack.reshape(-1)) for axis in np.indices(stack.shape).reshape(3, -1))


@pytest.mark.parametrize("comparison", PAIRS)
@pytest.mark.parametrize("notion", sorted(PARTS))
@pytest.mark.parametrize("emotions", [2, 7])
def test_notions_are_fairlearn_s_for_every_emotion_against_the_rest(
    emotions: int, notion: str, comparison: Comparison
) -> None:
    labels = LABEL_SETS["happy-sad" if emotions == 2 else "fer7"]
    named = cells(emotions)
    group, true, predicted = rows(named)
    theirs = getattr(fairlearn_metrics, f"{notion}_{comparison.value}")
    table = count_table(named, labels)
    for code in (0, emotions - 1):
        (found,) = measured(table, limit(notion, comparison, emotion=labels.emotions[code]))
        assert found.value == pytest.approx(theirs(true == code, predicted == code, sensitive_features=group))


@pytest.mark.parametrize("comparison", PAIRS)
@pytest.mark.parametrize("notion", sorted(PARTS))
def test_their_mean_over_emotions_by_hand(notion: str, comparison: Comparison) -> None:
    """Of every emotion the worst of the metrics, then the mean (Putzel & Lee 2022)."""
    named = cells(7)
    stack = np.array(list(named.values()), float)
    hits, support, answers = np.diagonal(stack, axis1=1, axis2=2), stack.sum(axis=2), stack.sum(axis=1)
    total = stack.sum(axis=(1, 2))[:, None]
    rates = {
        "recall": hits / support,
        "false_positive_rate": (answers - hits) / (total - support),
        "selection_rate": answers / total,
    }
    of = {
        Comparison.DIFFERENCE: lambda r: r.max(axis=0) - r.min(axis=0),
        Comparison.RATIO: lambda r: r.min(axis=0) / r.max(axis=0),
    }[comparison]
    worst = np.max if comparison is Comparison.DIFFERENCE else np.min
    expected = worst([of(rates[part]) for part in PARTS[notion]], axis=0).mean()
    (found,) = measured(count_table(named, FER7), limit(f"macro_{notion}", comparison))
    assert found.value == pytest.approx(expected)


def test_equalized_odds_of_two_groups_by_hand() -> None:
    """Happy: recall 8 and 6 of 10, false positives 1 and 5 of 10; the larger gap is that of false positives."""
    table = count_table({"a": [[8, 2], [1, 9]], "b": [[6, 4], [5, 5]]})
    (found,) = measured(table, limit("equalized_odds", emotion="happy"))
    assert found.value == pytest.approx(0.4)
    assert (found.part.metric, found.part.emotion) == ("false_positive_rate", "happy")
    assert (found.lowest.text, found.highest.text) == ("a", "b")
    assert [e.metric for e in found.estimates] == ["false_positive_rate"] * 2
    # sad: recall 9 and 5 of 10, false positives 2 and 4 of 10: also .4, so the mean of both is .4
    (mean,) = measured(table, limit("macro_equalized_odds"))
    assert mean.value == pytest.approx(0.4)
    (recall,) = measured(table, limit("macro_equal_opportunity"))
    assert recall.value == pytest.approx((0.2 + 0.4) / 2)


@pytest.mark.parametrize("comparison", PAIRS)
def test_bounds_of_a_notion_hold_its_value(comparison: Comparison) -> None:
    table = count_table(cells(3, seed=2), type(FER7)(emotions=("x", "y", "z")))
    for notion in PARTS:
        for criterion in (limit(notion, comparison, emotion="x"), limit(f"macro_{notion}", comparison)):
            (found,) = measured(table, criterion)
            assert found.bounds.lower <= found.value <= found.bounds.upper


@pytest.mark.parametrize("comparison", PAIRS)
def test_bounds_of_a_notion_are_the_worst_of_its_parts_at_their_share_of_the_error(comparison: Comparison) -> None:
    """Either part can fail it, so they share .05; both must pass, so neither shares that."""
    table = count_table({"a": [[80, 20], [10, 90]], "b": [[60, 40], [25, 75]], "c": [[70, 30], [20, 80]]})
    (notion,) = measured(table, limit("equalized_odds", comparison, emotion="happy"))
    parts = measured(table, *(limit(m, comparison, emotion="happy") for m in PARTS["equalized_odds"]))
    worst = min if comparison is Comparison.RATIO else max
    assert notion.bounds.lower == pytest.approx(worst(part.bounds.lower for part in parts))
    assert notion.bounds.upper == pytest.approx(worst(part.bounds.upper for part in parts))
    assert notion.bounds.family == 1
    assert parts[0].bounds.family == 2


def test_bounds_of_a_mean_are_the_mean_of_bounds_that_share_both_errors() -> None:
    table = count_table({"a": [[80, 20], [10, 90]], "b": [[60, 40], [25, 75]]})
    (mean,) = measured(table, limit("macro_equal_opportunity"))
    x, n = np.array([[80.0, 60], [90, 75]]), np.full((2, 2), 100.0)
    each = extremes(Comparison.DIFFERENCE, x, n, error_fail=0.025, error_pass=0.025)
    assert (mean.bounds.lower, mean.bounds.upper) == pytest.approx((each.lower.mean(), each.upper.mean()))


def test_a_part_that_fails_at_the_shared_error_fails_the_notion() -> None:
    """Recall is the same; false positives 10 and 60 of 100."""
    table = count_table({"a": [[80, 20], [10, 90]], "b": [[80, 20], [60, 40]]})
    (recall, false_positives, notion) = judged(
        table,
        *(limit(m, emotion="happy") for m in (*PARTS["equalized_odds"], "equalized_odds")),
    )
    assert (recall.verdict, false_positives.verdict, notion.verdict) == (
        Verdict.INCONCLUSIVE,
        Verdict.FAIL,
        Verdict.FAIL,
    )


def test_a_notion_passes_when_all_its_parts_do() -> None:
    table = count_table({g: [[4000, 1000], [1000, 4000]] for g in "ab"})
    for metric, emotion in (("equalized_odds", "happy"), ("macro_equalized_odds", None)):
        (finding,) = judged(table, limit(metric, emotion=emotion))
        assert finding.verdict is Verdict.PASS


ONE_GROUP_IS_SAD = {"a": [[5000, 0], [0, 5000]], "b": [[5000, 0], [0, 0]]}
"""Nobody of b is sad: no recall of sad there, and no false positives of happy."""


FEW_OF_ONE_GROUP_ARE_SAD = {"a": [[5000, 0], [0, 5000]], "b": [[5000, 0], [0, 3]]}


@pytest.mark.parametrize("decide_on", list(DecideOn))
@pytest.mark.parametrize(
    ("named", "settings"), [(ONE_GROUP_IS_SAD, {}), (FEW_OF_ONE_GROUP_ARE_SAD, {"min_support": 10})]
)
@pytest.mark.parametrize(
    ("metric", "emotion"),
    [("equalized_odds", "happy"), ("macro_equalized_odds", None), ("macro_equal_opportunity", None)],
)
def test_a_part_with_one_group_never_passes_even_where_the_policy_left_the_other_out(
    metric: str, emotion: str | None, named: dict, settings: dict, decide_on: DecideOn
) -> None:
    """All that can be compared is the same, and the limit is as wide as limits are."""
    criterion = limit(metric, emotion=emotion, limit=1.0, decide_on=decide_on)
    (finding,) = judged(count_table(named), criterion, **settings)
    assert finding.disparity.value == 0
    assert finding.verdict is Verdict.INCONCLUSIVE
    assert decide((finding,)).exit_status is ExitStatus.INCONCLUSIVE
    assert finding.disparity.lost


@pytest.mark.parametrize("decide_on", list(DecideOn))
def test_a_ratio_of_zeros_in_a_part_is_told_and_never_passes(decide_on: DecideOn) -> None:
    """No false positive in either group: of their ratio nothing is known."""
    table = count_table({g: [[5000, 0], [0, 5000]] for g in "ab"})
    criterion = limit("equalized_odds", Comparison.RATIO, emotion="happy", limit=0.5, decide_on=decide_on)
    (finding,) = judged(table, criterion)
    assert finding.verdict is Verdict.INCONCLUSIVE
    assert {e.reason for e in finding.disparity.lost} == {
        "false_positive_rate[happy] is 0 in every group, which has no ratio"
    }


def test_a_part_without_a_value_can_fail_by_the_other() -> None:
    table = count_table({"a": [[500, 0], [0, 500]], "b": [[100, 400], [0, 0]]})
    (finding,) = judged(table, limit("equalized_odds", emotion="happy"))
    assert finding.verdict is Verdict.FAIL


def test_an_emotion_the_cohort_does_not_have_has_no_part_in_a_mean() -> None:
    named = {"a": [[8, 2, 0], [1, 9, 0], [0, 0, 0]], "b": [[6, 4, 0], [5, 5, 0], [0, 0, 0]]}
    labels = type(FER7)(emotions=("happy", "sad", "fear"))
    criterion = limit("macro_equal_opportunity")
    found = compared_groups(
        Counted(table=count_table(named, labels)), criterion, Policy(title="t", criteria=(criterion,))
    )
    assert [emotion[0].criterion.emotion for emotion in found.emotions] == ["happy", "sad"]


def test_a_reference_goes_into_every_part_of_a_notion() -> None:
    table = count_table({"a": [[80, 20], [10, 90]], "b": [[60, 40], [25, 75]], "c": [[90, 10], [20, 80]]})
    criterion = limit("equalized_odds", emotion="happy", reference="a")
    found = compared_groups(Counted(table=table), criterion, Policy(title="t", criteria=(criterion,)))
    assert [part.reference for part in found.partitions] == [0, 0]
    (disparity,) = measured(table, criterion)
    assert disparity.value == pytest.approx(0.2)  # recall .8 against .6 and .9; false positives .1 against .25 and .2
    (every,) = measured(table, replace(criterion, reference=None))
    assert every.value == pytest.approx(0.3)


def of_a_notion(comparison: Comparison, cells: dict[str, list]) -> ComparedGroups:
    criterion = limit("equalized_odds", comparison, emotion="happy")
    return compared_groups(Counted(table=count_table(cells)), criterion, Policy(title="t", criteria=(criterion,)))


# recall .8 and .6, false positives .1 and .5: differences .2 and .4, ratios .75 and .2
TWO = {"a": [[8, 2], [1, 9]], "b": [[6, 4], [5, 5]]}


@pytest.mark.parametrize(("comparison", "worst"), [(Comparison.DIFFERENCE, 0.4), (Comparison.RATIO, 0.2)])
def test_the_part_furthest_on_the_side_of_the_breach_decides(comparison: Comparison, worst: float) -> None:
    found = of_a_notion(comparison, TWO)
    assert [part.criterion.metric for part in found.partitions] == ["recall", "false_positive_rate"]
    assert found.decisive.criterion.metric == "false_positive_rate"
    values = np.array([[part.disparity, np.nan] for part in found.partitions])
    assert found.worst(values[:, :1]) == pytest.approx(worst)
    assert found.worst(values, axis=1) == pytest.approx([part.disparity for part in found.partitions])


def test_where_nothing_has_a_value_the_first_part_is_told() -> None:
    found = of_a_notion(Comparison.DIFFERENCE, {"a": [[8, 2], [1, 9]], "b": [[0, 0], [0, 0]]})
    assert not found.defined
    assert found.decisive is found.partitions[0]
    half = of_a_notion(Comparison.DIFFERENCE, {"a": [[8, 2], [0, 0]], "b": [[6, 4], [1, 1]]})
    assert half.defined  # only recall has two groups
    assert half.decisive.criterion.metric == "recall"


def test_a_single_metric_has_one_emotion_and_one_part() -> None:
    criterion = limit("accuracy")
    found = compared_groups(Counted(table=count_table(TWO)), criterion, Policy(title="t", criteria=(criterion,)))
    assert [[part.criterion for part in emotion] for emotion in found.emotions] == [[criterion]]


def test_without_any_image_a_mean_is_over_all_emotions_and_undefined() -> None:
    criterion = limit("macro_equal_opportunity")
    empty = count_table({"a": [[0, 0], [0, 0]], "b": [[0, 0], [0, 0]]})
    found = compared_groups(Counted(table=empty), criterion, Policy(title="t", criteria=(criterion,)))
    assert [emotion[0].criterion.emotion for emotion in found.emotions] == ["happy", "sad"]
    assert not found.defined


def test_a_part_none_of_whose_groups_is_compared_is_lost_though_the_policy_set_them_aside() -> None:
    """Two sad faces in each group are fewer than five: the false positive rate of happy has nobody to compare."""
    odds = Criterion(metric="equalized_odds", features=("group",), limit=0.1, emotion="happy")
    policy = Policy(title="t", criteria=(odds,), min_support=5)
    table = count_table({"a": [[50, 50], [1, 1]], "b": [[40, 60], [1, 1]]})
    found = compared_groups(Counted(table=table), odds, policy)
    assert found.defined
    assert found.value == pytest.approx(0.1)
    told = {(each.group.text, each.reason.split(",")[0], each.declared) for each in found.excluded}
    few = "fewer than 5 pictures"
    gone = "false_positive_rate[happy] has no group to be compared"
    assert told == {("a", few, True), ("b", few, True), ("a", gone, False), ("b", gone, False)}


def test_of_a_single_metric_nothing_is_lost_but_its_own_groups() -> None:
    rule = Criterion(metric="recall", features=("group",), limit=0.1, emotion="happy")
    policy = Policy(title="t", criteria=(rule,), min_support=5)
    table = count_table({"a": [[50, 50], [0, 0]], "b": [[1, 1], [0, 0]]})
    found = compared_groups(Counted(table=table), rule, policy)
    assert [(each.group.text, each.declared) for each in found.excluded] == [("b", True)]
    assert not found.defined


@pytest.mark.parametrize(("comparison", "worst"), [(Comparison.DIFFERENCE, 0.3), (Comparison.RATIO, 0.25)])
def test_the_worst_part_is_the_largest_difference_or_the_least_ratio(comparison: Comparison, worst: float) -> None:
    """Recall .8 and .5; called happy falsely .4 and .1."""
    odds = Criterion(metric="equalized_odds", features=("group",), limit=0.1, emotion="happy", comparison=comparison)
    table = count_table({"a": [[80, 20], [40, 60]], "b": [[50, 50], [10, 90]]})
    found = compared_groups(Counted(table=table), odds, Policy(title="t", criteria=(odds,)))
    assert found.value == pytest.approx(worst)
    assert found.decisive.disparity == pytest.approx(worst)
    assert found.worst(np.array([0.2, np.nan, 0.7])) == (0.7 if comparison is Comparison.DIFFERENCE else 0.2)
