"""Files of others are read where they are files, of bounded size, and copied whole."""

from __future__ import annotations

import os
from importlib.util import find_spec, module_from_spec
from pathlib import Path

import pytest

from audit.errors import InputError
from audit.files import reading
from audit.files.reading import copy_content, files_of, read_whole


def test_a_file_is_read_and_copied_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(range(256)))
    assert read_whole(tmp_path / "a") == bytes(range(256))
    copy_content(tmp_path / "a", tmp_path / "b")
    assert read_whole(tmp_path / "b") == bytes(range(256))
    with pytest.raises(FileExistsError):
        copy_content(tmp_path / "a", tmp_path / "b")


def test_a_folder_is_copied_with_what_lies_below(tmp_path: Path) -> None:
    (tmp_path / "from" / "in").mkdir(parents=True)
    (tmp_path / "from" / "in" / "a").write_bytes(b"a")
    (tmp_path / "from" / "b").write_bytes(b"b")
    copy_content(tmp_path / "from", tmp_path / "to")
    assert sorted((name, file.read_bytes()) for name, file in files_of(tmp_path / "to")) == [
        ("./b", b"b"),
        ("./in/a", b"a"),
    ]


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_what_is_no_file_is_not_read(tmp_path: Path, kind: str) -> None:
    path = {"pipe": tmp_path / "pipe", "device": Path("/dev/zero"), "folder": tmp_path}[kind]
    if kind == "pipe":
        os.mkfifo(path)
    with pytest.raises(InputError, match=r"no regular file|Is a directory"):
        read_whole(path)


def test_what_is_too_large_or_too_much_is_not_read(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "a").write_bytes(bytes(11))
    (tmp_path / "b").write_bytes(b"")
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    monkeypatch.setattr(reading, "_MOST_FILES", 1)
    with pytest.raises(InputError, match="has 11 bytes, no model has more than 10"):
        read_whole(tmp_path / "a")
    with pytest.raises(InputError, match="holds more than 1 files"):
        list(files_of(tmp_path))


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="could not be read: No such file"):
        read_whole(tmp_path / "none")


def test_folders_of_any_depth_are_copied_with_several_files_each(tmp_path: Path) -> None:
    for name in ("a/b/c/one", "a/b/c/two", "a/three"):
        (tmp_path / "from" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "from" / name).write_text(name)
    copy_content(tmp_path / "from", tmp_path / "far" / "to")
    found = {name: file.read_text() for name, file in files_of(tmp_path / "far" / "to")}
    assert found == {"./a/b/c/one": "a/b/c/one", "./a/b/c/two": "a/b/c/two", "./a/three": "a/three"}


def test_a_folder_with_what_is_no_plain_file_is_not_copied(tmp_path: Path) -> None:
    (tmp_path / "from").mkdir()
    (tmp_path / "from" / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="holds plain files and folders alone; remove this"):
        list(files_of(tmp_path / "from"))
    (tmp_path / "from" / "link").unlink()
    os.mkfifo(tmp_path / "from" / "pipe")
    with pytest.raises(InputError, match="holds plain files and folders alone"):
        list(files_of(tmp_path / "from"))


@pytest.mark.parametrize("name", ["a\nb", "a\\b"])
def test_a_name_that_would_change_the_list_of_files_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    with pytest.raises(InputError, match="holds plain files and folders alone"):
        list(files_of(tmp_path))


def test_as_many_files_and_bytes_as_are_allowed_are_read(tmp_path: Path, monkeypatch) -> None:
    assert (reading.MOST_BYTES, reading._MOST_FILES) == (16 * 1024**3, 10_000)
    (tmp_path / "a").write_bytes(bytes(10))
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    monkeypatch.setattr(reading, "_MOST_FILES", 1)
    assert read_whole(tmp_path / "a") == bytes(10)
    assert [name for name, _ in files_of(tmp_path)] == ["./a"]


def test_on_a_system_without_ways_to_open_files_are_opened_to_be_read_and_no_more(tmp_path: Path, monkeypatch) -> None:
    """As Windows has no `O_NONBLOCK`, and Linux no `O_BINARY`."""
    for name in ("O_NONBLOCK", "O_BINARY"):
        monkeypatch.delattr(os, name, raising=False)
    spec = find_spec("audit.files.reading")
    elsewhere = module_from_spec(spec)
    spec.loader.exec_module(elsewhere)
    (tmp_path / "a").write_bytes(b"a")
    assert elsewhere.read_whole(tmp_path / "a") == b"a"
