"""What is set aside is what was added, in memory or in a file without a name; no room is one sentence."""

from __future__ import annotations

import errno
import mmap
import os

import numpy as np
import pytest

from audit.errors import OutputError
from audit.files import aside
from audit.files.aside import Aside


@pytest.mark.parametrize("in_memory", [0, 20, 1000])
def test_it_is_what_was_added(in_memory, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(aside, "IN_MEMORY", in_memory)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    kept, added = Aside(), [np.arange(4.0).reshape(2, 2), np.zeros((0, 2)), np.arange(6.0).reshape(3, 2)]
    for each in added:
        kept.add(each.data)
    found = np.ndarray((5, 2), buffer=kept.finished())
    assert found.tolist() == np.concatenate(added).tolist()
    assert not found.flags.writeable
    assert isinstance(found.base, mmap.mmap) == (in_memory < found.nbytes)
    assert not any(tmp_path.iterdir())


def test_nothing_is_nothing() -> None:
    assert bytes(Aside().finished()) == b""


def test_no_room_is_said_and_what_helps(monkeypatch) -> None:
    class Full:
        def write(self, _: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(aside, "IN_MEMORY", 0)
    monkeypatch.setattr(aside, "TemporaryFile", Full)
    with pytest.raises(OutputError, match=r"could not be written: the disk is full; .* TMPDIR$"):
        Aside().add(b"a")


@pytest.mark.parametrize(
    ("error", "said"),
    [(OSError(errno.EACCES, "no access"), "no access"), (OSError("it is gone"), "it is gone")],
)
def test_another_fault_is_said_in_the_words_of_the_system(monkeypatch, error: OSError, said: str) -> None:
    def fault() -> None:
        raise error

    monkeypatch.setattr(aside, "IN_MEMORY", 0)
    monkeypatch.setattr(aside, "TemporaryFile", fault)
    with pytest.raises(OutputError, match=f"could not be written: {said}; name a folder"):
        Aside().add(b"a")


def test_up_to_thirty_two_megabytes_stay_in_memory(monkeypatch) -> None:
    assert aside.IN_MEMORY == 32 * 1024**2
    monkeypatch.setattr(aside, "IN_MEMORY", 80)
    whole, more = Aside(), Aside()
    whole.add(bytes(80))
    more.add(bytes(80))
    more.add(b"a")
    assert isinstance(whole.finished(), memoryview)
    assert isinstance(found := more.finished(), mmap.mmap)
    assert bytes(found) == bytes(80) + b"a"
