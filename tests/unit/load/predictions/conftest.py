"""The people whose predictions are read."""

from __future__ import annotations

import pytest

from audit.load.manifest.manifest import load_cohort


@pytest.fixture
def cohort(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("image,label\na,happy\nb,sad\nc,sad\n", encoding="utf-8")
    return load_cohort(path)
