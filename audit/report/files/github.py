"""What GitHub shows of an audit beside a change: annotations, as workflow commands that no name can break out of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.decision.gate import GateEffect, standings
from audit.domain.sentences.naming import criterion_title, limit_text
from audit.domain.wording.words import counted, sentence, shown
from audit.report.wording.reading import reading_lines

if TYPE_CHECKING:
    from audit.domain.decision.findings import Finding
    from audit.domain.results.result import AuditResult

MOST = 10
"""Annotations of one level that GitHub shows of a step; of more, the last one counts the rest."""

STEP_SUMMARY_LIMIT = 1 << 20
"""Bytes of all that a step writes into its summary."""

_IN_DOUBT = "emotion-audit: how the data were read is in doubt"

_LEVELS = {
    GateEffect.EXCEEDED: "error",
    GateEffect.UNDECIDED: "error",
    GateEffect.WARNED: "warning",
    GateEffect.WAIVED: "notice",
}


def workflow_commands(result: AuditResult) -> tuple[str, ...]:
    """Return a workflow command for every finding but those kept, and one for the verdict: lines for stdout.

    With the verdict stands what was read otherwise than written. What shuts the gate is an error, what the policy only
    warns of a warning, what is waived a notice.
    """
    doubts = [command("error", _IN_DOUBT, sentence(shown(remark.sentence))) for remark in result.told.blocking]
    found: dict[str, list[str]] = {"error": doubts, "warning": [], "notice": [_verdict(result)]}
    for finding, standing in zip(result.findings, standings(result.findings), strict=True):
        if standing in _LEVELS:
            level = _LEVELS[standing]
            found[level].append(command(level, _title(finding, standing), sentence(shown(finding.reason))))
    return tuple(line for level, lines in found.items() for line in _at_most(level, lines))


def command(level: str, title: str, message: str) -> str:
    r"""Return one workflow command, its texts escaped as GitHub's own toolkit does.

    >>> command("error", "a, b: c", "50 %\n::warning::x")
    '::error title=a%2C b%3A c::50 %25%0A::warning::x'
    """
    return f"::{level} title={_property(title)}::{_data(message)}"


def _verdict(result: AuditResult) -> str:
    decision = result.decision
    text = " ".join((sentence(shown(decision.sentence)), *reading_lines(result)))
    return command("notice", f"emotion-audit: {decision.verdict.value}", text)


def _title(finding: Finding, standing: GateEffect) -> str:
    waived = ", waived" if standing is GateEffect.WAIVED else ""
    criterion = finding.criterion
    return f"{finding.verdict.value}{waived}: {criterion_title(criterion)}, {limit_text(criterion)}"


def _at_most(level: str, lines: list[str]) -> list[str]:
    left = len(lines) - MOST + 1
    if left <= 1:
        return lines
    rest = command(level, "emotion-audit", f"{counted(left, 'more limit')} like these in the report.")
    return [*lines[: MOST - 1], rest]


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
