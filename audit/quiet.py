"""Silence where a library cannot be asked for it: banners, and what it would tell its makers."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def quiet() -> Iterator[None]:
    """Keep TensorFlow's start banners, which no setting silences, off standard error, and OpenVINO's reports at home.

    OpenVINO has a stub for where the package that reports cannot be imported; it writes into the home folder at once.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # an ImportError for who imports it
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
