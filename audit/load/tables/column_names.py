"""Names of columns that have a meaning of their own; every other column is somebody's to name."""

from __future__ import annotations

IMAGE = "image"
LABEL = "label"
LABEL_CODE = "label_code"
"""The label as a number, to prove the declared order."""

FACE = "face"
"""Which face of its picture a row is about, where a picture has several."""

ANNOTATOR = "annotator"
"""Who gave the label of a row, where a picture has a row for each of several."""

SUBJECT = "subject"
SPLIT = "split"
BOX = ("x", "y", "width", "height")
KEYS = (IMAGE, FACE)
"""What tells rows apart and joins two tables."""

VOTES = "votes_"
VOTES_OUTSIDE = ("unknown", "not_a_face")
"""Annotators' answers that are no emotion: columns `votes_unknown` and `votes_not_a_face`."""

PREDICTED = "predicted"
OUTCOME = "outcome"
PROBABILITY = "p_"
LOGIT = "logit_"
LOGITS = "logits"
"""A column of lists; like `logit_<emotion>` there only where a mapping put it."""

RESERVED = (IMAGE, FACE, LABEL, LABEL_CODE, ANNOTATOR, SUBJECT, *BOX, SPLIT)
"""Columns of a manifest that make no groups, beside the votes."""


_DETECTION = frozenset(
    {"facedetected", "facefound", "hasface", "faceconfidence", "detectionconfidence", "detectionscore"}
)


def is_of_detection(name: str) -> bool:
    """Return whether a column of this name says whether a face was found, as tools write it: 0 or false if not.

    >>> is_of_detection("face_confidence"), is_of_detection("faceDetected"), is_of_detection("face")
    (True, True, False)
    """
    return "".join(filter(str.isalpha, name)).casefold() in _DETECTION


def is_reserved(name: str) -> bool:
    """Return whether a column of this name has a meaning of its own and makes no groups."""
    return name in RESERVED or name.startswith(VOTES)


def is_of_cohort(name: str) -> bool:
    """Return whether a column of this name says something about a picture that no classifier said."""
    return is_reserved(name) and name not in KEYS


def is_of_predictions(name: str) -> bool:
    """Return whether a column of this name holds what a classifier said."""
    return name in (PREDICTED, OUTCOME, LOGITS) or name.startswith((PROBABILITY, LOGIT))


def is_number_of_an_emotion(name: str) -> bool:
    """Return whether a column of this name holds a number for one emotion: its probability, or its logit."""
    return name.startswith((PROBABILITY, LOGIT))
