"""A verdict fails closed, and its reason says what was seen, what is sure, and what would settle it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from builders import count_table, reference_of
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.counts.counted import Counted
from audit.domain.decision.choices import DecideOn, OnInconclusive
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.disparities import Bounds, Disparity, Reach
from audit.domain.decision.findings import Finding, Verdict, Waived, WaiverState, decide
from audit.domain.decision.policy import Policy
from audit.domain.decision.waivers import Waiver
from audit.errors import InputError, UsageError
from audit.judge import judge
from audit.judge.findings import _verdict
from audit.measure import disparities

GOOD, BAD = [[90, 10], [10, 90]], [[50, 50], [50, 50]]
MANY_GOOD = [[1900, 100], [100, 1900]]
NO_HAPPY = [[0, 0], [10, 90]]
TODAY = date(2026, 3, 1)


def finding(cells: dict, **criterion: object) -> Finding:
    return waived_finding(cells, (), **criterion)


def waived_finding(cells: dict, waivers: tuple[Waiver, ...], **criterion: object) -> Finding:
    rule = Criterion(**({"metric": "accuracy", "features": ("group",), "limit": 0.1} | criterion))
    found = disparities(Counted(table=count_table(cells)), (rule,), Policy(title="t", criteria=(rule,)))
    return judge((rule,), found, waivers=waivers, today=TODAY)[0]


def test_a_proven_gap_fails_and_names_pair_numbers_and_bound() -> None:
    found = finding({"adult": GOOD, "senior": BAD})
    assert found.verdict is Verdict.FAIL
    assert found.code == "accuracy/group/difference"
    seen = "Pictures are classified correctly 40 points less often for group “senior” than for “adult” "
    rates = "(50.0\xa0%, 100 of 200 pictures, against 90.0\xa0%, 180 of 200). "
    assert found.reason.startswith(f"{seen}{rates}The true difference between groups is at least")
    assert found.reason.endswith(" points, above the limit 10 points.")


def test_a_proven_likeness_passes() -> None:
    found = finding({"adult": MANY_GOOD, "senior": MANY_GOOD})
    assert found.verdict is Verdict.PASS
    assert "within the limit 10 points" in found.reason


@pytest.mark.parametrize("comparison", [Comparison.DIFFERENCE, Comparison.RATIO, Comparison.WORST_TO_OVERALL])
def test_equal_groups_are_not_held_against_themselves(comparison: Comparison) -> None:
    found = finding({"adult": GOOD, "senior": GOOD}, comparison=comparison, limit=0.9)
    equal = "Pictures are classified correctly equally often in every group compared"
    assert found.reason.startswith(f"{equal} (90.0\xa0%, 180 of 200 pictures for “adult”)")
    assert "against" not in found.reason


def test_too_few_pictures_are_said_in_words_with_what_would_settle_it() -> None:
    found = finding({name: [[right, 5 - right], [0, 0]] for name, right in zip("abcde", (2, 3, 3, 3, 4), strict=True)})
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "With 5 pictures in the smallest of 5 groups neither outcome is possible" in found.reason
    # 25 images at .6: 5 equal groups of 5 look .497 apart on average (200,000 simulated audits)
    assert "By chance alone groups of equal rates would look" in found.reason
    assert "to be found" not in found.reason  # nothing can fail at all, which is said already
    assert re.search(r"About [\d,]+ more pictures, spread over 5 groups, would settle it if", found.reason)
    assert re.search(r"A (PASS|FAIL) takes about [\d,]+ pictures in every group if", found.reason)


def test_a_group_of_one_lets_no_classifier_pass() -> None:
    found = finding({"adult": MANY_GOOD, "senior": MANY_GOOD, "child": [[1, 0], [0, 0]]})
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "With 1 picture in the smallest of 3 groups no classifier could pass" in found.reason


def test_a_group_that_dropped_out_never_lets_a_criterion_pass() -> None:
    cells = {"adult": MANY_GOOD, "senior": MANY_GOOD, "child": NO_HAPPY}
    found = finding(cells, metric="recall", emotion="happy")
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "“child” could not be compared (no picture labelled with this emotion), so it cannot pass" in found.reason


def test_a_group_that_dropped_out_does_not_hide_a_failure() -> None:
    found = finding({"adult": GOOD, "senior": BAD, "child": NO_HAPPY}, metric="recall", emotion="happy")
    assert found.verdict is Verdict.FAIL


def test_one_group_is_nothing_to_compare() -> None:
    found = finding({"adult": GOOD})
    assert found.verdict is Verdict.INCONCLUSIVE
    assert not found.assessed
    assert "only “adult” of group has a success rate" in found.reason


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


def test_a_least_value_that_is_met_keeps_its_limit_on_the_point() -> None:
    cells = {"a": GOOD, "b": [[80, 20], [20, 80]]}
    rule = {"comparison": Comparison.FLOOR, "decide_on": DecideOn.POINT}
    assert finding(cells, limit=0.8, **rule).verdict is Verdict.PASS
    assert finding(cells, limit=0.81, **rule).verdict is Verdict.FAIL


def test_a_value_on_the_limit_keeps_it_on_the_point_as_well() -> None:
    cells = {"a": [[8, 2], [0, 0]], "b": [[7, 3], [0, 0]]}  # .8 − .7 is .10000000000000009 in floating point
    assert finding(cells, limit=0.1, decide_on=DecideOn.POINT).verdict is Verdict.PASS


def test_what_would_be_found_is_said_where_something_can_fail() -> None:
    found = finding({"adult": GOOD, "senior": [[85, 15], [25, 75]]})
    assert found.verdict is Verdict.INCONCLUSIVE
    assert re.search(r"and it takes a true one of [\d.]+ points to be found in 80\xa0% of audits\.", found.reason)


@pytest.mark.parametrize(
    ("comparison", "limit", "verdict", "words"),
    [
        (Comparison.RATIO, 0.8, Verdict.FAIL, "0.56 times as often"),  # .5 / .9
        (Comparison.RATIO, 0.3, Verdict.PASS, "above the limit 0.30"),
        (Comparison.FLOOR, 0.7, Verdict.FAIL, "lowest group's rate is at most"),
        (Comparison.FLOOR, 0.3, Verdict.PASS, "least often for group “senior”, at 50.0\xa0%"),
        (
            Comparison.WORST_TO_OVERALL,
            0.1,
            Verdict.FAIL,
            "20 points less often for group “senior” than",
        ),  # .7 − .5
    ],
)
def test_other_comparisons(comparison: Comparison, limit: float, verdict: Verdict, words: str) -> None:
    found = finding({"adult": GOOD, "senior": BAD}, comparison=comparison, limit=limit)
    assert found.verdict is verdict
    assert words in found.reason


def test_criteria_and_disparities_belong_together() -> None:
    rule = Criterion(metric="accuracy", features=("group",), limit=0.1)
    with pytest.raises(InputError, match="1 criteria cannot be judged on 0"):
        judge((rule,), (), waivers=(), today=TODAY)


def accepting(ceiling: float, comparison: str = "difference", metric: str = "accuracy", **fields: str) -> Waiver:
    usual = {"owner": "Ada Lovelace", "reason": "no pictures of smiling\n seniors before spring"}
    terms = {"finding": f"{metric}/group/{comparison}", "ceiling": ceiling, "expires": "2026-12-31"}
    return Waiver(**(terms | usual | fields))


# adult 180 of 200 right, senior 100 of 200: .4 apart, true difference .313 to .471, ratio .485 to .643, floor .440 to
# .571, 15.6 to 23.5 points below all images
APART = {"adult": GOOD, "senior": BAD}
STATES = [
    (0.1, Comparison.DIFFERENCE, 0.5, WaiverState.HOLDS),
    (0.1, Comparison.DIFFERENCE, 0.4, WaiverState.UNPROVEN),
    (0.1, Comparison.DIFFERENCE, 0.3, WaiverState.EXCEEDED),
    (0.4, Comparison.DIFFERENCE, 0.5, WaiverState.HOLDS),  # the limit itself is undecided
    (0.4, Comparison.DIFFERENCE, 0.45, WaiverState.UNPROVEN),
    (0.5, Comparison.DIFFERENCE, 0.6, WaiverState.NOT_NEEDED),
    (0.8, Comparison.RATIO, 0.4, WaiverState.HOLDS),
    (0.8, Comparison.RATIO, 0.55, WaiverState.UNPROVEN),
    (0.8, Comparison.RATIO, 0.7, WaiverState.EXCEEDED),
    (0.4, Comparison.RATIO, 0.3, WaiverState.NOT_NEEDED),
    (0.7, Comparison.FLOOR, 0.4, WaiverState.HOLDS),
    (0.7, Comparison.FLOOR, 0.5, WaiverState.UNPROVEN),
    (0.7, Comparison.FLOOR, 0.6, WaiverState.EXCEEDED),
    (0.4, Comparison.FLOOR, 0.3, WaiverState.NOT_NEEDED),
    (0.1, Comparison.WORST_TO_OVERALL, 0.25, WaiverState.HOLDS),
    (0.1, Comparison.WORST_TO_OVERALL, 0.2, WaiverState.UNPROVEN),
    (0.1, Comparison.WORST_TO_OVERALL, 0.15, WaiverState.EXCEEDED),
]


@pytest.mark.parametrize(("limit", "comparison", "ceiling", "state"), STATES)
def test_a_ceiling_is_judged_as_a_limit_would_be(limit, comparison, ceiling, state) -> None:
    waiver = accepting(ceiling, comparison)
    found = waived_finding(APART, (waiver,), limit=limit, comparison=comparison)
    assert found.waived == Waived(waiver=waiver, state=state)
    assert found.verdict is finding(APART, limit=limit, comparison=comparison).verdict
    late = waived_finding(APART, (replace(waiver, expires="2026-02-28"),), limit=limit, comparison=comparison)
    assert late.waived.state is WaiverState.EXPIRED


@pytest.mark.parametrize(
    ("ceiling", "state"),
    [(0.45, WaiverState.HOLDS), (0.35, WaiverState.EXCEEDED), (0.4, WaiverState.HOLDS)],  # .4 apart; on it is kept
)
def test_a_ceiling_of_a_point_rule_is_held_against_the_observed_value(ceiling, state) -> None:
    even = {"adult": [[75, 25], [25, 75]], "senior": [[35, 65], [65, 35]]}  # .75 − .35
    found = waived_finding(even, (accepting(ceiling),), decide_on=DecideOn.POINT)
    assert found.waived.state is state


def test_the_last_day_of_a_waiver_is_one_of_its_days() -> None:
    last = accepting(0.5, expires=TODAY.isoformat())
    assert waived_finding(APART, (last,)).waived.state is WaiverState.HOLDS


def test_a_lost_group_leaves_a_waiver_unproven_unless_the_others_exceed_it() -> None:
    cells, rule = {**APART, "child": NO_HAPPY}, {"metric": "recall", "emotion": "happy"}
    high = waived_finding(cells, (accepting(0.9, metric="recall[happy]"),), **rule)
    assert (high.verdict, high.waived.state) == (Verdict.FAIL, WaiverState.UNPROVEN)
    assert high.reason.endswith("cannot hold: “child” could not be compared (no picture labelled with this emotion).")
    low = waived_finding(cells, (accepting(0.2, metric="recall[happy]"),), **rule)
    assert low.waived.state is WaiverState.EXCEEDED


def test_where_nothing_is_compared_no_ceiling_is_kept() -> None:
    found = waived_finding({"adult": GOOD}, (accepting(1.0),))
    assert found.waived.state is WaiverState.UNPROVEN
    assert found.reason.endswith("up to 100 points, cannot hold where nothing is compared.")


REASONS = [
    (
        0.5,
        "Accepted up to 50 points until 2026-12-31 by Ada Lovelace: no pictures of smiling seniors before spring.",
    ),
    (0.4, "up to 40 points, is not proven kept: the truth may be up to 47.1 points."),
    (0.3, "up to 30 points, is exceeded: the truth is at least 32.6 points."),
]


@pytest.mark.parametrize(("ceiling", "words"), REASONS)
def test_the_reason_says_what_became_of_the_waiver(ceiling, words) -> None:
    found = waived_finding(APART, (accepting(ceiling),))
    assert found.reason.startswith(finding(APART).reason)
    assert found.reason.endswith(words)


@pytest.mark.parametrize(
    ("ceiling", "words"),
    [
        (0.4, "Accepted down to 0.40 until 2026-12-31 by Ada Lovelace: no pictures of smiling seniors before spring."),
        (0.55, "down to 0.55, is not proven kept: the truth may be down to 0.48."),
        (0.7, "down to 0.70, is exceeded: the truth is at most 0.64."),
    ],
)
def test_a_least_value_is_accepted_downwards(ceiling, words) -> None:
    found = waived_finding(APART, (accepting(ceiling, "ratio"),), comparison=Comparison.RATIO, limit=0.8)
    assert found.reason.endswith(words)


def test_other_ends_of_a_waiver_are_told() -> None:
    expired = waived_finding(APART, (accepting(0.5, expires="2026-02-28"),))
    assert expired.reason.endswith("Its waiver by Ada Lovelace expired on 2026-02-28.")
    unneeded = waived_finding(APART, (accepting(0.7),), limit=0.6)
    assert unneeded.reason.endswith("Its waiver by Ada Lovelace, up to 70 points until 2026-12-31, is not needed.")
    seen = waived_finding(APART, (accepting(0.3),), decide_on=DecideOn.POINT)
    assert seen.reason.endswith("up to 30 points, is exceeded: observed is 40 points.")
    urgent = waived_finding(APART, (accepting(0.5, reason="Wait!"),))
    assert urgent.reason.endswith("by Ada Lovelace: Wait!")


def test_a_waiver_of_no_finding_is_refused_and_never_ignored() -> None:
    misspelt = accepting(0.5, metric="acuracy")
    with pytest.raises(UsageError, match=r"'acuracy/group/difference'.*did you mean 'accuracy/group/difference'"):
        waived_finding(APART, (misspelt,))


@pytest.mark.parametrize(("comparison", "limit", "ceiling"), [("difference", 0.1, 0.09), ("ratio", 0.8, 0.81)])
@pytest.mark.parametrize("expires", ["2026-02-28", "2026-12-31"])
def test_a_waiver_stricter_than_its_limit_is_refused(comparison, limit, ceiling, expires) -> None:
    waiver = accepting(ceiling, comparison, expires=expires)
    with pytest.raises(UsageError, match="stricter than the limit"):
        waived_finding(APART, (waiver,), comparison=Comparison(comparison), limit=limit)


SHARE = st.floats(0, 1)


@given(
    bounds=st.tuples(SHARE, SHARE, SHARE),
    pair=st.tuples(SHARE, SHARE),
    comparison=st.sampled_from(Comparison),
    on_inconclusive=st.sampled_from(OnInconclusive),
    decide_on=st.sampled_from(DecideOn),
)
def test_under_a_waiver_the_gate_does_what_it_would_with_the_ceiling_for_a_limit(
    bounds, pair, comparison, on_inconclusive, decide_on
) -> None:
    """So a waiver can let nothing through that a laxer policy, set beforehand, would not."""
    found = measured(comparison, *sorted(bounds))
    limit, ceiling = sorted(pair, reverse=comparison.limit_is_minimum)
    rule = Criterion(
        metric="accuracy",
        features=("group",),
        limit=limit,
        comparison=comparison,
        on_inconclusive=on_inconclusive,
        decide_on=decide_on,
        reference=reference_of(comparison),
    )
    waiver = replace(accepting(ceiling, comparison), finding=rule.code)
    waived = judge((rule,), (found,), waivers=(waiver,), today=TODAY)
    strict, lax = (
        judge((replace(rule, limit=limit),), (found,), waivers=(), today=TODAY) for limit in (limit, ceiling)
    )
    assert decide(waived).exit_status == decide(lax).exit_status
    assert waived[0].verdict is strict[0].verdict


def measured(comparison: Comparison, lower: float, value: float, upper: float) -> Disparity:
    return Disparity(
        metric="accuracy",
        emotion=None,
        feature="group",
        comparison=comparison,
        value=value,
        bounds=Bounds(lower=lower, upper=upper, error_lower=0.05, error_upper=0.05, family=1),
        reach=Reach(can_fail=True, can_pass=True, needed=10),
        estimates=(),
        lowest=None,
        highest=None,
    )


def test_a_value_without_bounds_and_bounds_without_a_value_prove_nothing() -> None:
    rule = Criterion(metric="accuracy", features=("group",), limit=0.1)
    cells = {"adult": GOOD, "senior": BAD}
    (found,) = disparities(Counted(table=count_table(cells)), (rule,), Policy(title="t", criteria=(rule,)))
    point = replace(rule, decide_on=DecideOn.POINT)
    for gone in ("value", "bounds"):
        for each in (rule, point):
            assert _verdict(each, replace(found, **{gone: None})) is Verdict.INCONCLUSIVE
    assert (_verdict(rule, found), _verdict(point, found)) == (Verdict.FAIL, Verdict.FAIL)
