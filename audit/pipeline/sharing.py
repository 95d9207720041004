"""The copy of an audit that may be published: what is kept of it, and what is taken out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from audit.domain.cohort.predictions import OUTCOMES
from audit.domain.decision.findings import decide
from audit.domain.results.shared import (
    OutcomeCount,
    SharedAnswer,
    SharedAudit,
    SharedFinding,
    SharedRate,
)
from audit.domain.wording.words import counted, number
from audit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.domain.cohort.groups import Group
    from audit.domain.decision.findings import Finding
    from audit.domain.results.result import AuditResult, Source

FEWEST = 10
"""People that a published rate rests on at least, where nobody says otherwise."""

_FOLDERS = re.compile(r"\S*[/\\](?=\S)")

_ALWAYS_OUT = (
    "every row, picture and path, the command line, and what each person's pictures were answered as",
    "owners and reasons of waivers, and the sentences on what was read otherwise than written (they are counted here)",
)


def fit_to_publish(result: AuditResult, fewest: int = FEWEST) -> SharedAudit:
    """Return the part of an audit that tells nothing of few people.

    Parameters
    ----------
    result
        The audit.
    fewest
        The fewest people (pictures, where every picture shows another person) that a published rate rests on.

    Raises
    ------
    UsageError
        When the number is below 2, or the whole audit holds fewer.
    """
    from audit.measure.disclosure.rates import published_rates
    from audit.report import answers

    if fewest < 2:  # noqa: PLR2004 - one person is never a crowd
        raise UsageError(f"a published rate rests on at least 2 people, found {fewest}")
    rates = published_rates(result.counted, _crossed(result), fewest)
    if rates[0].rate is None:
        raise UsageError(f"the audit counts fewer than {number(fewest)} people; nothing of it can be published so")
    findings = tuple(_shared(finding, rates, fewest) for finding in result.findings)
    return SharedAudit(
        model=_without_folders(result.provenance.model),
        cohort=_without_folders(result.provenance.cohort),
        created=result.provenance.created,
        verdict=result.decision.verdict,
        sentence=_sentence(result),
        answers=tuple(SharedAnswer(question=a.question, status=a.status) for a in answers(result)),
        findings=findings,
        rates=rates,
        outcomes=tuple(OutcomeCount(outcome=o, rows=result.coverage.of(o)) for o in OUTCOMES if result.coverage.of(o)),
        reading=result.told.by_treatment,
        fewest=fewest,
        taken_out=tuple(_taken_out(result, findings, rates, fewest)),
    )


def _without_folders(source: Source) -> Source:
    """Return a source whose title names files without the folders they lie in."""
    return replace(source, title=_FOLDERS.sub("", source.title))


def _crossed(result: AuditResult) -> tuple[tuple[str, ...], ...]:
    """Return the features of each intersection that the audit has rates of, in the order of the counts."""
    order = [feature.name for feature in result.features]
    found = {tuple(sorted((name for name, _ in e.group.pairs), key=order.index)) for e in result.estimates if e.group}
    return tuple(sorted(names for names in found if len(names) > 1))


def _sentence(result: AuditResult) -> str:
    """Return the sentence of the verdict, without the remarks that hold it open: they may quote rows."""
    sentence = decide(result.findings).sentence
    if result.series is not None:
        sentence = f"{sentence}; {result.series.sentence}"
    doubts = len(result.told.blocking)
    if not doubts:
        return sentence
    return f"{counted(doubts, 'remark')} on how the data were read kept the gate shut; as they were read: {sentence}"


def _shared(finding: Finding, rates: tuple[SharedRate, ...], fewest: int) -> SharedFinding:
    disparity = finding.disparity
    shown = _told_by(finding, rates, fewest)
    return SharedFinding(
        code=finding.code,
        verdict=finding.verdict,
        comparison=finding.criterion.comparison,
        limit=finding.criterion.limit,
        waived_until=finding.waived.waiver.expires if finding.waived is not None and finding.accepted else "",
        value=disparity.value if shown else None,
        bounds=disparity.bounds if shown and _every_group_is_told(finding, rates) else None,
        lowest=disparity.lowest if shown else None,
        highest=disparity.highest if shown else None,
    )


def _told_by(finding: Finding, rates: tuple[SharedRate, ...], fewest: int) -> bool:
    """Whether a disparity rests on groups that are published, and on pictures enough of each."""
    disparity = finding.disparity
    emotion = disparity.deciding.emotion
    published = {(r.group, r.emotion) for r in rates if r.rate is not None}
    support = {e.group: e.support for e in disparity.estimates}
    ends: tuple[Group | None, ...] = (disparity.lowest, disparity.highest)
    return disparity.value is not None and all(
        group is not None and {(group, None), (group, emotion)} <= published and support.get(group, 0) >= fewest
        for group in ends
    )


def _every_group_is_told(finding: Finding, rates: tuple[SharedRate, ...]) -> bool:
    """Whether all groups that the bounds of a disparity rest on are published."""
    published = {rate.group for rate in rates if rate.rate is not None and rate.emotion is None}
    return {estimate.group for estimate in finding.disparity.estimates} <= published


def _taken_out(
    result: AuditResult, findings: tuple[SharedFinding, ...], rates: tuple[SharedRate, ...], fewest: int
) -> Iterator[str]:
    """Yield what the copy lacks, a sentence each."""
    gone = sum(r.rate is None for r in rates)
    if gone:
        why = f"fewer than {number(fewest)} people stand behind them, or they would give such a rate away"
        yield f"{number(gone)} of {counted(len(rates), 'rate')}: {why}"
    values = sum(f.value is None for f in findings) - sum(not f.assessed for f in result.findings)
    if values:
        of = counted(len(findings), "limit")
        yield f"the values of {number(values)} of {of}: they rest on a rate that was taken out, or on too few pictures"
    yield from _ALWAYS_OUT
