"""Audits of small tables under a gate whose self-test is tried."""

from __future__ import annotations

from dataclasses import replace

from builders import cohort_of, count_table, predictions_of

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.policy import Policy
from audit.domain.results.result import AuditResult, Source
from audit.domain.results.selftest import SelfTest, Trial, WorldKind
from audit.pipeline import Scored, run_audit, self_test

SOURCE = Source(id="made", title="made", sha256=None)
ROWS = [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.6, 0.4]]


def result_of(cells: dict[str, list[list[int]]]) -> AuditResult:
    """Return an audit with these counts; nothing else of it is used."""
    policy = Policy(title="none", criteria=())
    scored = Scored(
        answered=AnsweredCohort.as_counted(cohort_of([0, 0, 1, 1], [0, 1, 0, 1]), predictions_of(ROWS)), source=SOURCE
    )
    return replace(run_audit(scored, policy, "test"), counts=count_table(cells))


def limit(metric: str = "accuracy", **fields) -> Criterion:
    return Criterion(metric=metric, features=("group",), **{"limit": 0.1, **fields})


def tried(cells: dict[str, list[list[int]]], *criteria: Criterion, **settings) -> SelfTest:
    policy = Policy(title="made", criteria=criteria)
    return self_test(result_of(cells), policy, **{"repeats": 60, **settings})


def trial_of(found: SelfTest, kind: WorldKind, place: int = 0) -> Trial:
    trial = found.tests[place].of(kind)
    assert trial is not None
    return trial


def matrix(images: int, rate: float, happy: float = 0.5) -> list[list[int]]:
    """Return a confusion matrix with this success rate for either emotion."""
    rows = [round(images * happy), round(images * (1 - happy))]
    right = [round(n * rate) for n in rows]
    return [[right[0], rows[0] - right[0]], [rows[1] - right[1], right[1]]]


MANY = {"a": matrix(4000, 0.8), "b": matrix(4000, 0.8), "c": matrix(4000, 0.8)}
FEW = {"a": matrix(5, 0.8, 0.4), "b": matrix(5, 0.8, 0.4), "c": matrix(5, 0.8, 0.4)}
UNEVEN = {"a": matrix(400, 0.9, 0.8), "b": matrix(60, 0.5, 0.3), "c": matrix(120, 0.7, 0.5)}
