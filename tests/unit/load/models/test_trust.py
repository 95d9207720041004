"""What a person trusts stands in a file of their own, written by themselves alone."""

from __future__ import annotations

import os
import stat

import pytest

from audit.errors import InputError
from audit.load.models.trust import trust, trust_file, trusted_hashes

ONE, OTHER = "ab" * 32, "cd" * 32


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def test_nobody_trusts_anything_before_saying_so() -> None:
    assert trusted_hashes() == frozenset()
    assert not trust_file().exists()


def test_hashes_are_kept_once_with_what_they_are_of_for_nobody_else_to_read() -> None:
    for sha256, what in ((ONE, "a/net.py"), (OTHER, "b\nc"), (ONE, "moved/net.py")):
        path = trust(sha256, what)
    assert trusted_hashes() == {ONE, OTHER}
    assert path.read_text() == f"{OTHER} b c\n{ONE} moved/net.py\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"yes\n", r"trusted:1: a line is a SHA-256 and what it is of, found 'yes'"),
        (f"{ONE}\n{ONE}x\n".encode(), "trusted:2: a line is a SHA-256"),
        (b"\xff\xfe", "could not be read"),
        (b"a" * (1 << 21), "is no list of trusted hashes"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused(content, words) -> None:
    trust_file().parent.mkdir()
    trust_file().write_bytes(content)
    with pytest.raises(InputError, match=words):
        trusted_hashes()


@pytest.mark.parametrize("place", ["file", "folder"])
def test_a_list_that_others_may_have_written_is_not_believed(place) -> None:
    path = trust(ONE, "net.py")
    changed = path if place == "file" else path.parent
    changed.chmod(changed.stat().st_mode | 0o020)
    with pytest.raises(InputError, match=r"others may write into it, and so trust in your name; .* chmod go-w "):
        trusted_hashes()
    with pytest.raises(InputError, match="others may write"):
        trust(OTHER, "another")


def test_a_list_of_somebody_else_is_not_believed(monkeypatch) -> None:
    path = trust(ONE, "net.py")
    os.chown(path, 4711, -1) if os.geteuid() == 0 else monkeypatch.setattr(os, "geteuid", lambda: 4711)
    with pytest.raises(InputError, match="belongs to somebody else, who could trust in your name"):
        trusted_hashes()
