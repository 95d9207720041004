"""Workflow commands: what GitHub reads, and nothing a name could add to it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from assets.audits import AUDITS, drawn, hostile, sixty, waived
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.decision.choices import OnInconclusive
from audit.report import workflow_commands
from audit.report.files.github import MOST, command

LINE = re.compile(r"::(error|warning|notice) title=([^,:\r\n]*)::([^\r\n]*)")


def levels(result) -> list[str]:
    return [LINE.fullmatch(line)[1] for line in workflow_commands(result)]


def test_what_shuts_the_gate_is_an_error_and_what_is_kept_says_nothing() -> None:
    assert levels(drawn()) == ["error", "error", "notice"]
    first, second, verdict = workflow_commands(drawn())
    assert first.startswith(
        "::error title=FAIL%3A success rate%2C largest difference by age group%2C at most 10 points::"
    )
    assert "67.6 %25, 294 of 435 pictures" in first
    assert second.startswith("::error title=INCONCLUSIVE%3A")
    assert verdict.startswith("::notice title=emotion-audit%3A FAIL::1 of 3 limits exceeded")


def test_what_only_warns_is_a_warning_and_what_is_waived_a_notice() -> None:
    glasses = drawn().findings[2]
    warns = replace(glasses, criterion=replace(glasses.criterion, on_inconclusive=OnInconclusive.WARN))
    assert levels(replace(drawn(), findings=(*drawn().findings[:2], warns))) == ["error", "warning", "notice"]
    assert levels(waived()) == ["notice"] * 6
    assert "FAIL%2C waived%3A" in workflow_commands(waived())[1]


@pytest.mark.parametrize("name", AUDITS)
def test_every_line_is_one_command(name) -> None:
    assert all(LINE.fullmatch(line) for line in workflow_commands(AUDITS[name]()))


def test_of_many_findings_as_many_are_shown_as_github_shows() -> None:
    finding = drawn().findings[0]
    many = replace(drawn(), findings=tuple(replace(finding, code=str(i)) for i in range(25)))
    errors = [line for line in workflow_commands(many) if line.startswith("::error")]
    assert len(errors) == MOST
    assert errors[-1].endswith("::16 more limits like these in the report.")
    assert len(workflow_commands(sixty())) <= 3 * MOST


def test_a_hostile_name_cannot_begin_a_command() -> None:
    text = "\n".join(workflow_commands(hostile()))
    assert not re.search(r"^\s*::error::", text, re.MULTILINE)


def unescaped(text: str) -> str:
    """Return what GitHub's runner reads."""
    for code, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, sign)
    return text


@given(st.text(), st.text())
def test_any_text_stays_inside_its_command_and_is_read_back(title, message) -> None:
    found = LINE.fullmatch(command("error", title, message))
    assert found is not None
    assert (unescaped(found[2]), unescaped(found[3])) == (title, message)
