"""What a notebook has, labels and answers and groups in arrays, as a Cohort and Predictions.

The arrays become the tables that `manifest.csv` and a predictions table would have made, and are read by the same code:
spellings merge, a missing group is `unknown`, and what is wrong is said in the same sentences.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.domain.cohort.choices import ReadingChoices
from audit.domain.cohort.emotions import match
from audit.domain.cohort.groups import spelling_key
from audit.domain.cohort.predictions import Outcome, Predictions
from audit.domain.wording.words import counted
from audit.errors import InputError, UsageError, one_of
from audit.load.emotions import expected
from audit.load.in_memory.cells import coded_cells, number_cells, text_cells
from audit.load.in_memory.frames import NamedColumns, columns_of
from audit.load.manifest.manifest import cohort_of_table
from audit.load.predictions.predictions import predictions_of_table
from audit.load.tables.column_names import IMAGE, OUTCOME, PREDICTED, PROBABILITY, SUBJECT, is_reserved
from audit.load.tables.spellings import Encoded
from audit.load.tables.table import Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.cohort.cohort import Cohort
    from audit.domain.cohort.labels import LabelSet

    Cells = list[str] | tuple[str, ...] | Encoded | NDArray[np.float64]

_LABEL = "label"
_NO_ANSWER = Outcome.NO_ANSWER.value
_AS_SHOWN = ReadingChoices()


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenPredictions:
    """Predictions that were given in arrays, and the SHA-256 of their cells."""

    predictions: Predictions
    sha256: str


def cohort_from_arrays(
    y_true: object,
    sensitive_features: object,
    *,
    labels: LabelSet | None = None,
    subjects: object = None,
    images: object = None,
    name: str = "cohort",
    choices: ReadingChoices = _AS_SHOWN,
) -> Cohort:
    """Return the cohort of n pictures that arrays describe.

    Parameters
    ----------
    y_true
        The labelled emotion of each picture: names, or numbers where `labels` gives their order; shape (n,).
    sensitive_features
        What makes the groups: a frame, a dictionary of columns, a Series, a list; as `columns_of`. None for none.
    labels
        The emotions in the order of the numbers; None = those that occur.
    subjects
        The person in each picture, shape (n,); None = each picture shows another person.
    images
        A name for each picture, shape (n,); None = its position, counted from 0.
    name
        What the cohort is called.
    choices
        How words and numbers are to be read.

    Raises
    ------
    FaultyInput
        With every fault of the values.
    InputError
        When the arrays are empty, not of equal length, or no arrays.
    """
    truth = coded_cells(y_true, "y_true")
    if not len(truth.codes):
        raise InputError("y_true is empty; an audit needs at least one picture")
    features = _features(sensitive_features)
    columns: dict[str, Cells] = {IMAGE: _images(images, len(truth.codes)), _LABEL: truth}
    if subjects is not None:
        columns[SUBJECT] = coded_cells(subjects, "subjects")
    columns |= {
        feature: coded_cells(values, f"sensitive_features['{feature}']")
        for feature, values in zip(features.names, features.columns, strict=True)
    }
    known_as = {IMAGE: "images", _LABEL: "y_true", SUBJECT: "subjects"}
    known_as |= {feature: f"sensitive_features['{feature}']" for feature in features.names}
    table = _table(columns, known_as, len(truth.codes))
    return cohort_of_table(table, name, labels=labels, named=features.names, choices=choices)


def predictions_from_arrays(
    cohort: Cohort,
    y_pred: object = None,
    probabilities: object = None,
    *,
    labels: LabelSet | None = None,
    choices: ReadingChoices = _AS_SHOWN,
) -> GivenPredictions:
    """Return what a classifier said about each picture of a cohort, given in arrays.

    Parameters
    ----------
    cohort
        The n pictures, in the same order.
    y_pred
        The predicted emotion of each, as `y_true`, missing (None, NaN) where there is no answer; None = the most
        probable one.
    probabilities
        Of each emotion, together 1: a frame or dictionary with a column for each emotion (`happy` or `p_happy`), or a
        matrix of shape (n, k) whose columns are in the order of `labels`; None = only the decision is known.
    labels
        The emotions of the classifier in its order.
    choices
        What the numbers are, and where codes begin.

    Raises
    ------
    FaultyInput
        With every fault of the values.
    UsageError
        When there is neither a prediction nor a probability, or nothing says which column is which emotion.
    InputError
        When the arrays are not of equal length, or no arrays.
    """
    if y_pred is None and probabilities is None:
        raise UsageError("name what to audit: y_pred, probabilities, or both")
    columns: dict[str, Cells] = {IMAGE: tuple(cohort.images)}
    names = {PREDICTED: "y_pred"}
    if probabilities is not None:
        found = _by_emotion(columns_of(probabilities, "probabilities"), labels or cohort.labels, labels)
        names |= {f"{PROBABILITY}{emotion}": f"probabilities['{emotion}']" for emotion in found}
        columns |= {f"{PROBABILITY}{e}": number_cells(values, f"probabilities['{e}']") for e, values in found.items()}
    if y_pred is not None:
        columns[PREDICTED] = coded_cells(y_pred, "y_pred")
    table = _table(columns | _without_an_answer(columns), names, len(cohort))
    predictions = predictions_of_table(table, cohort, labels=labels, one_table=True, choices=choices)
    return GivenPredictions(predictions=predictions, sha256=table.sha256)


def _without_an_answer(columns: dict[str, Cells]) -> dict[str, Cells]:
    """Return a column that says which pictures got no answer: those of which every cell is missing; none if all did."""
    said = [cells for name, cells in columns.items() if name != IMAGE]
    if len(set(map(_rows, columns.values()))) > 1:
        return {}  # they are refused, and with the name of what is shorter
    missing = np.logical_and.reduce([_missing(cells) for cells in said])
    return {OUTCOME: [_NO_ANSWER if gone else "" for gone in missing.tolist()]} if missing.any() else {}


def _missing(cells: Cells) -> NDArray[np.bool_]:
    if isinstance(cells, np.ndarray):
        return np.asarray(np.isnan(cells))
    if isinstance(cells, Encoded):
        return np.asarray(np.array([not cell.strip() for cell in cells.cells], np.bool_)[cells.codes])
    return np.array([not cell.strip() for cell in cells], np.bool_)


def _rows(cells: Cells) -> int:
    return len(cells.codes if isinstance(cells, Encoded) else cells)


def _features(given: object) -> NamedColumns:
    if given is None:
        return NamedColumns(names=(), columns=())
    found = columns_of(given, "sensitive_features")
    for name in found.names:
        if is_reserved(spelling_key(name)):
            raise UsageError(f"sensitive_features: '{name}' is a name with a meaning of its own; rename the column")
    return found


def _images(given: object, n: int) -> list[str]:
    return list(map(str, range(n))) if given is None else text_cells(given, "images")


def _by_emotion(named_columns: NamedColumns, known: LabelSet, given: LabelSet | None) -> dict[str, Any]:
    """Return the column of each emotion; a matrix has them in the order that was given, and in no other."""
    if not named_columns.named:
        if given is None:
            raise UsageError(
                "probabilities has no names of columns, so nothing says which is of which emotion; give labels=[…] in "
                "the order of the columns, or a frame with a column for each emotion"
            )
        if len(named_columns.columns) != len(given):
            expected_of = f"there are {len(given)} labels: {', '.join(given.emotions)}"
            raise InputError(f"probabilities has {counted(len(named_columns.columns), 'column')}, and {expected_of}")
        return dict(zip(given.emotions, named_columns.columns, strict=True))
    emotions = [name.removeprefix(PROBABILITY) for name in named_columns.names]
    for emotion in given.emotions if given else known.emotions:
        if match(emotion, emotions) is None:
            raise InputError(
                f"probabilities has no column for the label '{emotion}'; {one_of(emotion, named_columns.names)}"
            )
    for emotion in emotions if given else ():
        if match(emotion, known.emotions) is None:
            raise InputError(f"probabilities has a column '{emotion}', no label; {expected(emotion, known.emotions)}")
    return dict(zip(emotions, named_columns.columns, strict=True))


def _table(columns: dict[str, Cells], known_as: dict[str, str], n: int) -> Table:
    """Return columns as a table; raises InputError where one is longer or shorter than the n pictures are many."""
    for name, cells in columns.items():
        if _rows(cells) != n:
            found, pictures = counted(_rows(cells), "value"), counted(n, "picture")
            raise InputError(f"{known_as[name]} has {found} for {pictures}; give one for each, in order")
    return Table(
        path=None,
        header=tuple(columns),
        columns=tuple(columns.values()),
        lines=range(n),
        sha256=_sha256(columns),
        names=known_as,
    )


def _sha256(columns: dict[str, Cells]) -> str:
    digest = hashlib.sha256()
    for name, cells in columns.items():
        data = cells.tobytes() if isinstance(cells, np.ndarray) else _written(cells).encode("utf-8", "surrogatepass")
        digest.update(repr((name, len(data))).encode("utf-8", "surrogatepass") + data)
    return digest.hexdigest()


def _written(cells: list[str] | tuple[str, ...] | Encoded) -> str:
    """Return the list of the cells as Python writes it."""
    if not isinstance(cells, Encoded):
        return repr(list(cells))
    different = np.array([repr(cell) for cell in cells.cells], object)
    return f"[{', '.join(different[cells.codes].tolist())}]"
