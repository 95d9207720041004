"""Hostile names and reasons of a waiver are shown as text; its states are told in `judge/test_findings.py`."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assets.audits import waived

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
