"""Reading: only regular files inside the cohort folder, each refusal with its own outcome."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from audit.domain.cohort.predictions import Outcome
from audit.errors import InputError
from audit.files import addresses
from audit.files.addresses import Address
from audit.images import read
from audit.images.read import Folder, holds, read_bytes
from audit.images.rejected import Rejected

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from audit.files.addresses import Root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A cohort folder with one file, and a file beside the folder."""
    (tmp_path / "secret.png").write_bytes(b"secret")
    folder = tmp_path / "cohort"
    (folder / "faces").mkdir(parents=True)
    (folder / "faces" / "a.png").write_bytes(b"bytes of a")
    return folder


def outcome(root: Root, name: str) -> Outcome:
    with pytest.raises(Rejected) as caught:
        read_bytes(root, name)
    assert caught.value.reason
    return caught.value.outcome


def test_a_file_below_the_folder_is_read_whole(root: Path) -> None:
    assert read_bytes(root, "faces/a.png") == b"bytes of a"


def test_dots_and_links_that_stay_inside_are_followed(root: Path) -> None:
    (root / "link.png").symlink_to(root / "faces" / "a.png")
    assert read_bytes(root, "faces/../faces/a.png") == read_bytes(root, "link.png") == b"bytes of a"


@pytest.mark.parametrize("name", ["../secret.png", "faces/../../secret.png", "../cohort2/a.png", "/etc/passwd"])
def test_a_path_that_leads_out_is_outside_whether_or_not_something_is_there(root: Path, name: str) -> None:
    assert outcome(root, name) is Outcome.OUTSIDE_COHORT


def test_an_absolute_path_is_refused_even_into_the_folder(root: Path) -> None:
    assert outcome(root, str(root / "faces" / "a.png")) is Outcome.OUTSIDE_COHORT


def test_links_out_of_the_folder_are_outside(root: Path) -> None:
    (root / "file.png").symlink_to(root.parent / "secret.png")
    (root / "folder").symlink_to(root.parent)
    assert outcome(root, "file.png") is Outcome.OUTSIDE_COHORT
    assert outcome(root, "folder/secret.png") is Outcome.OUTSIDE_COHORT


def test_a_folder_reached_through_a_link_is_its_own_root(root: Path, tmp_path: Path) -> None:
    (tmp_path / "alias").symlink_to(root)
    assert read_bytes(tmp_path / "alias", "faces/a.png") == b"bytes of a"


@pytest.mark.parametrize("name", ["faces/b.png", "no/such/folder.png", "faces/a.png/below", "x" * 300, "nul\0.png"])
def test_nothing_there_is_a_missing_file(root: Path, name: str) -> None:
    assert outcome(root, name) is Outcome.MISSING_FILE


@pytest.mark.parametrize("name", ["faces", ".", ""])
def test_a_folder_is_unreadable(root: Path, name: str) -> None:
    assert outcome(root, name) is Outcome.UNREADABLE


def test_a_named_pipe_that_nobody_writes_to_is_unreadable_and_does_not_hang(root: Path) -> None:
    os.mkfifo(root / "pipe.png")
    assert outcome(root, "pipe.png") is Outcome.UNREADABLE


def test_a_pipe_put_in_place_of_the_file_after_the_first_look_does_not_hang(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(root / "pipe.png")
    looks = []
    check = read._check_regular
    monkeypatch.setattr(read, "_check_regular", lambda found: check(found) if looks else looks.append(found))
    assert outcome(root, "pipe.png") is Outcome.UNREADABLE


def test_a_link_that_leads_to_itself_is_unreadable(root: Path) -> None:
    (root / "loop.png").symlink_to(root / "loop.png")
    assert outcome(root, "loop.png") is Outcome.UNREADABLE


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_unreadable(root: Path) -> None:
    (root / "faces" / "a.png").chmod(0)
    assert outcome(root, "faces/a.png") is Outcome.UNREADABLE


def test_a_disk_that_fails_is_unreadable(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(read.os, "open", fail)
    assert outcome(root, "faces/a.png") is Outcome.UNREADABLE


def test_a_file_above_the_cap_is_too_large_and_not_read(root: Path) -> None:
    with (root / "huge.png").open("wb") as file:
        file.truncate(read.MAX_BYTES + 1)  # sparse: takes no room on the disk
    assert outcome(root, "huge.png") is Outcome.TOO_LARGE


def test_a_file_at_the_cap_is_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MAX_BYTES", 10)  # "bytes of a" has 10
    assert len(read_bytes(root, "faces/a.png")) == 10


def test_a_folder_that_becomes_a_link_is_followed_anew_by_the_next_reader(root: Path, tmp_path: Path) -> None:
    """What one reader remembers of a folder is not passed on: each is made for a few pictures."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.png").write_bytes(b"secret")
    assert Folder(root).read("faces/a.png") == b"bytes of a"
    (root / "faces").rename(root / "moved")
    (root / "faces").symlink_to(outside)
    with pytest.raises(Rejected) as raised:
        Folder(root).read("faces/a.png")
    assert raised.value.outcome is Outcome.OUTSIDE_COHORT


def test_a_picture_that_becomes_a_link_is_never_followed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was no link when it was looked at, and is one when it is opened."""
    path = root / "faces" / "a.png"
    opened = os.open

    def swap(name: str, flags: int) -> int:
        path.unlink()
        path.symlink_to("/etc/hostname")
        return opened(name, flags)

    monkeypatch.setattr(os, "open", swap)
    with pytest.raises(Rejected) as raised:
        Folder(root).read("faces/a.png")
    assert raised.value.outcome is Outcome.UNREADABLE


@pytest.fixture
def address() -> Iterator[Address]:
    fsspec = pytest.importorskip("fsspec", reason="the extra remote is not installed")
    files = fsspec.filesystem("memory")
    files.pipe({"/cohort/faces/a.png": b"bytes of a", "/secret.png": b"secret"})
    yield Address("memory://cohort")
    files.store.clear()
    files.pseudo_dirs[:] = [""]


def test_pictures_at_an_address_are_read_and_none_beyond_it(address: Address) -> None:
    assert read_bytes(address, "faces/a.png") == b"bytes of a"
    assert (holds(address, "faces/a.png"), holds(address, "faces/b.png")) == (True, False)
    assert outcome(address, "faces/b.png") is Outcome.MISSING_FILE
    assert outcome(address, "") is Outcome.MISSING_FILE
    for name in ("../secret.png", "/secret.png", "faces/../../secret.png"):
        assert outcome(address, name) is Outcome.OUTSIDE_COHORT


def test_a_picture_within_an_archive_at_an_address_is_missing_and_the_reason_is_told(address: Address) -> None:
    with pytest.raises(Rejected) as raised:
        read_bytes(address, "faces/0.tar/a.png")
    assert raised.value.reason == "no such file; pictures within archives are read from a disk alone"


def test_what_may_not_be_read_at_an_address_is_unreadable_and_what_is_too_large_is_said(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "MAX_BYTES", 9)
    assert outcome(address, "faces/a.png") is Outcome.TOO_LARGE

    def forbidden(*_: object) -> bytes:
        raise PermissionError("Access Denied")

    monkeypatch.setattr(addresses, "_bytes", forbidden)
    assert outcome(address, "faces/a.png") is Outcome.UNREADABLE


def test_a_store_that_does_not_answer_says_nothing_of_a_picture(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> bytes:
        raise ConnectionError("connection lost")

    monkeypatch.setattr(addresses, "_bytes", gone)
    monkeypatch.setattr(addresses, "_WAITS", ())
    with pytest.raises(InputError, match=r"memory://cohort/faces/a\.png: could not be read: connection lost"):
        read_bytes(address, "faces/a.png")


@pytest.mark.parametrize("name", ["http://127.0.0.1:9/a.png", "memory://cohort/faces/a.png", "s3://bucket/a.png"])
def test_a_manifest_cannot_have_anything_asked_by_an_address_in_a_row(root: Path, address: Address, name: str) -> None:
    """An address in a table is a name below the root that a person gave, whichever that is."""
    assert outcome(root, name) is Outcome.MISSING_FILE
    assert outcome(address, name) is Outcome.MISSING_FILE
