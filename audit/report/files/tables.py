"""The predictions table, the first of the two saved cut points: a row for each image."""

from __future__ import annotations

import csv
from importlib.util import find_spec
from typing import TYPE_CHECKING, TextIO

import numpy as np

from audit.domain.cohort.predictions import OUTCOMES
from audit.errors import InputError, MissingExtra, UsageError
from audit.files import whole_file

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from audit.domain.arrays import Codes
    from audit.domain.cohort.cohort import Cohort, PictureList
    from audit.domain.cohort.predictions import Predictions

DECIMALS = 6
"""Decimals of a published probability."""


def write_predictions(cohort: Cohort | PictureList, predictions: Predictions, path: Path) -> None:
    """Write a row for each image: `image` and `p_<emotion>`, or `image` and `predicted` where only that is known.

    Where pictures have several faces, a column `face` says which a row is about, and `x`, `y`, `width` and `height`
    where it is.

    Where some rows were not scored, a column `outcome` says how each ended, and their other cells are empty: read back,
    the table gives the same ledger. Probabilities have six decimals, and the most probable emotion stays the predicted
    one where rounding would tie it with another.

    Image paths are written as they are in the manifest, also those that begin with `=`, `+`, `-` or `@`: this table is
    read by machines that match it to the manifest by path, so a path changed for the sake of spreadsheets would lose
    its row. Import the column as text before opening such a table in a spreadsheet.

    Parameters
    ----------
    cohort
        Whose images they are; a list of pictures without labels will do.
    predictions
        One row for each row of the cohort.
    path
        Ends in `.csv` or `.parquet`.

    Raises
    ------
    UsageError, MissingExtra
        When no such table can be written; see `check_table`.
    InputError
        When the lengths differ, or the predicted emotion of a row is not its most probable one.
    OutputError
        When it cannot be written.
    """
    check_table(path)
    if len(cohort) != len(predictions):
        raise InputError(f"{len(cohort)} images cannot be written with {len(predictions)} predictions")
    columns = _columns(cohort, predictions)
    with whole_file(path) as temporary:
        (_write_csv if path.suffix.lower() == ".csv" else _write_parquet)(columns, temporary)


def check_table(path: Path) -> None:
    """Check that a table of this name can be written, before there is anything to write.

    Raises
    ------
    UsageError
        When its name ends in neither `.csv` nor `.parquet`.
    MissingExtra
        When it is to be Parquet, and pyarrow is not installed.
    """
    ending = path.suffix.lower()
    if ending not in (".csv", ".parquet"):
        raise UsageError(f"{path}: a predictions table ends in .csv or .parquet, found '{path.suffix}'")
    if ending == ".parquet" and find_spec("pyarrow") is None:
        raise MissingExtra(f"{path}: writing Parquet", "parquet")


Column = list[str] | list[str | None] | list[float | None]
"""Cells of one column; None is an empty cell."""


def _columns(cohort: Cohort | PictureList, predictions: Predictions) -> dict[str, Column]:
    scored, columns = predictions.scored, dict[str, Column](image=list(cohort.images))
    if cohort.faces is not None:
        columns["face"] = list(cohort.faces)
        columns |= _boxes(cohort)
    if not scored.all():
        columns["outcome"] = [OUTCOMES[code].value for code in predictions.outcomes]
    emotions = predictions.labels.emotions
    if predictions.probabilities is None:
        columns["predicted"] = [emotions[code] if code >= 0 else None for code in predictions.predicted]
        return columns
    published = np.full(predictions.probabilities.shape, np.nan)
    published[scored] = _published(predictions.probabilities[scored], predictions.predicted[scored])
    for emotion, values in zip(emotions, published.T, strict=True):
        columns[f"p_{emotion}"] = [float(value) if known else None for value, known in zip(values, scored, strict=True)]
    return columns


def _boxes(cohort: Cohort | PictureList) -> dict[str, Column]:
    """Return where each face is, which makes a table of several faces a cohort once labels are added."""
    if cohort.boxes is None:
        return {}
    names, given = ("x", "y", "width", "height"), cohort.boxes[:, 2] >= 0
    return {
        name: [str(value) if here else None for value, here in zip(values.tolist(), given, strict=True)]
        for name, values in zip(names, cohort.boxes.T, strict=True)
    }


def _published(probabilities: NDArray[np.float64], predicted: Codes) -> NDArray[np.float64]:
    """Return the probabilities rounded, float64, shape (n, k); a tie made by rounding goes to the predicted emotion."""
    step = 10.0**-DECIMALS
    rounded: NDArray[np.float64] = np.round(probabilities, DECIMALS)
    row = np.arange(len(rounded))
    behind = rounded.max(axis=1, initial=0.0) - rounded[row, predicted]
    if np.any(behind > 1.5 * step):
        raise InputError("a predicted emotion is not the most probable one, so no table of probabilities can hold it")
    tied = np.sum(rounded >= rounded[row, predicted][:, None], axis=1) > 1
    rounded[row[tied], predicted[tied]] += behind[tied] + step
    return np.round(rounded, DECIMALS)


def _write_csv(columns: dict[str, Column], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        _write_rows(columns, file)


def _write_rows(columns: dict[str, Column], file: TextIO) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*([_text(cell) for cell in column] for column in columns.values()), strict=True))


def _text(cell: str | float | None) -> str:
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else f"{cell:.{DECIMALS}f}"


def _write_parquet(columns: dict[str, Column], path: Path) -> None:
    import pyarrow as pa  # noqa: PLC0415 - an extra
    import pyarrow.parquet as pq  # noqa: PLC0415

    pq.write_table(pa.table({name: pa.array(column) for name, column in columns.items()}), path)
