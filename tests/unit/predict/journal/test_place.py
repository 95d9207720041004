"""The journal lies where nobody else reads or writes."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from audit.predict.journal.place import CACHE, cache_folder, private_file
from audit.predict.journal.trouble import JournalError


def test_it_is_made_for_its_owner_alone(tmp_path) -> None:
    path = private_file(tmp_path / "deep" / "cache")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o644)
    assert stat.S_IMODE(private_file(path.parent).stat().st_mode) == 0o600


def test_what_others_may_have_written_or_laid_beside_it_is_not_believed(tmp_path, monkeypatch) -> None:
    path = private_file(tmp_path)
    path.chmod(0o660)
    with pytest.raises(JournalError, match=r"others may write into it; if nobody did: chmod 600 "):
        private_file(tmp_path)
    path.chmod(0o600)
    tmp_path.chmod(0o770)
    with pytest.raises(JournalError, match=r"others may write into it; if nobody did: chmod go-w "):
        private_file(tmp_path)
    tmp_path.chmod(0o700)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(JournalError, match="belongs to somebody else"):
        private_file(tmp_path)


def test_what_is_no_file_or_cannot_be_made_is_said(tmp_path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(JournalError, match=r"file/journal\.sqlite: the journal could not be opened: "):
        private_file(tmp_path / "file")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "journal.sqlite").symlink_to(tmp_path / "file")
    with pytest.raises(JournalError, match="could not be opened"):
        private_file(tmp_path / "a")
    (tmp_path / "b" / "journal.sqlite").mkdir(parents=True)
    with pytest.raises(JournalError, match="could not be opened"):
        private_file(tmp_path / "b")


def test_it_lies_in_the_persons_cache(monkeypatch) -> None:
    monkeypatch.setenv(CACHE, "/somewhere")
    assert cache_folder() == Path("/somewhere")
    monkeypatch.delenv(CACHE)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", "/cache")
    assert cache_folder() == Path("/cache/emotion-audit")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == Path.home() / ".cache" / "emotion-audit"
    monkeypatch.setattr("sys.platform", "darwin")
    assert cache_folder() == Path.home() / "Library" / "Caches" / "emotion-audit"
