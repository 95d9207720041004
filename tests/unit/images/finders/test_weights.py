"""Where the weights of a finder lie, and that they are the ones that were measured."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
import pytest

from audit.errors import InputError
from audit.images.finders.weights import DATA, data_folder, package_folder, verified


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("linux", {DATA: "/named", "XDG_DATA_HOME": "/xdg"}, "/named"),
        ("linux", {DATA: "", "XDG_DATA_HOME": "/xdg"}, "/xdg/emotion-audit"),
        ("linux", {}, "/home/.local/share/emotion-audit"),
        ("darwin", {"XDG_DATA_HOME": "/xdg"}, "/home/Library/Application Support/emotion-audit"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/emotion-audit"),
        ("win32", {}, "/home/AppData/Local/emotion-audit"),
    ],
)
def test_a_person_s_data_lies_where_their_system_keeps_it(platform, environment, folder, monkeypatch) -> None:
    for name in (DATA, "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(Path, "home", lambda: Path("/home"))
    assert data_folder() == Path(folder)


def test_a_package_is_found_without_running_it(tmp_path, monkeypatch) -> None:
    (tmp_path / "package_of_a_test").mkdir()
    (tmp_path / "package_of_a_test" / "__init__.py").write_text("raise SystemExit('it ran')")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert package_folder("package_of_a_test") == tmp_path / "package_of_a_test"
    assert "package_of_a_test" not in sys.modules
    assert package_folder("numpy") == Path(np.__file__).parent
    assert package_folder("no_such_package_of_a_test") is None
    assert package_folder("this") is None  # a module is no folder


def test_only_a_version_that_was_measured_is_read(tmp_path) -> None:
    path = tmp_path / "w.onnx"
    path.write_bytes(b"weights")
    hashes = tuple(hashlib.sha256(data).hexdigest() for data in (b"other", b"weights"))
    assert verified(path, hashes, "fetch it") == b"weights"
    path.write_bytes(b"weightS")
    with pytest.raises(
        InputError, match=r"w\.onnx: not the face finder's weights that were measured: found 7 bytes"
    ) as no:
        verified(path, hashes, "fetch it")
    assert str(no.value).endswith(f"expected {hashes[0]} or {hashes[1]}; fetch it")
    with pytest.raises(
        InputError, match=r"nowhere: the face finder's weights cannot be read \(No such file.*\); fetch it"
    ):
        verified(tmp_path / "nowhere", hashes, "fetch it")
