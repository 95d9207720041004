"""Columns of texts joined by Arrow's hashes of whole columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.domain.arrays import overlapping

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.texts import TextChunk, Texts


def places(keys: Texts, texts: Texts) -> NDArray[np.int64]:
    """Return where each key stands among texts, each of which stands there once; int64, shape (m,), −1 = nowhere."""
    if keys.same_as(texts):
        return np.arange(len(keys))
    found = pc.fill_null(pc.index_in(arrow_of(keys), value_set=arrow_of(texts)), -1)
    return np.asarray(found.to_numpy(), np.int64)


def texts_differ(texts: Texts) -> bool:
    """Return whether no text occurs twice."""
    numbers = np.concatenate([np.zeros(0, np.uint64), *(chunk.numbers for chunk in texts.chunks)])
    numbers.sort()
    if all(np.all(block[1:] != block[:-1]) for block in overlapping(numbers)):
        return True
    return bool(pc.count_distinct(arrow_of(texts)).as_py() == len(texts))


def arrow_of(texts: Texts) -> Any:  # noqa: ANN401 - pyarrow publishes no types
    """Return texts as a column of Arrow, without copying them."""
    return pa.chunked_array([_array(chunk) for chunk in texts.chunks], pa.large_string())


def _array(chunk: TextChunk) -> Any:  # noqa: ANN401
    return pa.LargeStringArray.from_buffers(len(chunk), pa.py_buffer(chunk.wide_ends), pa.py_buffer(chunk.data))
