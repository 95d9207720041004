"""A verdict fails closed, and its reason says what was seen, what is sure, and what would settle it."""

from __future__ import annotations

import re

import pytest
from builders import count_table

from audit.domain.findings import Finding, Verdict
from audit.domain.policy import Comparison, Criterion, DecideOn, Policy
from audit.errors import InputError
from audit.judge import judge
from audit.measure import disparities

GOOD, BAD = [[90, 10], [10, 90]], [[50, 50], [50, 50]]
MANY_GOOD = [[1900, 100], [100, 1900]]
NO_HAPPY = [[0, 0], [10, 90]]


def finding(cells: dict, **criterion: object) -> Finding:
    settings = {"metric": "accuracy", "features": ("group",), "limit": 0.1} | criterion
    rule = Criterion(**settings)
    found = disparities(count_table(cells), (rule,), Policy(title="t", criteria=(rule,)))
    return judge((rule,), found)[0]


def test_a_proven_gap_fails_and_names_pair_numbers_and_bound() -> None:
    found = finding({"adult": GOOD, "senior": BAD})
    assert found.verdict is Verdict.FAIL
    assert found.code == "accuracy/group/difference"
    seen = "success rate is 50.0 % for senior (100 of 200) against 90.0 % for adult (180 of 200), "
    assert found.reason.startswith(seen + "a difference of 40.0 points; the true difference between groups is at least")
    assert found.reason.endswith(" points, above the limit 10.0 points.")


def test_a_proven_likeness_passes() -> None:
    found = finding({"adult": MANY_GOOD, "senior": MANY_GOOD})
    assert found.verdict is Verdict.PASS
    assert "within the limit 10.0 points" in found.reason


def test_too_few_pictures_are_said_in_words_with_what_would_settle_it() -> None:
    found = finding({name: [[right, 5 - right], [0, 0]] for name, right in zip("abcde", (2, 3, 3, 3, 4), strict=True)})
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "With 5 pictures in the smallest of 5 groups neither outcome is possible" in found.reason
    # 25 images at .6: 5 equal groups of 5 look .497 apart on average (200,000 simulated audits)
    assert "By chance alone groups of equal rates would look" in found.reason
    assert "to be found" not in found.reason  # nothing can fail at all, which is said already
    assert re.search(r"A PASS takes about [\d,]+ pictures in every group if all are equal, a FAIL takes", found.reason)


def test_a_group_of_one_lets_no_classifier_pass() -> None:
    found = finding({"adult": MANY_GOOD, "senior": MANY_GOOD, "child": [[1, 0], [0, 0]]})
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "With 1 picture in the smallest of 3 groups no classifier could pass" in found.reason


def test_a_group_that_dropped_out_never_lets_a_criterion_pass() -> None:
    cells = {"adult": MANY_GOOD, "senior": MANY_GOOD, "child": NO_HAPPY}
    found = finding(cells, metric="recall", emotion="happy")
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "child could not be compared (no image labelled with this emotion), so it cannot pass" in found.reason


def test_a_group_that_dropped_out_does_not_hide_a_failure() -> None:
    found = finding({"adult": GOOD, "senior": BAD, "child": NO_HAPPY}, metric="recall", emotion="happy")
    assert found.verdict is Verdict.FAIL


def test_one_group_is_nothing_to_compare() -> None:
    found = finding({"adult": GOOD})
    assert found.verdict is Verdict.INCONCLUSIVE
    assert not found.assessed
    assert "only one group (adult)" in found.reason


@pytest.mark.parametrize(("limit", "verdict"), [(0.1, Verdict.FAIL), (0.5, Verdict.PASS)])
def test_the_plain_comparison_is_there_for_those_who_ask(limit: float, verdict: Verdict) -> None:
    small = {"a": [[4, 1], [0, 0]], "b": [[3, 2], [0, 0]]}  # .8 against .6
    found = finding(small, limit=limit, decide_on=DecideOn.POINT)
    assert found.verdict is verdict
    assert "on the observed value alone" in found.reason
    # two groups of 5 at .7: |x − y| of 5 is above .1 unless equal: 1 − Σ b(k; 5, .7)² = 1 − .2574 = 74 %
    cost = "a classifier equal for all groups would fail this limit in"
    assert cost in found.reason
    if limit == 0.1:
        assert found.reason.endswith("% of audits.")
        assert 70 <= float(found.reason.split()[-4]) <= 79


def test_a_value_on_the_limit_keeps_it_on_the_point_as_well() -> None:
    cells = {"a": [[8, 2], [0, 0]], "b": [[7, 3], [0, 0]]}  # .8 − .7 is .10000000000000009 in floating point
    assert finding(cells, limit=0.1, decide_on=DecideOn.POINT).verdict is Verdict.PASS


def test_what_would_be_found_is_said_where_something_can_fail() -> None:
    found = finding({"adult": GOOD, "senior": [[85, 15], [25, 75]]})
    assert found.verdict is Verdict.INCONCLUSIVE
    assert re.search(r"and it takes a true one of [\d.]+ points to be found in 80 % of audits\.", found.reason)


@pytest.mark.parametrize(
    ("comparison", "limit", "verdict", "words"),
    [
        (Comparison.RATIO, 0.8, Verdict.FAIL, "a ratio of 0.56"),  # .5 / .9
        (Comparison.RATIO, 0.3, Verdict.PASS, "above the limit 0.30"),
        (Comparison.FLOOR, 0.7, Verdict.FAIL, "lowest group's rate is at most"),
        (Comparison.FLOOR, 0.3, Verdict.PASS, "lowest at 50.0 % for senior"),
        (Comparison.WORST_TO_OVERALL, 0.1, Verdict.FAIL, "20.0 points below all images"),  # .7 − .5
    ],
)
def test_other_comparisons(comparison: Comparison, limit: float, verdict: Verdict, words: str) -> None:
    found = finding({"adult": GOOD, "senior": BAD}, comparison=comparison, limit=limit)
    assert found.verdict is verdict
    assert words in found.reason


def test_criteria_and_disparities_belong_together() -> None:
    rule = Criterion(metric="accuracy", features=("group",), limit=0.1)
    with pytest.raises(InputError, match="1 criteria cannot be judged on 0"):
        judge((rule,), ())
