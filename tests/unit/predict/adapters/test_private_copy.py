"""What was looked at is what is loaded, whoever exchanges the file in between."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from assets.models import Weights, declared, pictures, write_onnx

from audit.domain.model.model import ModelSpec, OtherFile
from audit.errors import ModelRefused
from audit.files import content_sha256
from audit.predict import load_here
from audit.predict.adapters import onnx, private_copy

HDF5 = b"\x89HDF\r\n\x1a\n"


@pytest.fixture
def spec(tmp_path: Path) -> ModelSpec:
    (tmp_path / "net.py").write_bytes(b"looked at")
    return declared(tmp_path / "net.py", function="net:predict")


def exchange_behind(monkeypatch, module: object, spec: ModelSpec, data: bytes) -> None:
    """Let somebody else write into the weights right after they were looked at."""
    look = module.vet

    def looked_at(asked: ModelSpec) -> bytes:
        found = look(asked)
        spec.weights.write_bytes(data)
        return found

    monkeypatch.setattr(module, "vet", looked_at)


def test_what_is_loaded_is_what_was_looked_at(spec, monkeypatch) -> None:
    exchange_behind(monkeypatch, private_copy, spec, b"exchanged")
    with private_copy.private_copy(spec, only_computes=False) as copied:
        assert spec.weights.read_bytes() == b"exchanged"
        assert copied.weights.read_bytes() == b"looked at"
        assert copied.weights.parent.stat().st_mode & 0o777 == 0o700
    assert not copied.weights.exists()


def test_what_was_exchanged_before_is_refused_by_the_name_a_person_knows(spec) -> None:
    spec.weights.write_bytes(b"exchanged")
    with pytest.raises(ModelRefused) as raised, private_copy.private_copy(spec, only_computes=False):
        raise AssertionError
    assert str(raised.value).startswith(f"{spec.weights}: has SHA-256 ")
    assert tempfile.gettempdir() + "/emotion-audit-" not in str(raised.value)


def test_without_room_for_a_copy_what_changes_meanwhile_is_refused(spec, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(private_copy.tempfile, "TemporaryDirectory", full)
    with private_copy.private_copy(spec, only_computes=True) as copied:
        assert copied == spec
    with (
        pytest.raises(ModelRefused, match="changed while it was loaded"),
        private_copy.private_copy(spec, only_computes=True) as copied,
    ):
        copied.weights.write_bytes(b"exchanged")
    with (
        pytest.raises(ModelRefused, match="could not be copied to where only you write: No space left"),
        private_copy.private_copy(spec, only_computes=False),
    ):
        raise AssertionError


def test_a_copy_may_stay_as_long_as_it_is_read(spec) -> None:
    with ExitStack() as stays:
        with private_copy.private_copy(spec, only_computes=False, stays=stays) as copied:
            pass
        assert copied.weights.read_bytes() == b"looked at"
    assert not copied.weights.exists()


def test_the_numbers_of_an_openvino_network_go_with_it_and_are_those_that_were_named(tmp_path) -> None:
    (tmp_path / "net.xml").write_bytes(b"<net/>")
    (tmp_path / "net.bin").write_bytes(b"numbers")
    numbers = OtherFile(path=tmp_path / "net.bin", sha256=content_sha256(tmp_path / "net.bin"))
    spec = declared(tmp_path / "net.xml", files=(numbers,))
    with private_copy.private_copy(spec, only_computes=True) as copied:
        assert copied.weights.with_suffix(".bin").read_bytes() == b"numbers"
    (tmp_path / "net.bin").write_bytes(b"others")
    with (
        pytest.raises(ModelRefused, match=r"net\.bin: is not the file that the model names"),
        private_copy.private_copy(spec, only_computes=True),
    ):
        raise AssertionError


def test_a_library_that_takes_bytes_is_given_those_that_were_looked_at(tmp_path, monkeypatch) -> None:
    pytest.importorskip("onnxruntime")
    pytest.importorskip("onnx")
    spec = declared(write_onnx(Weights.drawn(), tmp_path / "net.onnx", channels_first=True), trusted=None)
    said = load_here(spec).probabilities(pictures(3))
    drawn = Weights.drawn()
    other = replace(drawn, dense=-drawn.dense)
    exchanged = write_onnx(other, tmp_path / "other.onnx", channels_first=True).read_bytes()
    exchange_behind(monkeypatch, onnx, spec, exchanged)
    assert np.array_equal(load_here(spec).probabilities(pictures(3)), said)
    assert spec.weights.read_bytes() == exchanged
