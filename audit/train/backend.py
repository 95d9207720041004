"""The door to Keras for this room: imported here once, quietly, or refused with what to type."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from audit.errors import MissingExtra

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep TensorFlow's start banners, which no setting silences, off standard error."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
try:
    with _quiet():
        import keras
        import tensorflow as tf
except ModuleNotFoundError as missing:
    if missing.name not in {"keras", "tensorflow"}:
        raise
    raise MissingExtra("training a classifier", "keras") from missing

__all__ = ["keras", "tf"]
