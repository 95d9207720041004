"""A plain Parquet file, read piece by piece: the memory it takes is that of what is kept of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from audit.errors import guarded
from audit.load.tables.express.gathering import Gathered, NotPlainError, is_sound
from audit.load.text import sha256_of

if TYPE_CHECKING:
    from pathlib import Path

    from audit.load.tables.selection import Selection
    from audit.load.tables.table import Table

_BATCH = 1 << 14
_MOST_UNPACKED, _MOST_TIMES = 1 << 30, 50
_OF_OTHERS = b"huggingface"
"""Key of what a data set says about its columns, which other readers understand."""


def read_plain_parquet(path: Path, selection: Selection) -> Table | None:
    """Return the selected columns of a plain Parquet file; None where it is not plain."""
    try:
        with guarded(NotPlainError):
            schema = pq.read_schema(path)
            if not is_sound(schema.names, selection) or _OF_OTHERS in (schema.metadata or {}):
                return None
            gathered = Gathered(schema.names, selection)
            if not all(map(_is_plain, schema.types)) or not _as_expected(schema, gathered):
                return None
            return _read(path, gathered, selection)
    except NotPlainError:
        return None


def _read(path: Path, gathered: Gathered, selection: Selection) -> Table | None:
    schema = pq.read_schema(path)
    names = [name for name in gathered.codes if _is_text(schema.field(name).type)]
    file = pq.ParquetFile(path, read_dictionary=names, pre_buffer=False)  # else it keeps all that it has read
    most, taken = max(_MOST_UNPACKED, _MOST_TIMES * path.stat().st_size), 0
    for batch in file.iter_batches(_BATCH, columns=[*gathered.codes, *gathered.numbers, *gathered.texts]):
        taken += batch.nbytes
        if taken > most:
            return None
        gathered.add(batch)
    remarks = selection.remarks(schema.names)
    return gathered.table(path, sha256=sha256_of(path), first_line=1, remarks=remarks)


def _is_text(kind: Any) -> bool:  # noqa: ANN401 - pyarrow publishes no types
    inside = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(inside) or pa.types.is_large_string(inside))


def _is_plain(kind: Any) -> bool:  # noqa: ANN401
    number = pa.types.is_floating(kind) or pa.types.is_integer(kind)
    return _is_text(kind) or number or pa.types.is_boolean(kind) or pa.types.is_null(kind)


def _as_expected(schema: Any, gathered: Gathered) -> bool:  # noqa: ANN401
    """Return whether what is read as names is text or whole numbers, and what is read as numbers is fractions."""
    kinds = {name: schema.field(name).type for name in schema.names}
    names = all(_is_text(kinds[name]) or pa.types.is_integer(kinds[name]) for name in gathered.codes)
    texts = all(_is_text(kinds[name]) for name in gathered.texts)
    return names and texts and all(pa.types.is_floating(kinds[name]) for name in gathered.numbers)
