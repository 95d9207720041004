"""A scored cohort measured: counts, rates, what is seen beside them; then judged by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from audit.domain.cohort.reading import Reading, Remark
from audit.domain.results.result import AuditResult
from audit.pipeline.stages.judging import judged_alone, refuse_alone
from audit.pipeline.stages.provenance import finder_of_audit, provenance_of, source_of

if TYPE_CHECKING:
    from audit.domain.answers.coverage import Coverage
    from audit.domain.counts.people import PeopleTable
    from audit.domain.decision.policy import Policy
    from audit.pipeline.stages.scoring import Scored


def run_audit(scored: Scored, policy: Policy, command: str, *, order_confirmed: bool = False) -> AuditResult:
    """Return the audit of a scored cohort under a policy.

    Parameters
    ----------
    scored
        Cohort and predictions.
    policy
        Rules set beforehand.
    command
        The command line, for the report.
    order_confirmed
        Whether somebody vouches for the order of the emotions, and that answers and labels belong together.

    Raises
    ------
    AuditError
        When the policy names a feature or emotion that is not there, or is that of a series; when labels do not fit the
        classifier.
    """
    refuse_alone(policy)
    return judged_alone(measured(scored, policy, command, order_confirmed=order_confirmed))


def measured(scored: Scored, policy: Policy, command: str, *, order_confirmed: bool = False) -> AuditResult:
    """Return everything of an audit but its findings; see `run_audit`."""
    from audit.measure import (
        baseline,
        doubted_answers,
        estimates,
        face_misses,
        face_overlaps,
        label_mix,
        mixed_emotions,
        representation,
        screening,
        summarise,
        unknown_groups,
    )

    answered, cohort = scored.answered, scored.cohort
    summary = summarise(answered) if scored.summary is None else scored.summary
    counted, asked, coverage = summary.counted, summary.asked, summary.coverage
    counts = counted.table
    whence = provenance_of(scored.source, source_of(cohort), scored.packages, command)
    doubts = doubted_answers(counts, confirmed=order_confirmed)
    return AuditResult(
        provenance=replace(whence, finder=finder_of_audit(scored.contract, cohort)),
        policy=policy,
        labels=answered.labels,
        features=cohort.features,
        coverage=coverage,
        counts=counts,
        baseline=baseline(counts),
        estimates=estimates(counted, policy.confidence, policy.intersections),
        mixed=mixed_emotions(
            answered,
            confidence=policy.confidence,
            seed=policy.seed,
            temperature=scored.temperature,
            summary=summary,
        ),
        findings=(),
        notes=(*scored.notes, *_dependence(counted.people), *unknown_groups(answered, counts)),
        people=counted.people,
        screening=screening(counted, policy),
        representation=representation(cohort),
        label_mix=label_mix(counts, policy),
        face_misses=face_misses(summary, policy.confidence),
        face_overlaps=face_overlaps(answered, policy.confidence),
        reading=_reading(scored, coverage, doubts),
        asked=None if asked is None else asked.table,
        asked_people=None if asked is None else asked.people,
    )


def _reading(scored: Scored, coverage: Coverage, doubts: tuple[Remark, ...]) -> Reading:
    return Reading.of(*doubts, *coverage.remarks) + scored.cohort.reading + scored.answered.predictions.reading


def _dependence(people: PeopleTable | None) -> tuple[str, ...]:
    """Say that pictures of one person count for less than pictures of different people."""
    if people is None:
        return ()
    return (
        f"{people.images:,} scored pictures show {people.total:,} people. The bounds and intervals of rates count "
        "pictures of one person for as much less as they are alike; measures against votes resample people",
    )
