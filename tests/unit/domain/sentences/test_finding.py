"""One sentence for each finding, and a reason that begins with it."""

from __future__ import annotations

import pytest
from assets.audits import AUDITS, drawn, lapsed, waived

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
