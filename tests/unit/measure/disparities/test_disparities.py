"""Which groups are compared, and what is said when nothing can be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import asked_table, count_table

from audit.domain.counts.counted import Counted
from audit.domain.decision.choices import DecideOn, Unscored
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.monitoring import Monitoring
from audit.domain.decision.policy import Policy
from audit.domain.mislabelling.declared import label_errors
from audit.errors import UsageError
from audit.measure import disparities
from audit.measure.disparities.disparities import _counts_of

# rows = true happy, sad; columns = predicted happy, sad
EQUAL = [[8, 2], [2, 8]]
WORSE = [[8, 2], [6, 4]]
NO_HAPPY = [[0, 0], [1, 9]]
EMPTY = [[0, 0], [0, 0]]


def found(cells: dict, criterion: Criterion, **settings: object):
    policy = Policy(title="t", criteria=(criterion,), **settings)
    return disparities(Counted(table=count_table(cells)), (criterion,), policy)[0]


def limit(metric: str = "accuracy", emotion: str | None = None, comparison: Comparison = Comparison.DIFFERENCE):
    return Criterion(metric=metric, features=("group",), limit=0.1, emotion=emotion, comparison=comparison)


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [
        (Comparison.DIFFERENCE, 0.8 - 0.6),  # 16 of 20 against 12 of 20
        (Comparison.RATIO, 0.6 / 0.8),
        (Comparison.WORST_TO_OVERALL, 0.7 - 0.6),  # 28 of 40 overall
        (Comparison.FLOOR, 0.6),
    ],
)
def test_values_by_hand(comparison: Comparison, expected: float) -> None:
    disparity = found({"a": EQUAL, "b": WORSE}, limit(comparison=comparison))
    assert disparity.value == pytest.approx(expected)
    assert (disparity.lowest.text, disparity.highest.text) == ("b", "a")


@pytest.mark.parametrize(("reference", "other"), [("a", "b"), ("b", "a"), ("b", "c")])
def test_the_lower_of_a_reference_and_the_group_farthest_from_it_is_named_first(reference: str, other: str) -> None:
    cells = {"a": EQUAL, "b": WORSE, "c": EQUAL} if other != "c" else {"a": WORSE, "b": WORSE, "c": EQUAL}
    disparity = found(cells, replace(limit(), reference=reference))
    lower, higher = sorted((reference, other), key=lambda name: cells[name] is EQUAL)
    assert (disparity.lowest.text, disparity.highest.text) == (lower, higher)


def test_a_group_without_the_emotion_is_excluded_and_not_counted_as_zero() -> None:
    disparity = found({"a": EQUAL, "b": WORSE, "c": NO_HAPPY}, limit("recall", "happy"))
    assert disparity.value == pytest.approx(0.0)  # 8 of 10 in both; fairlearn alone would say .8
    (excluded,) = disparity.excluded
    assert (excluded.group.text, excluded.support, excluded.declared) == ("c", 0, False)
    assert excluded.reason == "no picture labelled with this emotion"


def test_one_group_left_is_nothing_to_compare() -> None:
    disparity = found({"a": EQUAL, "c": NO_HAPPY}, limit("recall", "happy"))
    assert disparity.value is None  # fairlearn alone would say difference 0, ratio 1
    assert disparity.bounds is None


@pytest.mark.parametrize("comparison", [Comparison.DIFFERENCE, Comparison.RATIO_TO_REFERENCE])
def test_a_reference_that_is_left_alone_has_nothing_to_be_compared_with(comparison: Comparison) -> None:
    criterion = replace(limit("recall", "happy"), comparison=comparison, reference="a")
    disparity = found({"a": EQUAL, "c": NO_HAPPY}, criterion)
    assert (disparity.value, disparity.bounds) == (None, None)
    assert [each.group.text for each in disparity.excluded] == ["c"]


def test_a_ratio_of_zeros_is_undefined() -> None:
    never = [[0, 5], [0, 5]]
    disparity = found({"a": never, "b": never}, limit("selection_rate", "happy", Comparison.RATIO))
    assert disparity.value is None


def test_unknown_people_are_compared_only_when_the_policy_says_so() -> None:
    cells = {"a": EQUAL, "b": EQUAL, "unknown": WORSE}
    assert found(cells, limit()).value == pytest.approx(0.0)
    assert found(cells, limit()).excluded[0].declared
    assert found(cells, limit(), include_unknown=True).value == pytest.approx(0.2)


def test_groups_below_the_declared_support_are_left_out_as_declared() -> None:
    cells = {"a": EQUAL, "b": EQUAL, "c": [[0, 1], [0, 0]]}
    (excluded,) = found(cells, limit(), min_support=5).excluded
    assert excluded.declared
    assert "fewer than 5 pictures" in excluded.reason


def test_several_criteria_share_the_error_of_failing_only() -> None:
    criteria = (limit(), limit("recall", "happy"))
    policy = Policy(title="t", criteria=criteria)
    first = disparities(Counted(table=count_table({"a": EQUAL, "b": WORSE})), criteria, policy)[0]
    assert first.bounds.family == 2
    assert first.bounds.error_lower == pytest.approx(0.025)
    assert first.bounds.error_upper == pytest.approx(0.05)


def test_an_empty_group_is_excluded() -> None:
    assert found({"a": EQUAL, "b": WORSE, "c": EMPTY}, limit()).excluded[0].reason == "no scored picture"


def test_an_unknown_feature_is_refused() -> None:
    criterion = Criterion(metric="accuracy", features=("age",), limit=0.1)
    with pytest.raises(UsageError, match="unknown feature 'age'"):
        found({"a": EQUAL, "b": WORSE}, criterion)


def test_prospects_dispersion_and_shrunk_rates_stand_beside_the_value() -> None:
    disparity = found({"a": EQUAL, "b": WORSE}, limit())
    assert disparity.prospects.rate == pytest.approx(28 / 40)
    # .8 and .6: standard deviation .141; chance (.16 + .24)/19/2 = .0105 of the variance .02
    assert disparity.dispersion.observed == pytest.approx(0.02**0.5)
    assert disparity.dispersion.corrected == pytest.approx((0.02 - 0.2 / 19) ** 0.5)
    low, high = sorted(e.shrunk for e in disparity.estimates)
    assert 0.6 < low < 0.7 < high < 0.8
    assert found({"a": EQUAL, "c": NO_HAPPY}, limit("recall", "happy")).prospects is None


def test_of_a_notion_whose_one_part_has_no_value_the_other_counts() -> None:
    """Every picture is happy: nobody can be called happy falsely, and recall is .8 against .5."""
    only = {"a": [[80, 20], [0, 0]], "b": [[50, 50], [0, 0]]}
    disparity = found(only, limit("equalized_odds", "happy"))
    assert disparity.value == pytest.approx(0.3)
    assert (disparity.part.metric, disparity.part.emotion) == ("recall", "happy")


def test_with_a_reference_other_pairs_make_no_value() -> None:
    """.9, .7 and .6: from the second group the largest difference is .2, though the others are .3 apart."""
    cells = {"a": [[9, 1], [1, 9]], "b": [[7, 3], [3, 7]], "c": [[6, 4], [4, 6]]}
    disparity = found(cells, replace(limit(), reference="b"))
    assert disparity.value == pytest.approx(0.2)
    assert disparity.reference.text == "b"
    ratio = found(cells, replace(limit(comparison=Comparison.RATIO), reference="b"))
    assert ratio.value == pytest.approx(7 / 9)
    assert (ratio.lowest.text, ratio.highest.text) == ("b", "a")  # 7 / 9 is less than 6 / 7
    low = found(cells, replace(limit(), comparison=Comparison.RATIO_TO_REFERENCE, reference="b"))
    assert low.value == pytest.approx(6 / 7)
    assert (low.lowest.text, low.highest.text) == ("c", "b")


def test_on_the_observed_value_alone_a_reference_still_has_its_pairs_alone() -> None:
    cells = {"a": [[9, 1], [1, 9]], "b": [[7, 3], [3, 7]], "c": [[6, 4], [4, 6]]}
    on_point = replace(limit(), decide_on=DecideOn.POINT)
    assert found(cells, on_point).value == pytest.approx(0.3)
    assert found(cells, replace(on_point, reference="b")).value == pytest.approx(0.2)


def test_what_would_overturn_a_verdict_stands_beside_it_where_the_policy_asks() -> None:
    cells = {"a": [[450, 50], [50, 450]], "b": [[250, 250], [250, 250]]}
    assert found(cells, limit()).tipping is None
    assert found(cells, limit(), tipping_points=True).tipping.label_error > 0


def test_what_bounds_allow_for_stands_beside_what_they_would_be() -> None:
    cells = {"a": [[450, 50], [50, 450]], "b": [[350, 150], [150, 350]]}
    plain, doubted = (found(cells, limit(), label_error=each) for each in ((), (label_errors({"*": 0.02}, "group"),)))
    assert (plain.mislabelled, plain.taken_as_true) == (None, None)
    assert doubted.mislabelled.label_errors == (0.02, 0.02)
    assert doubted.taken_as_true == plain.bounds
    assert doubted.bounds.lower < plain.bounds.lower
    assert doubted.prospects is None
    assert plain.prospects is not None


def test_a_look_of_a_series_has_its_part_of_the_error_and_settles_at_the_next_one() -> None:
    policy = Policy(title="t", criteria=(limit(),), monitoring=Monitoring(looks=2))
    table = Counted(table=count_table({"a": EQUAL, "b": WORSE}))
    first, third = (disparities(table, (limit(),), policy, look=look)[0] for look in (1, 3))
    assert (first.bounds.share, third.bounds.share) == pytest.approx((0.6, 0.025))
    assert first.bounds.error_upper == pytest.approx(0.05 * 0.6)
    assert first.bounds.upper < third.bounds.upper
    assert first.prospects.to_pass < third.prospects.to_pass
    alone = disparities(table, (limit(),), replace(policy, monitoring=None))[0]
    assert alone.bounds.share == 1
    assert alone.prospects.to_pass < first.prospects.to_pass  # the second look has a third of the error


def test_what_a_criterion_is_about_is_scored_pictures_or_all_that_were_asked() -> None:
    """a: 20 scored and 10 without an answer; b: 20 scored."""
    scored = Counted(table=count_table({"a": EQUAL, "b": WORSE}))
    asked = Counted(table=asked_table({"a": [[8, 2, 10], [2, 8, 0]], "b": [[8, 2, 0], [6, 4, 0]]}))
    mixed, answers = limit("mixed_rate"), limit("scored_rate")

    def images(rule: Criterion, unscored: Unscored, everything: Counted | None = asked) -> int:
        policy = Policy(title="t", criteria=(rule,), unscored=unscored)
        return _counts_of(rule, policy, scored, everything).table.overall().total

    assert images(limit(), Unscored.LEFT_OUT) == 40
    assert images(limit(), Unscored.WRONG) == 50
    assert images(limit(), Unscored.WRONG, None) == 40
    assert images(mixed, Unscored.WRONG) == 40  # a picture without an answer has no grade
    assert [images(answers, Unscored.LEFT_OUT, each) for each in (asked, None)] == [50, 40]


def test_a_reference_that_is_the_lowest_itself_is_held_against_the_next() -> None:
    cells = {"a": [[9, 1], [1, 9]], "b": [[7, 3], [3, 7]], "c": [[6, 4], [4, 6]]}
    above = found(cells, replace(limit(), comparison=Comparison.RATIO_TO_REFERENCE, reference="c"))
    assert (above.lowest.text, above.highest.text) == ("b", "c")
    assert above.value == pytest.approx(1.0)  # a ratio to a reference is at most 1


def test_of_a_ratio_the_group_farthest_from_the_reference_is_named_wherever_it_stands() -> None:
    """.6, .7 and .9: .7 / .9 is less than .6 / .7."""
    cells = {"c": [[6, 4], [4, 6]], "b": [[7, 3], [3, 7]], "a": [[9, 1], [1, 9]]}
    ratio = found(cells, replace(limit(comparison=Comparison.RATIO), reference="b"))
    assert (ratio.lowest.text, ratio.highest.text) == ("b", "a")


def test_the_worst_that_missing_answers_allow_stands_beside_the_value() -> None:
    """a: 16 of 20 right and 10 without an answer, so from 16/30 to 26/30; b: 12 of 20 and none."""
    scored = Counted(table=count_table({"a": EQUAL, "b": WORSE}))
    asked = Counted(table=asked_table({"a": [[8, 2, 10], [2, 8, 0]], "b": [[8, 2, 0], [6, 4, 0]]}))
    policy = Policy(title="t", criteria=(limit(),))
    beside, alone = (disparities(scored, (limit(),), policy, asked=each)[0] for each in (asked, None))
    assert beside.value == alone.value == pytest.approx(0.2)
    assert beside.worst_case == pytest.approx(26 / 30 - 12 / 20)
    assert alone.worst_case is None
