"""The head of the page: the verdict, and what was audited on whom."""

from __future__ import annotations

from assets.audits import drawn

from audit.report.sections.front import header


def test_the_header_says_the_verdict_and_the_exit_status() -> None:
    view = header.view(drawn())
    assert view.verdict.word == "FAIL"
    assert view.sentence == "1 of 3 limits exceeded, with evidence; 1 inconclusive."
    assert view.exit_status.endswith("exit status 1.")
    assert view.facts[0].note == "SHA-256 abababababab…"


def test_the_header_carries_the_whole_hash_behind_the_short_one() -> None:
    assert [fact.title for fact in header.view(drawn()).facts[:2]] == ["ab" * 32, "cd" * 32]
