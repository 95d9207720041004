"""From a declaration to the adapter for its kind, and what is missing said before anything is loaded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import InputContract
from audit.domain.model.kinds import Kind
from audit.domain.model.model import Member, ModelSpec, OnnxTwin
from audit.errors import MissingExtra
from audit.predict import adapters
from audit.predict import load as module
from audit.predict.load import load_here, require_installed

SPEC = ModelSpec(
    id="m", title="M", labels=LABEL_SETS["happy-sad"], contract=InputContract(size=8), weights=Path("net.keras")
)


def test_every_kind_has_an_adapter() -> None:
    assert set(module._ADAPTERS) == set(Kind) - {Kind.ENSEMBLE}, "an ensemble is composed of others"
    assert all(hasattr(adapters, name) for name in module._ADAPTERS.values())


@pytest.fixture
def missing(monkeypatch):
    """Let packages be missing, by name."""

    def without(*names: str) -> None:
        monkeypatch.setattr(module, "find_spec", lambda name: None if name in names else object())

    return without


def test_what_runs_a_kind_is_looked_for_without_loading_it(missing) -> None:
    missing("tensorflow")
    with pytest.raises(MissingExtra, match=r"running a model of the kind Keras .*\[keras\]"):
        require_installed(SPEC)
    require_installed(replace(SPEC, weights=Path("net.onnx")))
    missing()
    require_installed(SPEC)


def test_a_network_with_an_onnx_file_beside_it_needs_no_tensorflow(missing) -> None:
    twin = OnnxTwin(path=Path("net.onnx"), sha256="ab" * 32)
    missing("tensorflow", "keras")
    require_installed(replace(SPEC, onnx=twin))
    missing("onnxruntime")
    with pytest.raises(MissingExtra, match="of the kind ONNX"):
        require_installed(replace(SPEC, onnx=twin))


def test_of_an_ensemble_any_member_may_be_missing(missing) -> None:
    onnx = replace(SPEC, weights=Path("net.onnx"))
    members = (Member(spec=onnx), Member(spec=SPEC))
    missing("tensorflow")
    with pytest.raises(MissingExtra, match="of the kind Keras"):
        require_installed(replace(onnx, members=members))


def test_the_file_that_is_run_is_the_one_that_is_loaded(monkeypatch) -> None:
    found = []
    monkeypatch.setattr(adapters, "OnnxClassifier", found.append, raising=False)
    load_here(replace(SPEC, onnx=OnnxTwin(path=Path("net.onnx"), sha256="ab" * 32)))
    assert [(spec.weights, spec.sha256) for spec in found] == [(Path("net.onnx"), "ab" * 32)]
