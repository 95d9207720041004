"""The engine is the one that was asked for."""

from __future__ import annotations

import sys

import pytest

from audit.domain.running.engine_wish import HERE, EngineKind, EngineWish
from audit.errors import MissingExtra
from audit.pipeline.engines.choice import engine_for
from audit.pipeline.engines.engine import LocalEngine


def test_this_process_asks_unless_somebody_wants_otherwise() -> None:
    assert isinstance(engine_for(HERE), LocalEngine)


def test_without_ray_it_says_what_to_type(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtra, match=r"--engine ray needs the extra 'ray'; .* pip install '\.\[ray\]'"):
        engine_for(EngineWish(kind=EngineKind.RAY))
