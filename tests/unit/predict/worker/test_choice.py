"""A model runs in the worker unless the person at this machine vouches for it and sets it no bounds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assets.models import CONTRACT, LABELS

from audit.domain.model.model import ModelSpec, OnnxTwin
from audit.domain.running.allowance import Allowance
from audit.predict.worker.choice import runs_here

SHA = "a" * 64
PLAIN = ModelSpec(id="m", title="m", labels=LABELS, contract=CONTRACT, weights=Path("net.keras"))


def test_nobody_vouches_and_it_runs_in_the_worker() -> None:
    assert not runs_here(PLAIN)
    assert runs_here(replace(PLAIN, trusted=SHA))


def test_bounds_count_for_what_is_vouched_for_too() -> None:
    assert not runs_here(replace(PLAIN, trusted=SHA, allowance=Allowance(memory=1 << 30)))
    assert not runs_here(replace(PLAIN, trusted=SHA, allowance=Allowance(seconds_per_picture=3)))


def test_who_vouches_for_weights_does_not_vouch_for_the_file_that_runs_in_their_place() -> None:
    twin = OnnxTwin(path=Path("net.onnx"), sha256="b" * 64)
    assert not runs_here(replace(PLAIN, trusted=SHA, onnx=twin))


def test_nothing_of_a_service_runs_here() -> None:
    assert runs_here(replace(PLAIN, service="https://example.org"))
