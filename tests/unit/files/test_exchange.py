"""Two folders change places in one step where the system can, in two where it cannot, and a fault is a fault."""

from __future__ import annotations

import ctypes
import errno
from pathlib import Path
from types import SimpleNamespace

import pytest

from audit.files import exchange as module
from audit.files.exchange import exchange, forget, recover


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A new folder and the place it is to stand in."""
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "text").write_text(name)
    return tmp_path / "new", tmp_path / "old"


def said(number: int):
    """Return a call that fails with this number of the system."""

    def call(_new: bytes, _place: bytes) -> int:
        ctypes.set_errno(number)
        return -1

    return call


@pytest.mark.parametrize("call", [None, "unable", "own"])
def test_they_change_places_and_nothing_is_left(folders, monkeypatch, call) -> None:
    if call != "own":
        monkeypatch.setattr(module, "_system_call", lambda: None if call is None else said(errno.ENOSYS))
    new, place = folders
    exchange(new, place)
    assert ((place / "text").read_text(), (new / "text").read_text()) == ("new", "old")
    assert sorted(path.name for path in place.parent.iterdir()) == ["new", "old"]


def test_another_fault_is_raised_and_nothing_moved(folders, monkeypatch) -> None:
    monkeypatch.setattr(module, "_system_call", lambda: said(errno.EACCES))
    new, place = folders
    with pytest.raises(PermissionError):
        exchange(new, place)
    assert ((place / "text").read_text(), (new / "text").read_text()) == ("old", "new")


def aside(place: Path) -> Path:
    return place.with_name(f".{place.name}.emotion-audit-aside")


def test_what_a_killed_process_moved_aside_is_put_back(folders) -> None:
    _, place = folders
    place.replace(aside(place))
    recover(place)
    assert (place / "text").read_text() == "old"
    assert not aside(place).exists()
    recover(place)  # nothing to put back is no fault


def test_a_new_folder_in_its_place_is_not_replaced_by_the_old_one_which_is_forgotten(folders) -> None:
    new, place = folders
    place.replace(aside(place))
    new.replace(place)
    recover(place)
    assert (place / "text").read_text() == "new"
    assert aside(place).is_dir()
    forget(place)
    assert not aside(place).exists()
    forget(place)
    assert (place / "text").read_text() == "new"


@pytest.mark.parametrize(
    ("name", "handed_over"),
    [("renameat2", (-100, b"new", -100, b"place", 2)), ("renamex_np", (b"new", b"place", 2))],
)
def test_the_step_of_the_system_is_asked_for_as_it_wants(monkeypatch, name: str, handed_over: tuple) -> None:
    """AT_FDCWD is -100; RENAME_EXCHANGE and RENAME_SWAP are 2."""
    asked = []
    monkeypatch.setattr(module, "sys", SimpleNamespace(platform="linux"))
    library = SimpleNamespace(**{name: lambda *given: asked.append(given) or 0})
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: library)
    assert module._system_call()(b"new", b"place") == 0
    assert asked == [handed_over]


def test_a_system_without_the_step_has_no_call(monkeypatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: SimpleNamespace())
    assert module._system_call() is None


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM])
def test_whoever_cannot_do_it_in_one_step_says_so_in_many_ways(folders, monkeypatch, number: int) -> None:
    monkeypatch.setattr(module, "_system_call", lambda: said(number))
    new, place = folders
    exchange(new, place)
    assert (place / "text").read_text() == "new"


def test_windows_has_no_such_step(monkeypatch) -> None:
    monkeypatch.setattr(module, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: pytest.fail("a library was asked"))
    assert module._system_call() is None
