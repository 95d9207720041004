"""Drawn faces and a bundled classifier, for every engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.simulate import DrawnPlan, draw_cohort, write_cohort

FACES = 30


@pytest.fixture(scope="session")
def drawn_faces(tmp_path_factory) -> Path:
    """Return a cohort folder of 30 faces, of which two cannot be read."""
    folder = tmp_path_factory.mktemp("engine") / "faces"
    write_cohort(draw_cohort(DrawnPlan(faces=FACES, labels=LABEL_SETS["happy-sad"], size=48, seed=5)), folder)
    pictures = sorted(folder.rglob("*.png"))
    pictures[3].write_bytes(b"no picture")
    pictures[9].unlink()
    return folder
