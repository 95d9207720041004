"""One sentence for each finding, and a reason that begins with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assets.audits import AUDITS, drawn, lapsed, waived

from audit.domain.cohort.groups import Group
from audit.domain.decision.choices import DecideOn
from audit.domain.decision.disparities import Exclusion
from audit.domain.decision.findings import Verdict
from audit.domain.sentences.finding import accepted_sentence, finding_sentence, reason


@pytest.mark.parametrize("name", AUDITS)
def test_every_reason_begins_with_the_sentence_and_stays_one_line(name: str) -> None:
    for of in AUDITS[name]().findings:
        told = finding_sentence(of)
        assert told.endswith(".")
        assert "None" not in told
        assert of.reason == reason(of.criterion, of.disparity, of.verdict, of.waived)
        assert of.reason.startswith(told)
        assert "\n" not in of.reason


def test_only_an_open_finding_asks_for_pictures() -> None:
    age, tone, glasses = drawn().findings
    assert "more pictures" not in age.reason + tone.reason
    assert glasses.verdict is Verdict.INCONCLUSIVE
    assert "About 159 more pictures of “glasses” would settle it if the groups are equal." in glasses.reason


def test_a_waiver_is_told_as_accepting_only_while_it_holds() -> None:
    held, over = waived().findings[0], lapsed().findings[0]
    assert held.reason.endswith(accepted_sentence(held))
    assert accepted_sentence(held).startswith("Accepted up to 40 points until 2026-12-31")
    assert accepted_sentence(over) == ""


def test_what_an_open_finding_adds_is_what_stands_in_the_way_what_chance_gives_and_what_would_settle_it() -> None:
    glasses = drawn().findings[2]
    alone = replace(glasses.disparity, bounds=replace(glasses.disparity.bounds, alone=0.12, family=3), worst_case=0.25)
    told = reason(glasses.criterion, alone, glasses.verdict, None)
    parts = (
        "As the policy's only limit it would fail",
        "By chance alone groups of equal rates",
        "would settle it if",
        "Pictures without an answer are left out here",
    )
    assert [part for part in parts if part not in told] == []
    assert sorted(map(told.index, parts)) == list(map(told.index, parts))


@pytest.mark.parametrize("which", [0, 1])
def test_a_decided_finding_adds_only_what_missing_answers_could_do(which: int) -> None:
    of = drawn().findings[which]
    assert reason(of.criterion, of.disparity, of.verdict, None) == finding_sentence(of)
    lacking = replace(of.disparity, worst_case=0.25)
    told = reason(of.criterion, lacking, of.verdict, None).removeprefix(finding_sentence(of))
    assert told.startswith(" Pictures without an answer are left out here")


def test_decided_on_the_observed_value_the_cost_of_that_is_told_and_nothing_compared_adds_nothing() -> None:
    glasses = drawn().findings[2]
    point = replace(glasses.criterion, decide_on=DecideOn.POINT)
    assert "would fail this limit in" in reason(point, glasses.disparity, Verdict.FAIL, None)
    uncompared = replace(glasses.disparity, bounds=None)
    told = reason(glasses.criterion, uncompared, Verdict.INCONCLUSIVE, None)
    assert told.startswith("Nothing could be compared")
    assert told == finding_sentence(replace(glasses, disparity=uncompared))
    valueless = replace(glasses.disparity, value=None)
    assert finding_sentence(replace(glasses, disparity=valueless)).startswith("Nothing could be compared")


def test_where_only_a_lost_group_keeps_a_limit_open_its_pictures_are_asked_for() -> None:
    tone = drawn().findings[1]
    lost = Exclusion(group=Group.of(("skin_tone", "albino")), support=0, reason="no picture", declared=False)
    told = reason(tone.criterion, replace(tone.disparity, excluded=(lost,)), Verdict.INCONCLUSIVE, None)
    assert told.endswith("It stays open until there are pictures of “albino”.")
    assert "By chance" not in told
