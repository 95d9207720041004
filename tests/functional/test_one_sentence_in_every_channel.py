"""Every channel carries the same sentence of a finding, whatever it is, and the same sentence of the verdict."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree as ET

import pytest
from assets.audits import drawn, five_each, nothing, waived
from assets.findings import two_groups
from builders import reference_of

from audit import Audit
from audit.cli.audits.publish import show
from audit.domain.decision.choices import DecideOn, OnInconclusive
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.findings import Verdict
from audit.domain.decision.gate import GateEffect, standings
from audit.domain.results.result import AuditResult
from audit.domain.sentences.finding import finding_sentence
from audit.domain.sentences.seen import seen
from audit.domain.wording.words import capitalised
from audit.report import findings_frame, to_html, to_junit, to_model_card, to_notebook, to_summary
from audit.report.files.github import workflow_commands
from audit.report.wording.phrases import bounds_text


@cache
def every_comparison() -> AuditResult:
    """Two groups of a hundred under a limit of each comparison: floor, ratio, worst to overall, to a reference."""
    return two_groups(
        *(
            Criterion(
                metric="accuracy",
                features=("age_group",),
                limit=0.9 if comparison.limit_is_minimum else 0.1,
                comparison=comparison,
                reference=reference_of(comparison),
                decide_on=DecideOn.POINT if comparison is Comparison.DIFFERENCE else DecideOn.INTERVAL,
            )
            for comparison in Comparison
        )
    )


def warned() -> AuditResult:
    findings = drawn().findings
    rule = replace(findings[2].criterion, on_inconclusive=OnInconclusive.WARN)
    return replace(drawn(), findings=(*findings[:2], replace(findings[2], criterion=rule)))


def open_gap() -> AuditResult:
    """5 of 5 right against 1 of 5: the gap is proven, its size beside the limit is not."""
    return five_each("gender", {"female": 5, "male": 1})


AUDITS: dict[str, Callable[[], AuditResult]] = {
    "passed, failed and open": drawn,
    "warned": warned,
    "waived": waived,
    "nothing compared": nothing,
    "a gap of open size": open_gap,
    "every comparison": every_comparison,
}


def plain(text: str) -> str:
    """Return a text as it is read: no Markdown escapes, no invisible joiners, white space merged."""
    text = re.sub(r"\\([\\`*_\[\]|~$!:.])", r"\1", html.unescape(text)).replace("\u2060", "")
    return " ".join(text.split())


def on_page(text: str) -> str:
    """Return the text of a page, or of one that stands escaped inside another."""
    text = html.unescape(text) if "srcdoc" in text else text
    return re.sub(r"<[^<>]*>", " ", text)


def test_the_set_holds_every_kind() -> None:
    results = [make() for make in AUDITS.values()]
    effects = {effect for result in results for effect in standings(result.findings)}
    assert effects == set(GateEffect)
    findings = [finding for result in results for finding in result.findings]
    assert {finding.verdict for finding in findings} == set(Verdict)
    assert {finding.criterion.comparison for finding in findings} == set(Comparison)
    assert any(not finding.assessed for finding in findings)
    assert any("There is a gap" in finding_sentence(finding) for finding in findings)


@pytest.mark.parametrize("name", AUDITS)
def test_every_channel_carries_the_sentence_of_every_finding(name: str, capsys: pytest.CaptureFixture) -> None:
    result = AUDITS[name]()
    show(result)
    channels = {
        "terminal": capsys.readouterr().out,
        "page": on_page(to_html(result)),
        "notebook": on_page(to_notebook(result)),
        "Markdown": to_summary(result),
        "model card": to_model_card(result),
        "DataFrame": "\n".join(findings_frame(result)["reason"]),
        "repr of a finding": "\n".join(map(repr, result.findings)),
    }
    said = {channel: plain(text) for channel, text in channels.items()}
    for finding in result.findings:
        sentence = plain(finding_sentence(finding))
        lacking = [channel for channel, text in said.items() if sentence not in text]
        assert set(lacking) <= {"notebook", "Markdown"}  # their rows have a column for what the bounds prove
        if lacking:
            disparity = finding.disparity
            assert all(plain(capitalised(seen(disparity))) in said[channel] for channel in lacking)
            bounds = plain(bounds_text(disparity.comparison, disparity.bounds))
            assert all(bounds in said[channel] for channel in lacking)


@pytest.mark.parametrize("name", AUDITS)
def test_test_reports_and_annotations_carry_it_of_every_finding_that_is_not_kept(name: str) -> None:
    result = AUDITS[name]()
    junit = plain("\n".join(ET.fromstring(to_junit(result)).itertext()))
    annotations = plain("\n".join(workflow_commands(result)).replace("%25", "%"))
    for finding, effect in zip(result.findings, standings(result.findings), strict=True):
        sentence = plain(finding_sentence(finding))
        assert (sentence in junit) is (effect is not GateEffect.KEPT)
        assert (sentence in annotations) is (effect is not GateEffect.KEPT)


@pytest.mark.parametrize("name", AUDITS)
def test_every_channel_carries_the_sentence_of_the_verdict(name: str, capsys: pytest.CaptureFixture) -> None:
    result = AUDITS[name]()
    show(result)
    channels = {
        "terminal": capsys.readouterr().out,
        "page": on_page(to_html(result)),
        "notebook": on_page(to_notebook(result)),
        "Markdown": to_summary(result),
        "model card": to_model_card(result),
        "repr": repr(Audit(result=result)),
        "JUnit": "\n".join(ET.fromstring(to_junit(result)).itertext()),
        "annotation": "\n".join(workflow_commands(result)),
    }
    wanted = result.decision.sentence[1:]  # the first letter is a capital where it begins a sentence
    assert [channel for channel, text in channels.items() if wanted not in plain(text)] == []
