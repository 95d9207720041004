"""Sources that lead elsewhere or unpack to more than they should: refused with what to do."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from audit.errors import InputError
from audit.load.importers import import_cohort
from audit.load.importers.source import open_source

MB = 1 << 20


def source(folder: Path) -> Path:
    for name in ("happy/a.jpg", "sad/b.jpg"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(b"\xff\xd8\xff a picture")
    return folder


def names(path: Path) -> tuple[str, ...]:
    with open_source(path) as files:
        return files.names


def test_a_link_that_leads_out_of_the_source_is_refused(tmp_path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("root:x:0:0")
    (source(tmp_path / "set") / "happy" / "c.jpg").symlink_to(secret)
    with pytest.raises(InputError, match=r"c\.jpg: is a link that leads out of the source"):
        names(tmp_path / "set")


def test_a_link_to_a_folder_is_refused_and_one_inside_the_source_is_read(tmp_path) -> None:
    (source(tmp_path / "set") / "sad" / "c.jpg").symlink_to("../happy/a.jpg")
    assert names(tmp_path / "set") == ("happy/a.jpg", "sad/b.jpg", "sad/c.jpg")
    (tmp_path / "set" / "angry").symlink_to(tmp_path)
    with pytest.raises(InputError, match="angry: is a link to a folder, which is not followed"):
        names(tmp_path / "set")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path) -> None:
    os.mkfifo(source(tmp_path / "set") / "happy" / "c.jpg")
    with pytest.raises(InputError, match=r"c\.jpg: is no regular file"):
        names(tmp_path / "set")


def test_a_zip_of_zeros_is_refused_before_it_is_unpacked(tmp_path) -> None:
    with zipfile.ZipFile(tmp_path / "set.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for place in range(3):
            archive.writestr(f"happy/{place}.jpg", bytes(30 * MB))
    with pytest.raises(InputError, match="unpacks to more than 100 times its size"):
        names(tmp_path / "set.zip")


def test_a_tar_of_zeros_is_refused_by_the_size_its_header_names(tmp_path) -> None:
    with tarfile.open(tmp_path / "set.tar", "w") as archive:
        for place in range(2):
            member = tarfile.TarInfo(f"happy/{place}.jpg")
            archive.addfile(member, io.BytesIO())
    data = bytearray((tmp_path / "set.tar").read_bytes())
    header = tarfile.TarInfo("happy/0.jpg")
    header.size = 400 * MB
    data[:512] = header.tobuf()
    (tmp_path / "set.tar").write_bytes(data)
    with pytest.raises(InputError, match="unpacks to more than 100 times its size"):
        names(tmp_path / "set.tar")


def test_what_is_no_picture_is_left_out_and_counted(tmp_path) -> None:
    (source(tmp_path / "set") / "happy" / "c.jpg").write_text("root:x:0:0")
    (tmp_path / "set" / "sad" / "d.png").write_bytes(bytes(1000))
    done = import_cohort("folders", tmp_path / "set", tmp_path / "out")
    assert [(left.rows, left.reason) for left in done.left_out] == [
        (2, "no picture by its first bytes, whatever its name says")
    ]
    assert done.rows == 2
    assert sorted(path.name for path in (tmp_path / "out").rglob("*.*g")) == ["a.jpg", "b.jpg"]
    assert "2 left out at import: no picture by its first bytes" in (tmp_path / "out" / "cohort.toml").read_text()


def test_a_source_without_any_picture_is_refused(tmp_path) -> None:
    for name in ("happy/a.jpg", "sad/b.jpg"):
        (tmp_path / "set" / name).parent.mkdir(parents=True)
        (tmp_path / "set" / name).write_text("<html>")
    with pytest.raises(InputError, match="none of its 2 files is a picture"):
        import_cohort("folders", tmp_path / "set", tmp_path / "out")
    assert not (tmp_path / "out").exists()
