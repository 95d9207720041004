"""Shared fixtures: where real data lies, if it is here at all."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder with FER+, the London set and predictions of biased classifiers."""
    if not SHARED.is_dir():
        pytest.skip("the real datasets are not on this machine")
    return SHARED
