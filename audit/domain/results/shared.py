"""What of an audit is fit to be published: verdicts and rates of large groups, nothing of rows, paths or few people."""

from __future__ import annotations

from dataclasses import dataclass

from audit.domain.cohort.groups import Group
from audit.domain.cohort.predictions import Outcome
from audit.domain.cohort.reading import TreatmentCount
from audit.domain.counts.rates import Rate
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.disparities import Bounds
from audit.domain.decision.findings import Verdict
from audit.domain.results.result import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedRate:
    """How often one group is answered as it is labelled.

    Attributes
    ----------
    group
        The group; None for all pictures.
    emotion
        Of the pictures with this label alone; None for all labels.
    rate
        Right answers of pictures; None where it was taken out.
    """

    group: Group | None
    emotion: str | None
    rate: Rate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFinding:
    """A limit and what came of it.

    Attributes
    ----------
    code, verdict, limit, comparison
        As in the audit.
    waived_until
        Last day of a waiver that holds, without its owner and reason; empty without one.
    value, bounds, lowest, highest
        The disparity and its groups; None where it rests on a group that was taken out, or nothing was compared. The
        bounds rest on every group that was compared, and are None where any of these was taken out.
    """

    code: str
    verdict: Verdict
    comparison: Comparison
    limit: float
    waived_until: str
    value: float | None
    bounds: Bounds | None
    lowest: Group | None
    highest: Group | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeCount:
    """How many rows ended so."""

    outcome: Outcome
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedAnswer:
    """One of the three questions and the word of its answer."""

    question: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedAudit:
    """The copy of an audit that may be published.

    Attributes
    ----------
    model, cohort, created
        What was audited, on whom, when.
    verdict, sentence
        Of the whole audit.
    answers, findings
        The three answers and every limit.
    rates
        Of all pictures and of every group, with and without a label.
    outcomes
        How the rows of the manifest ended.
    reading
        What was read otherwise than written, counted.
    fewest
        The fewest people that a published rate rests on.
    taken_out
        What is missing beside the audit, one sentence each.
    """

    model: Source
    cohort: Source
    created: str
    verdict: Verdict
    sentence: str
    answers: tuple[SharedAnswer, ...]
    findings: tuple[SharedFinding, ...]
    rates: tuple[SharedRate, ...]
    outcomes: tuple[OutcomeCount, ...]
    reading: tuple[TreatmentCount, ...]
    fewest: int
    taken_out: tuple[str, ...]
