"""Columns of texts joined by Arrow's hashes of whole columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.domain.repeats import Numbers, Repeats

if TYPE_CHECKING:
    from audit.domain.arrays import Codes
    from audit.domain.texts import TextChunk, Texts


def places(keys: Texts, texts: Texts) -> Codes:
    """Return where each key stands among texts, each of which stands there once; shape (m,), −1 = nowhere."""
    found = pc.fill_null(pc.index_in(arrow_of(keys), value_set=arrow_of(texts)), -1)
    return np.concatenate([np.from_dlpack(chunk) for chunk in found.chunks]).astype(np.int64)


def texts_differ(texts: Texts) -> bool:
    """Return whether no text occurs twice."""
    numbers = Repeats()
    for chunk in texts.chunks:
        numbers.add(chunk.numbers)
    if not numbers.finished():
        return True
    if not numbers.kept_all:
        return bool(pc.count_distinct(arrow_of(texts)).as_py() == len(texts))
    return _numbered_alike_differ(texts, numbers.kept)


def _numbered_alike_differ(texts: Texts, numbers: Numbers) -> bool:
    """Return whether no text occurs twice of those that have one of these numbers, sorted."""
    met: set[str] = set()
    for chunk in texts.chunks:
        of = chunk.numbers
        for row in np.flatnonzero(numbers[np.searchsorted(numbers[:-1], of)] == of).tolist():
            if chunk[row] in met:
                return False
            met.add(chunk[row])
    return True


def arrow_of(texts: Texts) -> Any:  # noqa: ANN401 - pyarrow publishes no types
    """Return texts as a column of Arrow, without copying them."""
    return pa.chunked_array([_array(chunk) for chunk in texts.chunks], pa.large_string())


def _array(chunk: TextChunk) -> Any:  # noqa: ANN401
    return pa.LargeStringArray.from_buffers(len(chunk), pa.py_buffer(chunk.wide_ends), pa.py_buffer(chunk.data))
