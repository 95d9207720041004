"""Findings add up to one verdict and one exit status."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.domain.cohort.groups import Group
from audit.domain.decision.choices import DecideOn, OnInconclusive
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.disparities import Bounds, Disparity, Exclusion, Reach
from audit.domain.decision.findings import (
    Decision,
    Finding,
    Verdict,
    Waived,
    WaiverState,
    decide,
    held_open,
)
from audit.domain.decision.waivers import Waiver
from audit.exit_status import ExitStatus

BLOCK, WARN = OnInconclusive.BLOCK, OnInconclusive.WARN
PASS, FAIL, OPEN = Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE
CODE = "accuracy/age/difference"
LOST = Exclusion(group=Group.of(("age", "child")), support=0, reason="no image", declared=False)


def waived(state: WaiverState | None, expires: str = "2026-12-31") -> Waived | None:
    if state is None:
        return None
    return Waived(waiver=Waiver(finding=CODE, ceiling=0.3, owner="Ada", reason="later", expires=expires), state=state)


def finding(
    verdict: Verdict,
    on_inconclusive: OnInconclusive = BLOCK,
    *,
    assessed: bool = True,
    lost: bool = False,
    waiver: Waived | None = None,
) -> Finding:
    criterion = Criterion(metric="accuracy", features=("age",), limit=0.1, on_inconclusive=on_inconclusive)
    disparity = Disparity(
        metric="accuracy",
        emotion=None,
        feature="age",
        comparison=Comparison.DIFFERENCE,
        value=0.2 if assessed else None,
        bounds=Bounds(lower=0, upper=1, error_lower=0.05, error_upper=0.05, family=1) if assessed else None,
        reach=Reach(can_fail=True, can_pass=True, needed=10) if assessed else None,
        estimates=(),
        lowest=None,
        highest=None,
        excluded=(LOST,) if lost else (),
    )
    return Finding(code=CODE, criterion=criterion, disparity=disparity, verdict=verdict, reason="", waived=waiver)


@pytest.mark.parametrize(
    ("findings", "verdict", "status"),
    [
        ([finding(PASS)], PASS, 0),
        ([finding(PASS), finding(FAIL)], FAIL, 1),
        ([finding(FAIL), finding(OPEN)], FAIL, 1),
        ([finding(PASS), finding(OPEN)], OPEN, 3),
        ([finding(PASS), finding(OPEN, WARN)], OPEN, 0),  # 1 of 50 limits at the truth passes by chance
        ([finding(OPEN, WARN)], OPEN, 0),
        ([finding(OPEN, WARN, assessed=False)], OPEN, 3),
        ([], OPEN, 3),
    ],
)
def test_verdict_and_exit_status(findings: list[Finding], verdict: Verdict, status: int) -> None:
    decision: Decision = decide(tuple(findings))
    assert (decision.verdict, decision.exit_status) == (verdict, ExitStatus(status))


@pytest.mark.parametrize(
    ("lower", "upper", "minimum", "verdict"),
    [
        (0.11, 0.3, False, FAIL),
        (0.0, 0.09, False, PASS),
        (0.05, 0.3, False, OPEN),
        (0.1, 0.3, False, OPEN),  # a bound on the limit proves nothing
        (0.5, 0.09, True, FAIL),
        (0.85, 0.99, True, PASS),
    ],
)
def test_bounds_prove_a_limit_broken_or_kept(lower: float, upper: float, minimum: bool, verdict: Verdict) -> None:
    assert Verdict.of(lower, upper, 0.1, limit_is_minimum=minimum) is verdict


WAIVED = [
    # state of the waiver, verdict on the limit, exit status under block, under warn
    (None, PASS, 0, 0),
    (None, FAIL, 1, 1),
    (None, OPEN, 3, 0),
    (WaiverState.HOLDS, PASS, 0, 0),
    (WaiverState.HOLDS, FAIL, 0, 0),
    (WaiverState.HOLDS, OPEN, 0, 0),
    (WaiverState.EXPIRED, PASS, 0, 0),
    (WaiverState.EXPIRED, FAIL, 1, 1),
    (WaiverState.EXPIRED, OPEN, 3, 0),
    (WaiverState.EXCEEDED, PASS, 0, 0),
    (WaiverState.EXCEEDED, FAIL, 1, 1),
    (WaiverState.EXCEEDED, OPEN, 3, 0),
    (WaiverState.UNPROVEN, PASS, 0, 0),
    (WaiverState.UNPROVEN, FAIL, 3, 0),
    (WaiverState.UNPROVEN, OPEN, 3, 0),
    (WaiverState.NOT_NEEDED, PASS, 0, 0),
    (WaiverState.NOT_NEEDED, FAIL, 1, 1),
    (WaiverState.NOT_NEEDED, OPEN, 3, 0),
]


@pytest.mark.parametrize(("state", "verdict", "block", "warn"), WAIVED)
def test_a_waiver_changes_the_gate_and_nothing_else(
    state: WaiverState | None, verdict: Verdict, block: int, warn: int
) -> None:
    assert decide((finding(verdict, BLOCK, waiver=waived(state)),)).exit_status == block
    assert decide((finding(verdict, WARN, waiver=waived(state)),)).exit_status == warn
    assert decide((finding(PASS), finding(FAIL), finding(verdict, waiver=waived(state)))).exit_status == 1


@pytest.mark.parametrize(
    ("found", "status"),
    [
        (finding(FAIL, lost=True, waiver=waived(WaiverState.HOLDS)), 1),
        (finding(OPEN, lost=True, waiver=waived(WaiverState.HOLDS)), 3),
        (finding(FAIL, lost=True, waiver=waived(WaiverState.UNPROVEN)), 3),
        (finding(FAIL, WARN, lost=True, waiver=waived(WaiverState.UNPROVEN)), 3),  # a warning would let a FAIL through
        (finding(OPEN, assessed=False, waiver=waived(WaiverState.HOLDS)), 3),
        (finding(OPEN, WARN, assessed=False, waiver=waived(WaiverState.HOLDS)), 3),
    ],
)
def test_a_waiver_never_helps_where_a_group_was_lost_or_nothing_compared(found: Finding, status: int) -> None:
    assert decide((found,)).exit_status == status
    assert not found.accepted


def test_an_exceeded_limit_that_may_lie_beyond_its_ceiling_is_no_pass_even_where_it_only_warns() -> None:
    decision = decide((finding(PASS), finding(FAIL, WARN, waiver=waived(WaiverState.UNPROVEN))))
    assert (decision.verdict, decision.exit_status) == (OPEN, ExitStatus.PASSED)


def test_one_limit_that_passes_by_chance_among_many_that_only_warn_makes_no_pass() -> None:
    """The gate opens, as the policy says; the word stays what the evidence says."""
    decision = decide((finding(PASS), *[finding(OPEN, WARN)] * 49))
    assert (decision.verdict, decision.exit_status) == (OPEN, ExitStatus.PASSED)
    assert decide((finding(PASS), finding(PASS, WARN))).verdict is PASS


HELD, LATER = waived(WaiverState.HOLDS), waived(WaiverState.HOLDS, "2027-06-30")
OVER, EARLIER = waived(WaiverState.EXPIRED, "2026-02-28"), waived(WaiverState.EXPIRED, "2026-01-31")
BEYOND, UNSURE = waived(WaiverState.EXCEEDED), waived(WaiverState.UNPROVEN)
KEPT = finding(PASS)

SENTENCES = [
    (
        [finding(FAIL, waiver=HELD), *[KEPT] * 4],
        "1 of 5 limits exceeded and waived until 2026-12-31, 4 kept, with evidence",
    ),
    ([finding(FAIL, waiver=HELD)], "1 of 1 limit exceeded and waived until 2026-12-31, with evidence"),
    (
        [finding(FAIL, waiver=HELD), finding(FAIL, waiver=LATER), finding(OPEN, waiver=HELD)],
        "2 of 3 limits exceeded and waived until 2026-12-31 or later, 1 undecided and waived until 2026-12-31, "
        "with evidence",
    ),
    ([finding(FAIL, waiver=OVER), KEPT], "1 of 2 limits exceeded, with evidence; its waiver expired on 2026-02-28"),
    (
        [finding(FAIL, waiver=OVER), finding(FAIL)],
        "2 of 2 limits exceeded, with evidence; 1 waiver expired on 2026-02-28",
    ),
    (
        [finding(FAIL, waiver=OVER), finding(FAIL, waiver=EARLIER)],
        "2 of 2 limits exceeded, with evidence; 2 waivers expired from 2026-01-31 to 2026-02-28",
    ),
    ([finding(FAIL, waiver=BEYOND)], "1 of 1 limit exceeded, with evidence; its waiver is exceeded too"),
    (
        [finding(FAIL, waiver=BEYOND), finding(FAIL, waiver=BEYOND)],
        "2 of 2 limits exceeded, with evidence; 2 waivers are exceeded too",
    ),
    (
        [finding(FAIL), finding(FAIL, waiver=HELD), finding(FAIL, waiver=UNSURE), finding(OPEN)],
        "1 of 4 limits exceeded, with evidence; 1 more exceeded and waived until 2026-12-31; 1 more exceeded under a "
        "waiver whose ceiling is not proven kept; 1 inconclusive",
    ),
    (
        [finding(FAIL, waiver=UNSURE), KEPT],
        "1 of 2 limits exceeded under a waiver whose ceiling is not proven kept",
    ),
    (
        [finding(FAIL, waiver=UNSURE), finding(FAIL, waiver=UNSURE), finding(OPEN)],
        "this data cannot tell for 1 of 3 limits; 2 exceeded under waivers whose ceilings are not proven kept",
    ),
    (
        [finding(OPEN, WARN), finding(FAIL, waiver=HELD), KEPT],
        "1 of 3 limits exceeded and waived until 2026-12-31; this data cannot tell for 1 of 3 limits (warning only)",
    ),
    (
        [finding(FAIL, WARN, waiver=UNSURE), KEPT],
        "1 of 2 limits exceeded under a waiver whose ceiling is not proven kept (warning only)",
    ),
    (
        [finding(OPEN, WARN), KEPT],
        "no limit is proven exceeded; this data cannot tell for 1 of 2 limits (warning only)",
    ),
]


@pytest.mark.parametrize(("findings", "sentence"), SENTENCES)
def test_the_sentence_counts_what_is_waived_and_what_lapsed(findings: list[Finding], sentence: str) -> None:
    assert decide(tuple(findings)).sentence == sentence


def test_a_finding_in_a_line_says_that_it_is_waived_where_it_is() -> None:
    assert repr(finding(FAIL)) == f"<Finding FAIL {CODE}: >"
    assert repr(finding(FAIL, waiver=HELD)) == f"<Finding FAIL, waived {CODE}: >"


def test_what_was_decided_on_the_observed_value_is_said_of_some_and_of_all() -> None:
    seen = replace(KEPT, criterion=replace(KEPT.criterion, decide_on=DecideOn.POINT))
    assert decide((seen,)).sentence == "1 limit kept, on the observed values alone"
    assert decide((seen, KEPT, KEPT)).sentence == "3 limits kept, 1 of them decided on the observed value alone"
    assert decide((KEPT,)).sentence == "1 limit kept, with evidence"


def test_nothing_to_compare_is_told_from_nothing_to_compare_by() -> None:
    assert decide(()).sentence == "nothing could be assessed: the cohort has no sensitive feature"
    lone = decide((finding(OPEN, assessed=False),))
    assert lone.sentence == "nothing could be assessed: no limit had two groups with a rate to compare"


def test_doubts_about_the_data_hold_any_decision_open() -> None:
    kept = decide((KEPT,))
    assert held_open(kept, ()) is kept
    held = held_open(kept, ("one", "two"))
    assert (held.verdict, held.exit_status) == (OPEN, ExitStatus.INCONCLUSIVE)
    assert held.sentence == "one; two. As it was read: PASS, 1 limit kept, with evidence"


@pytest.mark.parametrize(
    ("lower", "upper", "minimum"),
    [(0.05, 0.1, False), (0.1, 0.1, False), (0.05, 0.1, True), (0.1, 0.3, True), (0.1, 0.1, True)],
)
def test_a_bound_that_touches_the_limit_proves_nothing(lower: float, upper: float, minimum: bool) -> None:
    assert Verdict.of(lower, upper, 0.1, limit_is_minimum=minimum) is OPEN
