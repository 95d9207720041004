"""The one import of Keras for training: imported here once, quietly, or refused with what to type."""

from __future__ import annotations

import os
from pathlib import Path

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

_PROCESSORS = Path("/proc/cpuinfo")
_MATRIX_UNITS = "amx_bf16"


def precision_here(declared: str) -> str:
    """Return the precision of a recipe on this machine: `auto` is `bfloat16` where that is faster, else `float32`.

    It is on a GPU and on a processor with matrix units for it (Intel's AMX), as Linux lists them.
    """
    if declared != AUTO:
        return declared
    faster = tf.config.list_physical_devices("GPU") or _MATRIX_UNITS in _processor_flags()
    return BFLOAT16 if faster else FLOAT32


def _processor_flags() -> set[str]:
    """Return what the processor can do in Linux' words; nothing where they cannot be read."""
    try:
        return set(_PROCESSORS.read_text(encoding="ascii", errors="replace").split())
    except OSError:
        return set()
