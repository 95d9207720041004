"""summary.md: short, and no name can act in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assets.audits import AUDITS, drawn, hostile, lapsed, sixty, waived

from audit.report import to_summary
from audit.report.files import summary
from audit.report.files.summary import LIMITS, MOST_BYTES
from audit.report.wording.markdown import escaped


def test_the_summary_has_verdict_answers_and_limits() -> None:
    text = to_summary(drawn())
    assert text.splitlines()[0].endswith("FAIL: Made-up classifier on Drawn faces with few seniors")
    assert text.count("\n| ") == 2 * 2 + 3 + 3
    assert "INCONCLUSIVE" in text


@pytest.mark.parametrize("name", AUDITS)
def test_the_summary_fits_a_comment_and_its_tables_are_even(name) -> None:
    text = to_summary(AUDITS[name]())
    assert len(text) < 65_536
    for block in text.split("\n\n"):
        columns = {line.replace("\\|", "").count("|") for line in block.splitlines() if line.startswith("|")}
        assert len(columns) <= 1


def test_hostile_names_stay_text() -> None:
    text = to_summary(hostile())
    assert "<" not in text
    assert "@someone" not in text
    assert "\n::error" not in text
    assert "](http" not in text


def test_signs_that_act_are_disarmed() -> None:
    assert escaped("a|b\n<i>") == "a\\|b &lt;i&gt;"
    assert escaped("[x](https://e.org) www.e.org") == "\\[x\\](https\\://e.org) www\\.e.org"
    assert escaped("@me #1") == "@\u2060me #\u20601"


def test_a_long_list_of_limits_is_counted() -> None:
    assert len(sixty().findings) < LIMITS
    assert "more limits in the report" not in to_summary(sixty())


def test_a_waived_fail_stays_a_fail_and_names_its_owner() -> None:
    text = to_summary(waived())
    assert text.splitlines()[0].endswith("PASS, with waivers: Made-up classifier on Drawn faces with few seniors")
    assert text.count("FAIL, waived until ") == 4
    assert "\n| Waiver | Limit | Verdict on it | Accepted | Last day | Owner | Reason |\n" in text
    assert "&lt;b&gt;Grace&lt;/b&gt; Hopper @\u2060someone" in text
    assert "<b>" not in text
    assert "FAIL, waiver expired" in to_summary(lapsed())
    assert "Waiver" not in to_summary(drawn())


def numbered(findings: int, name: str) -> str:
    """Return the summary of an audit with so many limits, each with this text in its code, feature and reason."""
    result = drawn()
    found = tuple(
        replace(
            f, code=f"{i}{name}", reason=f"{f.reason} {name}", criterion=replace(f.criterion, features=(f"{i}{name}",))
        )
        for i, f in enumerate(result.findings[0] for _ in range(findings))
    )
    return to_summary(replace(result, findings=found))


def test_three_hundred_limits_fit_a_comment() -> None:
    text = numbered(300, "")
    assert len(text.encode()) <= MOST_BYTES < 65_536
    assert text.count("\n| ✖") == LIMITS
    assert "… and 280 more limits in the report." in text
    assert "… and 1 more limit in the report." in numbered(21, "")
    assert "in the report." not in numbered(20, "")
    assert text.splitlines()[-1] == "[The whole report](index.html)"


@pytest.mark.parametrize("name", ["x" * 3_000, "@<|" * 1_000, "\u202e#" * 1_000])
def test_three_hundred_limits_with_endless_names_fit_a_comment(name) -> None:
    text = numbered(300, name)
    assert len(text.encode()) <= MOST_BYTES
    assert "more limits in the report." in text
    assert text.splitlines()[-1] == "[The whole report](index.html)"


def test_the_report_is_linked_where_it_can_be_read() -> None:
    address = "https://github.example/owner/name/actions/runs/7"
    assert to_summary(drawn(), report=address).endswith(f"\n\n[The whole report]({address})\n")
    assert "whole report" not in to_summary(drawn(), report="")
    assert "whole report" not in to_summary(drawn(), report="x) [click](javascript:alert(1)")


def test_next_steps_are_numbered_from_one() -> None:
    steps = to_summary(drawn()).split("What to do next:\n\n")[1].split("\n\n")[0].splitlines()
    assert [line.split(". ")[0] for line in steps] == [str(i + 1) for i in range(len(steps))]
    assert len(steps) > 1


@pytest.mark.parametrize("limits", [20, 10, 5, 1])
def test_as_many_limits_as_fit_are_listed_twenty_ten_five_or_one(limits: int, monkeypatch) -> None:
    fits = len(numbered(300, "").encode()) if limits == LIMITS else len(_with_room_for(limits).encode())
    monkeypatch.setattr(summary, "MOST_BYTES", fits)
    assert numbered(300, "").count("\n| ✖") == limits
    monkeypatch.setattr(summary, "MOST_BYTES", fits - 1)
    assert numbered(300, "").count("\n| ✖") == {20: 10, 10: 5, 5: 1, 1: 0}[limits]


def _with_room_for(limits: int) -> str:
    result = drawn()
    findings = tuple(replace(result.findings[0], code=f"{i}") for i in range(300))
    findings = tuple(replace(f, criterion=replace(f.criterion, features=(f.code,))) for f in findings)
    findings = tuple(replace(f, reason=f"{f.reason} ") for f in findings)
    return summary._Parts.of(replace(result, findings=findings), "index.html").text(limits)


def test_a_text_is_cut_after_eight_hundred_signs() -> None:
    assert summary._cut("x" * 800) == "x" * 800
    assert summary._cut("x" * 801) == f"{'x' * 800} …"
    assert (summary.LIMITS, summary.MOST_BYTES, summary.PAGE) == (20, 65_000, "index.html")
