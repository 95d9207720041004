"""Kept audits: found at any depth, read again when they change, packed whole; what is no audit is named."""

from __future__ import annotations

import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from assets.audits import AUDITS

from audit.report import to_document
from audit.serve.audits.kept import Shelf, key_of, packed
from audit.serve.http.guard import Refused


def saved(folder: Path, name: str, created: str) -> Path:
    result = AUDITS[name]()
    folder.mkdir(parents=True, exist_ok=True)
    made = replace(result, provenance=replace(result.provenance, created=created))
    (folder / "audit.json").write_text(to_document(made), encoding="utf-8")
    return folder


def test_audits_are_listed_once_the_newest_first_with_what_was_read_otherwise(tmp_path) -> None:
    saved(tmp_path / "deep" / "old", "drawn", "2026-01-01T00:00:00Z")
    saved(tmp_path / "new", "five-pictures", "2026-02-01T00:00:00Z")
    shelf = Shelf([tmp_path, tmp_path / "new" / "audit.json", tmp_path / "nowhere"])
    found = shelf.all()
    assert [audit.folder.name for audit in found.audits] == ["new", "old"]
    assert found.audits[1].verdict == AUDITS["drawn"]().decision.verdict
    assert found.audits[1].files == ("audit.json",)
    assert found.unread == ()


def test_one_that_changes_is_read_again_and_one_that_goes_is_gone(tmp_path) -> None:
    folder = saved(tmp_path / "one", "drawn", "2026-01-01T00:00:00Z")
    shelf = Shelf([tmp_path])
    (before,) = shelf.all().audits
    saved(folder, "five-pictures", "2026-01-01T00:00:01Z")
    (after,) = shelf.all().audits
    assert (before.key, before.created) == (after.key, "2026-01-01T00:00:00Z")
    assert after.created == "2026-01-01T00:00:01Z"
    (folder / "audit.json").unlink()
    assert shelf.all().audits == ()
    with pytest.raises(Refused, match="no such audit here any more"):
        shelf.find(after.key)


def test_what_is_no_audit_is_named_and_a_link_is_not_followed(tmp_path) -> None:
    saved(tmp_path / "elsewhere", "drawn", "2026-01-01T00:00:00Z")
    root = tmp_path / "reports"
    for name in ("broken", "fifo", "link"):
        (root / name).mkdir(parents=True)
    (root / "broken" / "audit.json").write_text("{", encoding="utf-8")
    os.mkfifo(root / "fifo" / "audit.json")
    (root / "link" / "audit.json").symlink_to(tmp_path / "elsewhere" / "audit.json")
    (root / "folder").symlink_to(tmp_path / "elsewhere")
    found = Shelf([root]).all()
    assert found.audits == ()
    assert len(found.unread) == 4


def test_a_key_tells_nothing_of_the_path(tmp_path) -> None:
    key = key_of(tmp_path / "secret")
    assert len(key) == 16
    assert set(key) <= set("0123456789abcdef")


def test_packed_audits_keep_their_files_and_their_names_apart(tmp_path) -> None:
    for place in ("a", "b"):
        folder = saved(tmp_path / place / "same", "drawn", f"2026-01-0{ord(place) - 96}T00:00:00Z")
        (folder / "index.html").write_text(place)
        (folder / "secret.txt").write_text("nobody's business")
    audits = Shelf([tmp_path]).all().audits
    with packed(audits) as file, zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        pages = sorted(archive.read(name) for name in names if name.endswith("index.html"))
    assert len(set(names)) == len(names) == 4
    assert pages == [b"a", b"b"]
