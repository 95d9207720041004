"""What a result says of itself: its verdict is held open by doubts, and what was not counted is told with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import asked_table, count_table

from audit.domain.answers.coverage import Coverage
from audit.domain.cohort.predictions import OUTCOMES, Outcome
from audit.domain.cohort.reading import Reader, Reading, Remark, Treatment
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counts import CountTable
from audit.domain.counts.people import PeopleTable
from audit.domain.counts.rates import Rate
from audit.domain.decision.choices import Unscored
from audit.domain.decision.findings import Verdict
from audit.domain.decision.policy import Policy
from audit.domain.results.result import AuditResult, Provenance, Source
from audit.errors import InputError
from audit.exit_status import ExitStatus

SOURCE = Source(id="x", title="X", sha256=None)
CELLS = {"a": [[3, 1], [0, 2]], "b": [[2, 0], [1, 3]]}


def result(coverage: dict[Outcome, int], **fields) -> AuditResult:
    """Return a result without findings, whose rows ended so."""
    table = count_table(CELLS)
    keys = np.array([[0, outcome.code] for outcome, n in coverage.items() for _ in range(n)])
    common = {
        "provenance": Provenance(model=SOURCE, cohort=SOURCE, created="2025-01-01", command="run", versions=()),
        "policy": Policy(title="x", criteria=()),
        "counts": table,
        "coverage": Coverage(features=table.features, cells=CellTable.of(keys, (2, len(OUTCOMES)))),
    }
    rest = {"baseline": Rate(numerator=7, denominator=12), "estimates": (), "mixed": None, "findings": ()}
    return AuditResult(labels=table.labels, features=table.features, **common | rest | fields)


SCORED = result({Outcome.SCORED: 12})
# 12 scored rows, and one more of each group that got no answer
LOST = result(
    {Outcome.SCORED: 12, Outcome.NO_FACE: 2},
    asked=asked_table({"a": [[3, 1, 1], [0, 2, 0]], "b": [[2, 0, 0], [1, 3, 1]]}, outcomes=(Outcome.NO_FACE,)),
)


def test_a_result_of_rows_that_were_all_counted_tells_nothing_more() -> None:
    assert SCORED.told == Reading()
    assert SCORED.counted_as_asked is None


def test_rows_that_were_not_counted_are_told_before_what_was_read() -> None:
    remark = Remark(treatment=Treatment.MAPPED, sentence="grey was read as gray", by=Reader.MANIFEST)
    found = replace(LOST, reading=Reading.of(remark)).told
    assert found.sentences == ("2 of 14 rows are not counted: no face found", "grey was read as gray")
    assert LOST.counted_as_asked.table is LOST.asked


def test_what_a_policy_makes_of_rows_without_an_answer_is_told() -> None:
    as_wrong = replace(LOST, policy=Policy(title="x", criteria=(), unscored=Unscored.WRONG))
    (remark,) = (remark for remark in as_wrong.told if remark.by is Reader.POLICY)
    assert remark.sentence.startswith("2 of the rows without an answer count as wrong in every limit")
    assert (remark.treatment, remark.rows) == (Treatment.RESCALED, 2)
    unjudged = replace(LOST, policy=Policy(title="x", criteria=(), judge_scored_rate=False))
    (remark,) = (remark for remark in unjudged.told if remark.by is Reader.POLICY)
    assert remark.sentence == "who got an answer is not judged (judge_scored_rate = false): 2 rows got none"
    assert (remark.treatment, remark.rows) == (Treatment.SET_ASIDE, 2)
    assert not [remark for remark in replace(unjudged, asked=None).told if remark.by is Reader.POLICY]


def test_a_doubt_about_the_reading_keeps_the_gate_shut() -> None:
    doubt = Remark(treatment=Treatment.DOUBTED, sentence="labels look shifted", by=Reader.AUDIT, blocks=True)
    plain, doubted = SCORED.decision, replace(SCORED, reading=Reading.of(doubt)).decision
    assert doubted.exit_status is ExitStatus.INCONCLUSIVE
    assert doubted.verdict is Verdict.INCONCLUSIVE
    assert doubted.sentence == f"labels look shifted. As it was read: {plain.verdict}, {plain.sentence}"
    heeded = replace(SCORED, reading=Reading.of(replace(doubt, blocks=False)))
    assert heeded.decision == plain


def people_of(table: CountTable) -> PeopleTable:
    cells = table.cells
    rows = np.repeat(cells.keys, cells.counts, axis=0)
    return PeopleTable.of(np.arange(len(rows)), rows, cells.shape)


def test_people_of_other_counts_are_refused() -> None:
    assert replace(SCORED, people=people_of(SCORED.counts)).counted.people is not None
    others = people_of(count_table({"a": [[3, 1], [0, 2]], "b": [[2, 0], [1, 2]]}))
    with pytest.raises(InputError, match="person by person are not those that were counted"):
        replace(SCORED, people=others)
