"""The door to Keras for this room: imported here once, quietly, or refused with what to type."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from audit.domain.recipe import AUTO, BFLOAT16, FLOAT32
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

__all__ = ["keras", "precision_here", "tf"]


def precision_here(declared: str) -> str:
    """Return the precision of a recipe on this machine: `auto` is `bfloat16` where there is a GPU, else `float32`."""
    if declared != AUTO:
        return declared
    return BFLOAT16 if tf.config.list_physical_devices("GPU") else FLOAT32
