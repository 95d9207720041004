"""A published table of counts measured and judged: the audit that its numbers support, and what they cannot tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.answers.coverage import Coverage
from audit.domain.cohort.predictions import OUTCOMES, Outcome
from audit.domain.cohort.reading import Reading
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counted import Counted
from audit.domain.results.result import AuditResult, Source
from audit.pipeline.stages.judging import judged_alone, refuse_alone
from audit.pipeline.stages.provenance import provenance_of

if TYPE_CHECKING:
    from pathlib import Path

    from audit.domain.counts.counts import CountTable
    from audit.domain.decision.limits import Limits
    from audit.domain.decision.policy import Policy
    from audit.load import CountsOfTable


def audit_counts(
    path: Path, limits: Limits, command: str, *, name: str = "", order_confirmed: bool = False
) -> AuditResult:
    """Return the audit of what a table of counts holds.

    Parameters
    ----------
    path
        The table; see `audit.load.load_counts`.
    limits
        The rules.
    command
        The command line, for the report.
    name
        What the classifier is called; empty: the table's name.
    order_confirmed
        Whether answers and labels belong together as they stand, though another order fits far better, or none.

    Raises
    ------
    AuditError
        When something is wrong with the table, or a limit is for what it does not tell.
    """
    from audit.load import load_counts

    given = load_counts(path)
    policy = limits.policy_for(given.counts.features)
    refuse_alone(policy)
    return judged_alone(_measured(given, policy, command, name, order_confirmed=order_confirmed))


def _measured(given: CountsOfTable, policy: Policy, command: str, name: str, *, order_confirmed: bool) -> AuditResult:
    from audit.measure import baseline, doubted_answers, estimates, label_mix, screening

    counts, counted = given.counts, Counted(table=given.counts)
    doubts = doubted_answers(counts, confirmed=order_confirmed) if counts.told.answers else ()
    model = Source(id=name or given.id, title=name or f"{given.id}, a table of counts", sha256=None)
    cohort = Source(id="counts", title=f"the pictures counted in {given.id}", sha256=given.sha256)
    return AuditResult(
        provenance=provenance_of(model, cohort, (), command),
        policy=policy,
        labels=counts.labels,
        features=counts.features,
        coverage=_all_scored(counts),
        counts=counts,
        baseline=baseline(counts),
        estimates=estimates(counted, policy.confidence, policy.intersections),
        mixed=None,
        findings=(),
        screening=screening(counted, policy),
        label_mix=label_mix(counts, policy),
        reading=Reading.of(*doubts) + given.reading,
    )


def _all_scored(counts: CountTable) -> Coverage:
    """Return the ledger of counts in which every picture got an answer: of others such a table knows nothing."""
    cells, scored = counts.cells, OUTCOMES.index(Outcome.SCORED)
    keys = cells.keys[:, :-1].copy()
    keys[:, -1] = scored
    return Coverage(
        features=counts.features,
        cells=CellTable(shape=(*cells.shape[:-2], len(OUTCOMES)), keys=keys, counts=cells.counts),
    )
