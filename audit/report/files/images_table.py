"""The table of images beside `audit.json`: every row of the manifest with what an audit counted of it.

It is a manifest and a predictions table in one; people are numbers. CSV packed by gzip, and Parquet where there are
many rows, which takes a tenth of the time to write and to read.
"""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.domain.arrays import Codes
from audit.domain.cohort.groups import spelling_key
from audit.domain.cohort.predictions import OUTCOMES
from audit.domain.results.image_rows import IMAGES_TABLE, MANY_IMAGES_TABLE
from audit.domain.texts import Texts
from audit.files import whole_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from audit.domain.answers.answered import AnsweredCohort
    from audit.domain.cohort.cohort import Cohort

MANY_ROWS = 100_000
"""Rows from which on the table is Parquet, where pyarrow is installed."""

_OF_IMAGES = ("image", "face", "label", "subject", "outcome", "predicted")
_BEST, _FAST = 9, 1

_PIECE = 1 << 20
"""Rows of Parquet that are written at a time."""


def taken_column(cohort: Cohort) -> str | None:
    """Return the feature whose column of the table of images would have the name of another column, or None."""
    return next((f.name for f in cohort.features if spelling_key(f.name) in _OF_IMAGES), None)


def write_images_table(answered: AnsweredCohort, folder: Path) -> Path:
    """Write every image with its label, person, groups, outcome and predicted emotion, in the order of the manifest.

    The same audit gives the same bytes.

    Parameters
    ----------
    answered
        Whose images they are, as they were counted; none of its features is a `taken_column`.
    folder
        Where to; the file has the name of its kind.

    Raises
    ------
    OutputError
        When the file cannot be written.
    """
    cohort, named = answered.cohort, _named(answered)
    many = len(cohort) >= MANY_ROWS and find_spec("pyarrow") is not None
    path = folder / (MANY_IMAGES_TABLE if many else IMAGES_TABLE)
    with whole_file(path) as place:
        if many:
            _write_parquet(place, cohort, named)
        else:
            place.write_bytes(_packed_csv(cohort, named))
    return path


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """A column of names: codes, shape (n,), −1 for an empty cell, and what they stand for."""

    codes: Codes
    names: tuple[str, ...]


def _named(answered: AnsweredCohort) -> dict[str, _Named]:
    """Return the columns of names but for `label`, which stands before the person, in their order."""
    cohort, predictions = answered.cohort, answered.predictions
    columns = {"label": _Named(codes=cohort.y_true, names=cohort.labels.emotions)}
    for feature, codes in zip(cohort.features, cohort.codes.T, strict=True):
        columns[feature.name] = _Named(codes=codes, names=feature.groups)
    columns["outcome"] = _Named(codes=predictions.outcomes, names=tuple(outcome.value for outcome in OUTCOMES))
    columns["predicted"] = _Named(codes=predictions.predicted, names=predictions.labels.emotions)
    return columns


def _packed_csv(cohort: Cohort, named: dict[str, _Named]) -> bytes:
    columns: dict[str, Sequence[str]] = {"image": cohort.images}
    if cohort.faces is not None:
        columns["face"] = cohort.faces
    for name, column in named.items():
        cells = (*column.names, "")  # the code −1 is the last
        columns[name] = [cells[code] for code in column.codes.tolist()]
        if name == "label" and cohort.subjects is not None:
            columns["subject"] = list(map(str, cohort.subjects.tolist()))
    packed, text = BytesIO(), StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    level = _BEST if len(cohort) < MANY_ROWS else _FAST
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0, compresslevel=level) as file:
        file.write(text.getvalue().encode())
    return packed.getvalue()


def _write_parquet(path: Path, cohort: Cohort, named: dict[str, _Named]) -> None:
    import pyarrow as pa  # noqa: PLC0415 - an extra
    import pyarrow.parquet as pq  # noqa: PLC0415

    def piece(rows: slice) -> Any:  # noqa: ANN401 - pyarrow publishes no types
        columns = {"image": _arrow_of(cohort.images[rows])}
        if cohort.faces is not None:
            columns["face"] = _arrow_of(cohort.faces[rows])
        for name, column in named.items():
            codes = _numbers(column.codes[rows].astype(np.int32))
            columns[name] = pa.DictionaryArray.from_arrays(codes, pa.array(column.names, pa.string()))
            if name == "label" and cohort.subjects is not None:
                columns["subject"] = _numbers(cohort.subjects[rows].astype(np.int64))
        return pa.table(columns)

    with pq.ParquetWriter(path, piece(slice(0)).schema, compression="zstd", use_dictionary=[*named]) as writer:
        for start in range(0, len(cohort), _PIECE):
            writer.write_table(piece(slice(start, start + _PIECE)), _PIECE)


def _numbers(values: Codes) -> Any:  # noqa: ANN401
    """Return codes as a column of Arrow, empty where they are −1; made of bytes, as `pyarrow.array` loads pandas."""
    import pyarrow as pa  # noqa: PLC0415

    filled = values >= 0
    valid = None if filled.all() else pa.py_buffer(np.packbits(filled, bitorder="little"))
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [valid, pa.py_buffer(values)])


def _arrow_of(texts: Sequence[str]) -> Any:  # noqa: ANN401 - pyarrow publishes no types
    """Return texts as a column of Arrow."""
    import pyarrow as pa  # noqa: PLC0415

    if not isinstance(texts, Texts):
        return pa.array(texts, pa.large_string())
    arrays = [
        pa.LargeStringArray.from_buffers(
            len(chunk), pa.py_buffer(chunk.wide_ends - chunk.ends[0]), pa.py_buffer(chunk.bytes.tobytes())
        )
        for chunk in texts.chunks
    ]
    return pa.chunked_array(arrays, pa.large_string())
