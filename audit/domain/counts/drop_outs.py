"""The metrics of pictures that dropped out: for each outcome without an answer, the share of rows that ended in it.

With `scored_rate` they sum to 1. A new outcome without an answer is one more entry here.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.domain.cohort.predictions import Outcome
from audit.domain.counts.metric import Direction, Fraction, Metric, OnLabels, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class _DropOut:
    """What is said of rows that ended in one outcome.

    Attributes
    ----------
    name, title
        Of the metric.
    of
        Of the rows, as in a definition: share of the pictures the classifier was asked about …
    clause
        What happens more or less often.
    """

    name: str
    title: str
    of: str
    clause: str


_DROP_OUTS = {
    Outcome.MISSING_FILE: _DropOut(
        name="missing_file_rate",
        title="missing-file rate",
        of="at whose path nothing stands",
        clause="a picture's file is missing",
    ),
    Outcome.UNREADABLE: _DropOut(
        name="unreadable_rate",
        title="unreadable rate",
        of="that are no regular file, may not be read, or are no picture in a known format",
        clause="a picture cannot be read",
    ),
    Outcome.CORRUPT: _DropOut(
        name="corrupt_rate",
        title="corrupt rate",
        of="whose bytes are cut off or broken",
        clause="a picture is cut off or broken",
    ),
    Outcome.TOO_LARGE: _DropOut(
        name="too_large_rate",
        title="too-large rate",
        of="with more bytes, more pixels or a larger face than are decoded",
        clause="a picture or its face is too large",
    ),
    Outcome.TOO_SMALL: _DropOut(
        name="too_small_rate",
        title="too-small rate",
        of="of which a side, or a side of the face, has too few pixels",
        clause="a picture or its face is too small",
    ),
    Outcome.OUTSIDE_COHORT: _DropOut(
        name="outside_cohort_rate",
        title="outside-the-folder rate",
        of="whose path leaves the cohort folder",
        clause="a picture lies outside the cohort folder",
    ),
    Outcome.NO_FACE: _DropOut(
        name="no_face_rate",
        title="no-face rate",
        of="in which no face was found: failures to acquire, in the words of biometrics",
        clause="no face is found",
    ),
    Outcome.NO_PREDICTION: _DropOut(
        name="no_prediction_rate",
        title="no-prediction rate",
        of="for which the table of predictions has no row",
        clause="a picture has no prediction",
    ),
    Outcome.NO_ANSWER: _DropOut(
        name="no_answer_rate",
        title="no-answer rate",
        of="of which a function or service had nothing to say",
        clause="the classifier has nothing to say of a picture",
    ),
    Outcome.FAILED: _DropOut(
        name="failed_rate",
        title="failed rate",
        of="for which asking a function or service failed in every try",
        clause="asking about a picture fails",
    ),
    Outcome.WRONG_FACE: _DropOut(
        name="wrong_face_rate",
        title="wrong-face rate",
        of="in which the face finder took something else for the face than the manifest's face box",
        clause="something else is taken for the face",
    ),
}

UNANSWERED: tuple[Outcome, ...] = tuple(_DROP_OUTS)
"""Outcomes of rows that the classifier was asked about and that got no answer."""


def _metric(outcome: Outcome, of: _DropOut) -> Metric:
    return Metric(
        name=of.name,
        title=of.title,
        definition=f"share of the pictures the classifier was asked about {of.of}",
        formula=f"rows that ended as '{outcome}' / rows whose label the classifier has",
        source="outcome ledger of the audit",
        undefined="no picture the classifier was asked about",
        per_emotion=False,
        words=Words(
            clause=of.clause,
            collected="picture",
            share=f"of all pictures the classifier was asked about, the share that ended as '{outcome}'",
        ),
        direction=Direction.HIGH,
        fraction=Fraction(numerator=lambda of: of.images - of.right, denominator=lambda of: of.images),
        of_rows=True,
        outcome=outcome,
        fairlearn="fairlearn.metrics.selection_rate",
        on_labels=OnLabels.NOT_AT_ALL,
    )


DROP_OUTS: tuple[Metric, ...] = tuple(_metric(outcome, of) for outcome, of in _DROP_OUTS.items())
"""One metric for each such outcome, in their order."""
