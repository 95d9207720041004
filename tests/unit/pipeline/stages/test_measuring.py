"""The stages in order, and what is said of the data they saw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import cohort_of, predictions_of

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Outcome
from audit.domain.decision.monitoring import Monitoring
from audit.domain.decision.policy import one_limit_per_feature
from audit.domain.results.result import Source
from audit.errors import UsageError
from audit.measure import summarise
from audit.pipeline import Scored, rejudge, run_audit
from audit.pipeline.stages.measuring import measured

POLICY = one_limit_per_feature((("group",),), min_support=1)
SOURCE = Source(id="made", title="made", sha256=None)
ROWS = [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.6, 0.4]]


def audited(cohort, rows=ROWS, policy=POLICY):
    return run_audit(
        Scored(answered=AnsweredCohort.as_counted(cohort, predictions_of(rows)), source=SOURCE), policy, "test"
    )


def test_every_part_of_the_result_speaks_of_the_same_images() -> None:
    result = audited(cohort_of([0, 0, 1, 1], [0, 1, 1, 1]))
    assert result.counts.overall().total == result.coverage.of(Outcome.SCORED) == result.mixed.overall.total == 4
    assert [finding.code for finding in result.findings] == ["accuracy/group/difference"]


def test_a_declared_label_outside_the_classifier_is_a_counted_outcome() -> None:
    labels = LabelSet(emotions=("happy", "sad", "contempt"))
    result = audited(cohort_of([0, 0, 1, 2], [0, 1, 1, 1], labels=labels))
    assert result.coverage.of(Outcome.UNKNOWN_LABEL) == 1
    assert result.counts.overall().total == 3


def test_several_pictures_of_one_person_are_said() -> None:
    cohort = replace(cohort_of([0, 0, 1, 1], [0, 1, 1, 1]), subjects=np.array([7, 7, 8, 8]))
    assert "4 scored pictures show 2 people" in audited(cohort).notes[-1]
    assert audited(cohort_of([0, 0, 1, 1], [0, 1, 1, 1])).notes == ()


def test_the_cohort_is_measured_whole_whatever_was_scored_and_survives_another_policy() -> None:
    cohort = cohort_of([0, 0, 1, 1], [0, 1, 1, 1])
    predictions = predictions_of(ROWS).leaving_out(np.array([True, False, False, False]), Outcome.NO_FACE)
    result = run_audit(Scored(answered=AnsweredCohort.as_counted(cohort, predictions), source=SOURCE), POLICY, "test")
    assert result.representation.features[0].images.tolist() == [[1, 0], [1, 2]]
    assert [(miss.rate.numerator, miss.rate.denominator) for miss in result.face_misses] == [(1, 4), (1, 1), (0, 3)]
    assert result.label_mix[0].gap is None, "the only picture of one group has no answer"
    again = rejudge(result, replace(POLICY, include_unknown=True))
    assert again.representation is result.representation
    assert again.face_misses == result.face_misses


def test_nothing_scored_is_inconclusive_and_not_a_pass() -> None:
    predictions = predictions_of(ROWS).leaving_out(np.ones(4, bool), Outcome.MISSING_FILE)
    scored = Scored(
        answered=AnsweredCohort.as_counted(cohort_of([0, 0, 1, 1], [0, 1, 1, 1]), predictions), source=SOURCE
    )
    result = run_audit(scored, POLICY, "test")
    assert result.decision.exit_status == 3
    assert result.baseline.value is None


def swapped():
    """Return the audit of 200 pictures whose answers are always the other emotion."""
    cohort = cohort_of([0, 1] * 100, [0] * 100 + [1] * 100)
    said = predictions_of([[0.1, 0.9], [0.9, 0.1]] * 100)
    return Scored(answered=AnsweredCohort.as_counted(cohort, said), source=SOURCE)


def test_unless_somebody_vouches_for_the_order_of_the_emotions_it_is_doubted() -> None:
    doubted, vouched = run_audit(swapped(), POLICY, "t"), run_audit(swapped(), POLICY, "t", order_confirmed=True)
    assert doubted.decision.exit_status == 3
    assert doubted.reading.remarks[0].sentence.startswith("the order of the emotions is in doubt")
    assert [remark.blocks for remark in vouched.reading if "order of the emotions" in remark.sentence] == [False]
    assert measured(swapped(), POLICY, "t").reading.remarks[0].blocks
    assert measured(swapped(), POLICY, "t").findings == ()


def test_the_rules_of_a_series_are_refused_before_anything_is_measured() -> None:
    with pytest.raises(UsageError, match="is that of a series"):
        run_audit(swapped(), replace(POLICY, monitoring=Monitoring()), "t")


def test_a_result_holds_what_was_asked_of_whom_by_what_and_how() -> None:
    cohort = replace(cohort_of([0, 0, 1, 1], [0, 1, 1, 1]), subjects=np.array([7, 7, 8, 8]))
    answered = AnsweredCohort.as_counted(cohort, predictions_of(ROWS))
    scored = Scored(answered=answered, source=SOURCE, packages=("pytest",), notes=("made of two",))
    result = run_audit(scored, POLICY, "audit run")
    assert (result.provenance.command, result.provenance.model) == ("audit run", SOURCE)
    assert result.provenance.versions[-1].package == "pytest"
    assert result.notes[0] == "made of two"
    assert (result.people.total, result.people.images) == (2, 4)
    assert (result.asked, result.asked_people) == (None, None)
    again = run_audit(replace(scored, summary=summarise(answered)), POLICY, "audit run")
    assert again.counts.cells.same_as(result.counts.cells)
    assert (again.findings, again.estimates) == (result.findings, result.estimates)
    lost = predictions_of(ROWS).leaving_out(np.array([True, False, False, False]), Outcome.NO_FACE)
    some = run_audit(replace(scored, answered=AnsweredCohort.as_counted(cohort, lost)), POLICY, "t")
    assert (some.asked.cells.total, some.asked_people.images, some.counts.cells.total) == (4, 4, 3)
