"""Members of strangers' archives: bounded in what is said of them, told from an archive that lost its end, not kept."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

import pytest

from audit.files.tar_archives import MOST_OF_HEADER, TarMember, members


def names(path: Path) -> list[str]:
    with tarfile.open(path, tarinfo=TarMember) as archive:
        return [member.name for member in members(archive)]


def written(path: Path, *called: str, mode: str = "w", kind: int = tarfile.PAX_FORMAT) -> Path:
    with tarfile.open(path, mode, format=kind) as archive:
        for name in called:
            member = tarfile.TarInfo(name)
            member.size = 600
            archive.addfile(member, io.BytesIO(bytes(600)))
    return path


@pytest.mark.parametrize("mode", ["w", "w:gz"])
@pytest.mark.parametrize("kind", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_members_come_in_their_order_with_long_names_and_none_is_kept(tmp_path: Path, mode: str, kind: int) -> None:
    called = ["a", "folder/" * 40 + "b", "c"]
    path = written(tmp_path / "t", *called, mode=mode, kind=kind)
    with tarfile.open(path, tarinfo=TarMember) as archive:
        for _ in members(archive):
            assert len(archive.members) <= 1
    assert names(path) == called


@pytest.mark.parametrize("kept", [512, 1024, 1100, 1536, 2048, 3071])
def test_an_archive_that_lost_its_end_is_no_shorter_one(tmp_path: Path, kept: int) -> None:
    path = written(tmp_path / "t", "a", "b")
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(tarfile.ReadError, match=r"cut short or damaged|unexpected end of data"):
        names(path)


@pytest.mark.parametrize(
    "kind",
    [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK],
)
def test_what_is_said_of_a_member_is_not_read_however_long_it_is(tmp_path: Path, kind: bytes) -> None:
    """A hole of six gigabytes takes no room on the disk, and would take them in memory."""
    said, path = tarfile.TarInfo("x"), tmp_path / "t"
    said.type, said.size = kind, 6 * 2**30
    path.write_bytes(said.tobuf(tarfile.GNU_FORMAT))
    os.truncate(path, 6 * 2**30 + 2048)
    with pytest.raises(tarfile.ReadError, match=rf"6,442,450,944 bytes are said of one member; .* {MOST_OF_HEADER:,}"):
        names(path)


def test_a_megabyte_may_be_said_of_a_member_and_no_byte_more(tmp_path: Path) -> None:
    assert MOST_OF_HEADER == 1024**2
    for said, name in ((1024**2, "fits"), (1024**2 + 1, "too much")):
        header, path = tarfile.TarInfo("x"), tmp_path / name
        header.type, header.size = tarfile.GNUTYPE_LONGNAME, said
        path.write_bytes(header.tobuf(tarfile.GNU_FORMAT))
        os.truncate(path, 512 + 2 * 1024**2)
        with pytest.raises(tarfile.ReadError) as raised:
            names(path)
        assert ("are said of one member" in str(raised.value)) == (name == "too much")


def test_pictures_of_any_size_are_members(tmp_path: Path) -> None:
    member, path = tarfile.TarInfo("large"), tmp_path / "t"
    member.size = 2 * 1024**2
    with tarfile.open(path, "w") as archive:
        archive.addfile(member, io.BytesIO(bytes(member.size)))
    assert names(path) == ["large"]
