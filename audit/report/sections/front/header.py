"""Header: what was audited, on whom, when, and the verdict in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audit.domain.counts.told import CountsTold
from audit.domain.decision.findings import Verdict, WaiverState
from audit.domain.wording.words import UNDEFINED, counted, number, sentence, shown
from audit.exit_status import ExitStatus
from audit.report.views import VERDICTS, WAIVERS, Fact, Sign
from audit.report.wording.reading import reading_lines

if TYPE_CHECKING:
    from audit.domain.results.result import AuditResult, Source

HASH_SHOWN = 12
"""Digits of a SHA-256 on page one; the method section has all 64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The head of the page.

    Attributes
    ----------
    title
        Of the page and its one main heading.
    verdict
        Its sign.
    sentence
        The verdict in words.
    exit_status
        What this does to a build that has the audit for a gate, in words.
    facts
        Model, cohort, date.
    reading
        What was not counted or read otherwise than written, a sentence each.
    """

    title: str
    verdict: Sign
    sentence: str
    exit_status: str
    facts: tuple[Fact, ...]
    reading: tuple[str, ...]


def view(result: AuditResult) -> Header:
    """Return the header of an audit."""
    decision, provenance = result.decision, result.provenance
    scored = result.counts.overall().total
    return Header(
        title=sentence(f"{_title(provenance.model)} on {_title(provenance.cohort)}").removesuffix("."),
        verdict=_sign(result),
        sentence=sentence(decision.sentence),
        exit_status=_gate(decision.exit_status),
        facts=(
            _identity("Model", provenance.model),
            _identity("Cohort", provenance.cohort),
            Fact(term="Pictures", text=f"{number(scored)} scored", note=_rows(result)),
            _made(result),
        ),
        reading=reading_lines(result),
    )


def _gate(status: ExitStatus) -> str:
    does = "lets the model through" if status is ExitStatus.PASSED else "stops the model"
    return f"As a gate in a build this audit {does}: exit status {int(status)}."


def _sign(result: AuditResult) -> Sign:
    """Return the sign of the verdict; a pass that waivers made possible does not look like one on evidence alone."""
    verdict = result.decision.verdict
    if verdict is Verdict.PASS and any(finding.accepted for finding in result.findings):
        return replace(WAIVERS[WaiverState.HOLDS], word=f"{VERDICTS[verdict].word}, with waivers")
    return VERDICTS[verdict]


def _title(source: Source) -> str:
    return shown(source.title or source.id)


def _identity(term: str, source: Source) -> Fact:
    digest = f"SHA-256 {source.sha256[:HASH_SHOWN]}…" if source.sha256 else "no file to hash"
    return Fact(term=term, text=shown(source.id), note=digest, title=source.sha256 or "")


def _rows(result: AuditResult) -> str:
    if result.counts.told is not CountsTold.PICTURES:
        return "counted in the table"
    return f"of {counted(result.coverage.rows, 'row')} of the manifest"


def _made(result: AuditResult) -> Fact:
    own = next((v.version for v in result.provenance.versions if v.package == "emotion-audit"), UNDEFINED)
    when = shown(result.provenance.created).replace("T", " ").removesuffix("+00:00").removesuffix("Z")
    return Fact(term="Made", text=f"{when} UTC", note=f"emotion-audit {own}")
