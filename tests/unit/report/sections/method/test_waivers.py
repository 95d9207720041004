"""How the page shows limits whose excess is accepted for a time."""

from __future__ import annotations

from dataclasses import replace

from assets.audits import drawn, lapsed, waived

from audit.domain.decision.findings import Verdict
from audit.report.sections.front import answer_page, header, limits
from audit.report.sections.groups import groups
from audit.report.sections.method import method, waivers


def test_a_pass_that_waivers_made_possible_does_not_look_like_one_on_evidence_alone() -> None:
    view = header.view(waived())
    assert (view.verdict.word, view.verdict.tone) == ("PASS, with waivers", "half")
    assert view.sentence.startswith("4 of 6 limits exceeded and waived until 2026-03-01 or later, 1 undecided and")
    assert header.view(lapsed()).verdict.word == "FAIL"
    not_needed = tuple(f for f in waived().findings if f.verdict is Verdict.PASS)
    assert header.view(replace(waived(), findings=not_needed)).verdict.word == "PASS"


def test_a_waived_limit_stays_a_fail_in_the_table_of_limits() -> None:
    view = answer_page.view(waived())
    rows = [row for table in (view.gate, view.more) for row in table.rows]
    assert [(row.head.text, row.head.tone, row.head.note) for row in rows] == [
        ("FAIL", "bad", "waived until 2026-12-31"),
        ("FAIL", "bad", "waived until 2026-03-01"),
        ("FAIL", "bad", "waived until 2026-12-31"),
        ("FAIL", "bad", "waived until 2026-12-31"),
        ("INCONCLUSIVE", "open", "waived until 2026-12-31"),
        ("PASS", "good", "waiver not needed"),
    ]
    evidence = groups.view(waived()).features[0].evidence.first.rows
    assert "by Ada Lovelace: no pictures of smiling seniors before spring." in evidence[0].cells[-1].text
    assert "4 exceeded (waived), 1 undecided (waived), 1 kept" in view.summary


def test_a_waiver_that_does_not_help_says_why_beside_the_verdict() -> None:
    view = answer_page.view(lapsed())
    assert [row.head.note for row in view.gate.rows] == [
        "waiver unproven",
        "waiver exceeded",
        "waiver expired",
        "",
        "waiver unproven",
    ]
    assert "waived" not in view.summary


def test_of_limits_alike_those_no_waiver_accepts_come_first() -> None:
    result = waived()
    first, *others = result.findings
    mixed_up = replace(result, findings=(*others, replace(first, waived=None)))
    view = answer_page.view(mixed_up)
    assert view.gate.rows[0].head.note == ""
    assert "4 exceeded (3 of them waived)" in view.summary


def test_the_findings_of_a_feature_say_which_are_waived() -> None:
    told = groups.view(waived()).features[0].evidence.first.rows[0]
    assert (told.head.text, told.head.note) == ("FAIL", "waived until 2026-12-31")
    assert told.cells[-1].text.startswith("Pictures are classified correctly")


def test_every_waiver_stands_in_a_table_with_its_state() -> None:
    table = waivers.view(lapsed())
    assert [row.head.text for row in table.rows] == ["unproven", "exceeded", "expired", "expired", "unproven"]
    assert [row.cells[1].text for row in table.rows] == ["FAIL", "FAIL", "FAIL", "PASS", "INCONCLUSIVE"]
    assert [row.cells[2].text for row in table.rows][:3] == ["at most 28 points", "at least 0.85", "at least 50.0\xa0%"]
    assert method.view(lapsed()).waivers == table
    assert waivers.view(drawn()) is None
    owner, why = (cell.text for cell in waivers.view(waived()).rows[2].cells[-2:])
    assert owner == "<b>Grace</b> Hopper @someone"
    assert why.startswith("</script><img")


def test_a_waiver_is_no_smaller_gap() -> None:
    assert "A waiver makes no gap smaller" in " ".join(limits.cannot_tell(waived()))
    assert "A waiver" not in " ".join(limits.cannot_tell(lapsed()))
