"""Small cohorts and predictions for tests, from the pairs a reader can count on one hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.answers.asked import with_outcomes
from audit.domain.cohort.cohort import Cohort
from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.cohort.predictions import Outcome, Predictions
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counts import CountTable
from audit.domain.decision.comparisons import Comparison, Pairing


def reference_of(comparison: Comparison, group: str = "a") -> str | None:
    """Return the group a criterion has to name with this comparison, or None where it need not name one."""
    return group if comparison.pairing is Pairing.REFERENCE else None


def reference_place(comparison: Comparison, place: int = 0) -> int | None:
    """Return the same as a position."""
    return place if comparison.pairing is Pairing.REFERENCE else None


def count_table(
    cells: dict[str, list[list[int]]], labels: LabelSet = LABEL_SETS["happy-sad"], feature: str = "group"
) -> CountTable:
    """Return the counts of one feature from a confusion matrix per group."""
    stack = np.array(list(cells.values()))
    keys = np.argwhere(stack >= 0)
    k = len(labels)
    table = CellTable(shape=(len(cells), k, k), keys=keys, counts=stack.reshape(-1))
    return CountTable(labels=labels, features=(SensitiveFeature(name=feature, groups=tuple(cells)),), cells=table)


def asked_table(
    cells: dict[str, list[list[int]]],
    labels: LabelSet = LABEL_SETS["happy-sad"],
    outcomes: tuple[Outcome, ...] = (Outcome.NO_PREDICTION,),
) -> CountTable:
    """Return asked counts from a matrix per group: a row per emotion; a column per emotion, then one per outcome."""
    k, names = len(labels), with_outcomes(labels)
    places = [*range(k), *(names.code(outcome.value) for outcome in outcomes)]
    wide = {group: np.zeros((len(names), len(names)), int) for group in cells}
    for group, rows in cells.items():
        wide[group][:k, places] = rows
    return count_table({group: rows.tolist() for group, rows in wide.items()}, names)


def cohort_of(
    y_true: list[int],
    codes: list[int],
    groups: tuple[str, ...] = ("a", "b"),
    labels: LabelSet = LABEL_SETS["happy-sad"],
    votes: list[list[int]] | None = None,
) -> Cohort:
    """Return a cohort with one feature called `group`."""
    return Cohort(
        id="made",
        title="made for a test",
        labels=labels,
        declared=True,
        y_true=np.array(y_true),
        features=(SensitiveFeature(name="group", groups=groups),),
        codes=np.array(codes)[:, None],
        images=tuple(f"{i}.png" for i in range(len(y_true))),
        root=Path(),
        sha256="0" * 64,
        votes=None if votes is None else np.array(votes),
    )


def predictions_of(probabilities: list[list[float]], labels: LabelSet = LABEL_SETS["happy-sad"]) -> Predictions:
    """Return scored predictions from rows of probabilities."""
    rows = np.array(probabilities, float)
    return Predictions(labels=labels, predicted=rows.argmax(axis=1), outcomes=np.zeros(len(rows)), probabilities=rows)


def answered(cohort: Cohort, predictions: Predictions) -> AnsweredCohort:
    """Return a cohort with its answers as they are given."""
    return AnsweredCohort(cohort=cohort, predictions=predictions)
