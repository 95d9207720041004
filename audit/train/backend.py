"""The one import of Keras for training: imported here once, quietly, or refused with what to type."""

from __future__ import annotations

import os

from audit.domain.model.recipe import AUTO, BFLOAT16, FLOAT32
from audit.errors import MissingExtra
from audit.quiet import quiet

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
try:
    with quiet():
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
