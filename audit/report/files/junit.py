"""`junit.xml`: every finding as a test case, for whatever reads test reports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from audit.domain.decision.findings import Verdict
from audit.domain.decision.gate import GateEffect, standings
from audit.domain.sentences.naming import criterion_title, limit_text
from audit.domain.wording.words import sentence, shown
from audit.report.sections.front import header
from audit.report.wording.phrases import disparity_text
from audit.report.wording.reading import TITLE, reading_lines

if TYPE_CHECKING:
    from audit.domain.cohort.reading import Remark
    from audit.domain.decision.findings import Finding
    from audit.domain.results.result import AuditResult

_OUTCOMES = {
    GateEffect.EXCEEDED: "failure",
    GateEffect.UNDECIDED: "failure",
    GateEffect.WARNED: "skipped",
    GateEffect.WAIVED: "skipped",
}
_DAY_AND_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}")


def to_junit(result: AuditResult) -> str:
    """Return an audit as JUnit XML: a case for each finding, its class `feature/metric`, its name the finding's code.

    A limit exceeded is a failure. One that the data cannot decide is a failure too where the policy blocks, because the
    gate stays shut and an error would say that the audit broke; where the policy only warns it is skipped, with the
    reason. One that a waiver accepts is skipped, with the waiver. So some case fails exactly when the gate does not
    open: what speaks against the reading itself is a failing case of its own, and an audit without findings has one
    case, which fails with the verdict. What was read otherwise than written stands in `system-out`.

    The document keeps the schema of Jenkins' xUnit plugin (`junit-10.xsd`) and that of Ant. Characters that XML cannot
    hold, or that act, are spelled out in names.
    """
    standing = standings(result.findings)
    cases = [_case(finding, which) for finding, which in zip(result.findings, standing, strict=True)]
    cases = [*(cases or [_without_findings(result)]), *map(_in_doubt, result.told.blocking)]
    failed = sum(case.find("failure") is not None for case in cases)
    counts = {"tests": str(len(cases)), "failures": str(failed), "errors": "0"}
    root = Element("testsuites", {"name": "emotion-audit", "time": "0", **counts})
    suite = SubElement(root, "testsuite", {**_suite(result), **counts, "skipped": str(_skipped(cases))})
    suite.append(_properties(result))
    suite.extend(cases)
    for stream in ("system-out", "system-err"):
        SubElement(suite, stream).text = _told(result) if stream == "system-out" else None
    indent(root)
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite(result: AuditResult) -> dict[str, str]:
    found = _DAY_AND_TIME.match(result.provenance.created)
    when = {"timestamp": found[0]} if found else {}
    names = {"name": header.view(result).title, "package": "emotion-audit", "id": "0", "hostname": "localhost"}
    return {**names, **when, "time": "0"}


def _properties(result: AuditResult) -> Element:
    provenance, decision = result.provenance, result.decision
    known = {
        "model": provenance.model.id,
        "cohort": provenance.cohort.id,
        "policy": result.policy.title,
        "verdict": decision.verdict.value,
        "exit_status": str(int(decision.exit_status)),
        "rows": str(result.coverage.rows),
        "rows_counted": str(result.counts.overall().total),
    }
    properties = Element("properties")
    for name, value in known.items():
        SubElement(properties, "property", name=name, value=shown(value))
    return properties


def _case(finding: Finding, standing: GateEffect) -> Element:
    disparity = finding.disparity
    case = Element(
        "testcase",
        classname=shown(f"{disparity.feature}/{disparity.metric}"),
        name=shown(finding.code),
        time="0",
    )
    if standing in _OUTCOMES:
        outcome = SubElement(case, _OUTCOMES[standing], type=finding.verdict.value, message=_message(finding, standing))
        outcome.text = sentence(shown(finding.reason))
    return case


def _message(finding: Finding, standing: GateEffect) -> str:
    if standing is GateEffect.WAIVED and finding.waived is not None:
        waiver = finding.waived.waiver
        return shown(f"waived until {waiver.expires} by {waiver.owner}: {waiver.reason}")
    found = disparity_text(finding.disparity.comparison, finding.disparity.value)
    return f"{criterion_title(finding.criterion)}: {limit_text(finding.criterion)}, found {found}"


def _without_findings(result: AuditResult) -> Element:
    case = Element("testcase", classname="audit", name="verdict", time="0")
    message = sentence(result.decision.sentence)
    SubElement(case, "failure", type=result.decision.verdict.value, message=message).text = message
    return case


def _in_doubt(remark: Remark) -> Element:
    """Return the case of something that speaks against how the data were read."""
    case = Element("testcase", classname="audit", name="reading", time="0")
    message = sentence(shown(remark.sentence))
    SubElement(case, "failure", type=Verdict.INCONCLUSIVE.value, message=message).text = message
    return case


def _told(result: AuditResult) -> str:
    """Return the verdict, and below it what was not counted or read otherwise than written."""
    lines = reading_lines(result, most=None)
    return "\n".join((sentence(shown(result.decision.sentence)), *((f"{TITLE}:", *lines) if lines else ())))


def _skipped(cases: list[Element]) -> int:
    return sum(case.find("skipped") is not None for case in cases)
