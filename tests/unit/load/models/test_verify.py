"""Weights held against their declaration: the file that is declared, and the ONNX file that runs in its place."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from assets.models import declared

from audit.domain.model.model import Member
from audit.errors import FaultyFile, ModelRefused
from audit.load import load_model, verified, verify

TOML = """title = "Mine"
labels = "happy-sad"
weights = "weights.keras"
sha256 = "{keras}"
onnx = "weights.onnx"
onnx_sha256 = "{onnx}"

[input]
size = 48
colour = "grey"
channels = 1
"""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model whose two files are there, and as declared."""
    (tmp_path / "weights.keras").write_bytes(b"keras")
    (tmp_path / "weights.onnx").write_bytes(b"onnx")
    (tmp_path / "model.toml").write_text(TOML.format(keras=sha256(b"keras"), onnx=sha256(b"onnx")))
    return tmp_path


def test_the_hash_is_that_of_the_weights_and_the_onnx_file_is_what_runs(folder: Path) -> None:
    spec = load_model(folder)
    assert verify(spec) == sha256(b"keras")
    assert (spec.kind, spec.as_run.kind, spec.as_run.weights.name) == ("Keras", "ONNX", "weights.onnx")
    assert (spec.packages, spec.hashes) == (("onnxruntime",), (sha256(b"keras"),))


@pytest.mark.parametrize("name", ["weights.keras", "weights.onnx"])
def test_a_changed_file_is_refused_with_both_hashes(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"changed")
    with pytest.raises(ModelRefused, match=rf"{name}: these are not the weights .* {sha256(b'changed')}, declared"):
        verify(load_model(folder))


@pytest.mark.parametrize("name", ["weights.keras", "weights.onnx"])
def test_a_missing_file_is_refused(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelRefused, match=f"{name}: model .* has no weights file here"):
        verify(load_model(folder))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('onnx_sha256 = ".*"\n', "", "onnx and onnx_sha256 go together"),
        ('onnx = ".*"\n', "", "onnx and onnx_sha256 go together"),
        ("weights.onnx", "weights.bin", "onnx names a file that ends in .onnx, found 'weights.bin'"),
        ("weights.onnx", "../weights.onnx", "weights name a file inside the model's folder"),
        ("weights.keras", "other.onnx", "onnx names a second file of a network whose weights are a Keras file"),
        ('onnx_sha256 = ".', 'onnx_sha256 = "x', "onnx_sha256 has 64 digits"),
    ],
)
def test_a_faulty_declaration_is_refused_in_a_sentence(folder: Path, old: str, new: str, said: str) -> None:
    declaration = folder / "model.toml"
    declaration.write_text(re.sub(old, new, declaration.read_text(), count=1))
    with pytest.raises(FaultyFile, match=re.escape(said)):
        load_model(folder)


def test_what_was_found_is_what_weights_are_held_to_from_then_on(tmp_path: Path) -> None:
    (tmp_path / "net.onnx").write_bytes(b"onnx")
    alone = declared(tmp_path / "net.onnx", sha256=None)
    assert verified(alone).spec.sha256 == verified(alone).sha256 == sha256(b"onnx")
    both = replace(alone, members=(Member(spec=alone, share=0.5), Member(spec=alone, share=0.5)))
    assert [member.spec.sha256 for member in verified(both).spec.members] == [sha256(b"onnx")] * 2
    assert verified(both).sha256 == verify(both)
