"""The hash of a folder is that of the command in its docstring; links and line breaks are refused."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from audit.errors import InputError
from audit.files.hashes import content_sha256


def test_a_folder_is_hashed_as_the_command_says(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "weights").write_bytes(b"w")
    (tmp_path / "a.txt").write_bytes(b"a")
    command = r"find . -type f | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum"
    said = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert content_sha256(tmp_path) == said.split()[0]


def test_a_link_in_a_folder_is_refused_and_a_missing_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to("/etc")
    with pytest.raises(InputError, match="plain files and folders alone"):
        content_sha256(tmp_path)
    with pytest.raises(InputError, match="could not be read"):
        content_sha256(tmp_path / "nothing")
