"""The rows of an audit in the groups and emotions of its series."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import cohort_of, predictions_of

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Outcome
from audit.domain.decision.policy import one_limit_per_feature
from audit.domain.results.result import Source
from audit.errors import InputError
from audit.pipeline import Scored
from audit.pipeline.series.rows import series_rows

POLICY = one_limit_per_feature((("group",),), min_support=1)
ROWS = [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.6, 0.4]]
ALL = np.ones(4, np.bool_)


def rows_of(cohort, predictions=None):
    given = predictions_of(ROWS) if predictions is None else predictions
    source = Source(id="made", title="made", sha256=None)
    return series_rows(Scored(answered=AnsweredCohort.as_counted(cohort, given), source=source), POLICY, "salt")


COHORT = cohort_of([0, 0, 1, 1], [0, 1, 1, 1])


def test_the_first_rows_keep_their_own_groups_and_emotions() -> None:
    found = rows_of(COHORT).among(None, ALL)
    assert found.features == COHORT.features
    assert found.asked.labels.emotions[:3] == ("happy", "sad", "missing file")
    assert [each.confusion.cells[:2, :2].tolist() for each in found.asked.by(("group",))] == [
        [[1, 0], [0, 0]],
        [[1, 0], [1, 1]],
    ]
    assert found.people is None


def test_groups_and_emotions_in_another_order_are_those_of_the_series() -> None:
    series = rows_of(COHORT).among(None, ALL).asked
    labels = LabelSet(emotions=("sad", "happy"))
    turned = cohort_of([1, 1, 0, 0], [1, 0, 0, 0], groups=("B", "A"), labels=labels)
    answers = predictions_of([row[::-1] for row in ROWS], labels=labels)
    found = rows_of(turned, answers).among(series, ALL).asked
    assert (found.features, found.labels) == (series.features, series.labels)
    assert found.cells.same_as(series.cells)


def test_fresh_rows_alone_are_counted() -> None:
    found = rows_of(COHORT).among(None, np.array([True, False, False, True]))
    assert found.asked.cells.total == len(found.seen) == 2


def test_rows_nobody_was_asked_about_are_not_kept() -> None:
    left = predictions_of(ROWS).leaving_out(np.array([True, False, False, False]), Outcome.LEFT_OUT)
    assert rows_of(COHORT, left).rows.tolist() == [1, 2, 3]


def test_a_row_without_an_answer_is_kept_as_such() -> None:
    unread = predictions_of(ROWS).leaving_out(np.array([True, False, False, False]), Outcome.MISSING_FILE)
    assert rows_of(COHORT, unread).among(None, ALL).asked.overall().cells[0, 2] == 1


def test_people_are_known_by_name_and_without_one_by_their_picture() -> None:
    named = replace(COHORT, subjects=np.array([0, 1, 0, 2]), people_named=(" Ada", "Bob"))
    again = replace(COHORT, subjects=np.array([1, 0, 1, 2]), people_named=("bob", "ada"))
    first, second = rows_of(named).people, rows_of(again).people
    assert first.tolist() == second.tolist()
    assert len(set(first.tolist())) == 3


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"features": (SensitiveFeature(name="group", groups=("a", "c")),)}, "no group 'c' of group, but a, b"),
    ],
)
def test_groups_that_the_series_does_not_have_are_refused(change, told: str) -> None:
    series = rows_of(COHORT).among(None, ALL).asked
    with pytest.raises(InputError, match=told):
        rows_of(replace(COHORT, **change)).among(series, ALL)


def test_emotions_that_the_series_does_not_have_are_refused() -> None:
    series = rows_of(COHORT).among(None, ALL).asked
    other = LabelSet(emotions=("happy", "angry"))
    cohort = cohort_of([0, 0, 1, 1], [0, 1, 1, 1], labels=other)
    with pytest.raises(InputError, match="about the emotions happy, sad, this audit about happy, angry"):
        rows_of(cohort, predictions_of(ROWS, labels=other)).among(series, ALL)
