"""Columns of texts joined by Arrow's hashes of whole columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.domain.arrays import Codes, overlapping

if TYPE_CHECKING:
    from audit.domain.texts import TextChunk, Texts


def places(keys: Texts, texts: Texts) -> Codes:
    """Return where each key stands among texts, each of which stands there once; shape (m,), −1 = nowhere."""
    found = pc.fill_null(pc.index_in(arrow_of(keys), value_set=arrow_of(texts)), -1)
    return np.concatenate([np.from_dlpack(chunk) for chunk in found.chunks]).astype(np.int64)


def texts_differ(texts: Texts) -> bool:
    """Return whether no text occurs twice."""
    numbers = np.empty(len(texts), np.uint64)
    filled = 0
    for chunk in texts.chunks:
        numbers[filled : filled + len(chunk)] = chunk.numbers
        filled += len(chunk)
    numbers.sort()
    if all(np.all(block[1:] != block[:-1]) for block in overlapping(numbers)):
        return True
    return bool(pc.count_distinct(arrow_of(texts)).as_py() == len(texts))


def arrow_of(texts: Texts) -> Any:  # noqa: ANN401 - pyarrow publishes no types
    """Return texts as a column of Arrow, without copying them."""
    return pa.chunked_array([_array(chunk) for chunk in texts.chunks], pa.large_string())


def _array(chunk: TextChunk) -> Any:  # noqa: ANN401
    return pa.LargeStringArray.from_buffers(len(chunk), pa.py_buffer(chunk.wide_ends), pa.py_buffer(chunk.data))
