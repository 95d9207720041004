"""Hostile names and reasons of a waiver are shown as text; its states are told in `judge/test_findings.py`."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assets.audits import waived

from audit.domain.cohort.groups import Group
from audit.domain.decision.choices import DecideOn
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.disparities import Exclusion
from audit.domain.decision.findings import WaiverState
from audit.domain.sentences.waived import waiver_sentence


def test_a_waiver_that_holds_says_who_accepts_what_until_when_and_why() -> None:
    of = waived().findings[0]
    assert waiver_sentence(of.criterion, of.disparity, of.waived) == (
        "Accepted up to 40 points until 2026-12-31 by Ada Lovelace: no pictures of smiling seniors before spring."
    )


def test_a_reason_on_several_lines_is_one_line_in_which_nothing_hides() -> None:
    of = waived().findings[0]
    waiver = replace(of.waived.waiver, owner="Ada\u202eLovelace", reason="first\n  second!")
    told = waiver_sentence(of.criterion, of.disparity, replace(of.waived, waiver=waiver))
    assert told.endswith("by Ada[U+202E]Lovelace: first second!")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (WaiverState.EXCEEDED, "is exceeded: the truth is at least"),
        (WaiverState.UNPROVEN, "is not proven kept: the truth may be up to"),
    ],
)
def test_a_ceiling_that_is_exceeded_and_one_that_is_not_proven_kept_differ_in_words(state, words) -> None:
    of = waived().findings[0]
    assert words in waiver_sentence(of.criterion, of.disparity, replace(of.waived, state=state))


def told(state: WaiverState, *, comparison: Comparison = Comparison.DIFFERENCE, **changes: object) -> str:
    """Return the sentence of a waiver up to 40 points, or down to .4, of bounds .1 to .3."""
    of = waived().findings[0]
    bounds = replace(of.disparity.bounds, lower=0.1, upper=0.3)
    criterion = replace(of.criterion, comparison=comparison)
    disparity = replace(of.disparity, bounds=bounds, value=0.2, comparison=comparison, **changes)
    return waiver_sentence(criterion, disparity, replace(of.waived, state=state)).replace("\xa0", " ")


def test_a_waiver_that_expired_or_is_not_needed_says_so() -> None:
    assert told(WaiverState.EXPIRED) == "Its waiver by Ada Lovelace expired on 2026-12-31."
    needless = "Its waiver by Ada Lovelace, up to 40 points until 2026-12-31, is not needed."
    assert told(WaiverState.NOT_NEEDED) == needless


def test_a_ceiling_of_a_difference_is_held_against_its_bounds() -> None:
    start = "Its waiver by Ada Lovelace, up to 40 points, "
    assert told(WaiverState.EXCEEDED) == f"{start}is exceeded: the truth is at least 10 points."
    assert told(WaiverState.UNPROVEN) == f"{start}is not proven kept: the truth may be up to 30 points."


def test_a_ceiling_of_a_least_value_is_held_against_them_the_other_way_round() -> None:
    start = "Its waiver by Ada Lovelace, down to 40.0 %, "
    floor = Comparison.FLOOR
    assert told(WaiverState.EXCEEDED, comparison=floor) == f"{start}is exceeded: the truth is at most 30.0 %."
    unproven = f"{start}is not proven kept: the truth may be down to 10.0 %."
    assert told(WaiverState.UNPROVEN, comparison=floor) == unproven


def test_a_waiver_cannot_hold_where_nothing_is_compared_or_a_group_was_lost() -> None:
    of = waived().findings[0]
    nothing = waiver_sentence(
        of.criterion, replace(of.disparity, bounds=None), replace(of.waived, state=WaiverState.UNPROVEN)
    )
    assert nothing == "Its waiver by Ada Lovelace, up to 40 points, cannot hold where nothing is compared."
    lost = Exclusion(group=Group.of(("age", "child")), support=0, reason="no scored picture", declared=False)
    start = "Its waiver by Ada Lovelace, up to 40 points, "
    assert told(WaiverState.UNPROVEN, excluded=(lost,)) == (
        f"{start}cannot hold: “child” could not be compared (no scored picture)."
    )
    assert told(WaiverState.EXCEEDED, excluded=(lost,)) == f"{start}is exceeded: the truth is at least 10 points."


def test_decided_on_the_observed_value_the_observed_value_is_told() -> None:
    of = waived().findings[0]
    point = replace(of.criterion, decide_on=DecideOn.POINT)
    said = waiver_sentence(point, replace(of.disparity, value=0.45), replace(of.waived, state=WaiverState.EXCEEDED))
    assert said.endswith("up to 40 points, is exceeded: observed is 45 points.")


@pytest.mark.parametrize(("reason", "end"), [("why", "why."), ("why.", "why."), ("why!", "why!"), ("why?", "why?")])
def test_a_reason_ends_with_one_stop(reason: str, end: str) -> None:
    of = waived().findings[0]
    waiver = replace(of.waived.waiver, reason=reason)
    assert waiver_sentence(of.criterion, of.disparity, replace(of.waived, waiver=waiver)).endswith(f": {end}")


def test_an_observed_value_of_nought_is_told_as_nought() -> None:
    of = waived().findings[0]
    point = replace(of.criterion, decide_on=DecideOn.POINT, comparison=Comparison.RATIO)
    said = waiver_sentence(
        point,
        replace(of.disparity, value=0.0, comparison=Comparison.RATIO),
        replace(of.waived, state=WaiverState.EXCEEDED),
    )
    assert said.endswith("down to 0.40, is exceeded: observed is 0.00.")
