"""Silence where a library cannot be asked for it: banners, and what it would tell its makers."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_REPORTS = "openvino_telemetry"


@contextmanager
def quiet() -> Iterator[None]:
    """Keep TensorFlow's start banners, which no setting silences, off standard error, and OpenVINO's reports at home.

    OpenVINO has a stub for where the package that reports cannot be imported, which writes into the home folder at
    once; afterwards whoever wants that package can have it.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    hidden = _REPORTS not in sys.modules
    if hidden:
        sys.modules[_REPORTS] = None  # type: ignore[assignment]  # an ImportError for who asks
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
        if hidden:
            sys.modules.pop(_REPORTS, None)
