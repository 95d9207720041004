"""Files that belong to a model: hashed when they are named, held against that before anything runs."""

from __future__ import annotations

import hashlib

import pytest

from audit.errors import InputError, ModelRefused, UsageError
from audit.load import load_model, verify
from audit.load.models.other_files import beside, hashed

TOML = """title = "T"
labels = "happy-sad"
{made_of}
[input]
size = 48
"""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_file_is_known_by_its_hash(tmp_path):
    path = tmp_path / "net.bin"
    path.write_bytes(b"numbers")
    assert hashed(path).sha256 == sha256(b"numbers")
    assert beside(tmp_path / "net.xml") == (path,)
    assert beside(tmp_path / "net.onnx") == ()
    with pytest.raises(InputError, match="no such file; it is named as a part of the model"):
        hashed(tmp_path / "absent")


def test_what_a_function_reads_is_declared_and_held_against_its_hash(tmp_path):
    (tmp_path / "mine.py").write_text("", encoding="utf-8")
    (tmp_path / "net.pth").write_bytes(b"numbers")
    made_of = f'callable = "mine:predict"\n[files]\n"net.pth" = "{sha256(b"numbers")}"'
    (tmp_path / "model.toml").write_text(TOML.format(made_of=made_of), encoding="utf-8")
    spec = load_model(tmp_path)
    assert [each.sha256 for each in spec.files] == [sha256(b"numbers")]
    verify(spec)
    (tmp_path / "net.pth").write_bytes(b"others")
    with pytest.raises(ModelRefused, match=r"net\.pth: is not the file that model .* names"):
        verify(spec)
    (tmp_path / "net.pth").unlink()
    with pytest.raises(ModelRefused, match="it is not there"):
        verify(spec)


def test_an_architecture_is_declared_with_or_without_its_hash(tmp_path):
    (tmp_path / "fer.json").write_bytes(b"{}")
    (tmp_path / "fer.h5").write_bytes(b"numbers")
    for more in ("", f'architecture_sha256 = "{sha256(b"{}")}"'):
        made_of = f'weights = "fer.h5"\narchitecture = "fer.json"\n{more}'
        (tmp_path / "model.toml").write_text(TOML.format(made_of=made_of), encoding="utf-8")
        spec = load_model(tmp_path)
        assert spec.architecture.sha256 == sha256(b"{}")
        verify(spec)
    (tmp_path / "fer.json").write_bytes(b"[]")
    with pytest.raises(ModelRefused, match=r"fer\.json: is not the file"):
        verify(spec)


@pytest.mark.parametrize(
    ("made_of", "words"),
    [
        ('weights = "n.onnx"\narchitecture = "a.json"', "describes the network of a Keras file"),
        ('weights = "n.h5"\narchitecture = "../a.json"', "inside the model's folder"),
        ('callable = "m:f"\n[files]\n"a" = "12"', "files.a has 64 digits"),
        ('weights = "n.onnx"\n[asking]\nretries = 2', "a function or a service is asked, and this model is neither"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path, made_of, words):
    (tmp_path / "model.toml").write_text(TOML.format(made_of=made_of), encoding="utf-8")
    with pytest.raises((UsageError, InputError), match=words):
        load_model(tmp_path)
