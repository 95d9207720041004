"""A training of made pictures."""

from __future__ import annotations

import pytest


@pytest.fixture
def run(kit, made):
    """Train on 96 made pictures, validate with 32 others."""

    def run(spec, folder, report=lambda _: None, **start):
        return kit.fitting.network.train(spec, made(96, 1), made(32, 2), folder, report=report, **start)

    return run
