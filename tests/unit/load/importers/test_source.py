"""A dataset as its owner hands it out: files are read, never unpacked, and nothing leaves its folder."""

from __future__ import annotations

import gzip
import tarfile
from pathlib import Path

import numpy as np
import pytest
from assets.datasets import TREE, tar, tree, zipped

from audit.errors import InputError
from audit.load.importers import import_cohort
from audit.load.importers.source import SourceFiles, open_source


@pytest.mark.parametrize("name", ["../escape.jpg", "/escape.jpg", "sad/../../escape.jpg", "sad\\..\\escape.jpg"])
@pytest.mark.parametrize("pack", [tar, zipped])
def test_an_archive_that_would_escape_is_refused_whole(tmp_path, pack, name):
    source = pack(tmp_path / "in" / ("set.tar.gz" if pack is tar else "set.zip"), TREE | {name: b"escaped"})
    with pytest.raises(InputError, match=r"outside|refused"):
        import_cohort("folders", source, tmp_path / "out")
    assert not list(tmp_path.rglob("escape.jpg"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_and_devices_in_an_archive_are_refused(tmp_path, kind):
    with tarfile.open(tmp_path / "set.tar", "w") as archive:
        member = tarfile.TarInfo("sad/a.jpg")
        member.type, member.linkname = kind, "b.jpg"
        archive.addfile(member)
    with pytest.raises(InputError, match="refused"):
        import_cohort("folders", tmp_path / "set.tar", tmp_path / "out")


@pytest.mark.parametrize("name", ["set.tar.gz", "set.zip"])
def test_an_archive_that_is_cut_off_is_refused(tmp_path, name):
    rng = np.random.default_rng(0)
    files = {f"{emotion}/{i}.jpg": rng.bytes(5000) for i in range(9) for emotion in ("happy", "sad")}
    path = (zipped if name.endswith("zip") else tar)(tmp_path / name, files)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InputError, match=r"set\.(tar\.gz|zip): the archive is broken"):
        import_cohort("folders", path, tmp_path / "out")


def test_a_picture_damaged_inside_a_zip_is_an_input_error(tmp_path):
    path = zipped(tmp_path / "set.zip", {"happy/a.jpg": b"abcdefgh" * 9, "sad/b.jpg": b"b"})
    path.write_bytes(path.read_bytes().replace(b"abcdefgh", b"abcdefgX", 1))
    with pytest.raises(InputError, match=r"'happy/a\.jpg' could not be read"):
        import_cohort("folders", path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("left", [1024, 1100], ids=["behind a member", "in a header"])
def test_a_tar_archive_that_lost_its_end_is_refused_and_no_smaller_dataset(tmp_path, left):
    path = tmp_path / "set.tar"
    with tarfile.open(path, "w") as archive:
        for name in ("happy/a.jpg", "sad/b.jpg", "sad/c.jpg", "sad/d.jpg"):
            archive.addfile(tarfile.TarInfo(name))
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(InputError, match=r"set\.tar: the archive is broken, and refused whole: .*cut short"):
        names_of(path)


def test_a_tar_archive_with_a_damaged_header_is_refused(tmp_path):
    path = tar(tmp_path / "set.tar", TREE)
    whole = bytearray(gzip.decompress(path.read_bytes()))
    whole[1024 + 150] ^= 1  # the checksum of the second member
    path.write_bytes(whole)
    with pytest.raises(InputError, match=r"refused whole: it is cut short or damaged \(bad checksum\)"):
        names_of(path)


def test_a_name_that_stands_twice_in_an_archive_is_refused(tmp_path):
    for path in (
        tar(tmp_path / "set.tar", {"sad/a.jpg": b"1", "sad/./a.jpg": b"2"}),
        zipped(tmp_path / "set.zip", {"sad/a.jpg": b"1", "sad//a.jpg": b"2"}),
    ):
        with pytest.raises(InputError, match=r"a\.jpg' stands in it twice, and nothing says which is meant"):
            names_of(path)


def names_of(path: Path) -> list[str]:
    with open_source(path) as files:
        return list(files.names)


def test_folders_and_their_archives_are_one_tree_and_a_folders_file_comes_first(tmp_path):
    folder = tree(tmp_path / "set", {"sad/b.jpg": b"of the folder", "a.txt": b"", "sad/.DS_Store": b""})
    tar(folder / "one.tar.gz", {"sad/b.jpg": b"of the tar", "sad/c.jpg": b"c", "__MACOSX/sad/c.jpg": b""})
    zipped(folder / "two.ZIP", {"d/e.jpg": b"e", "./sad/f.jpg": b"f"})
    assert names_of(folder) == ["a.txt", "sad/b.jpg", "sad/c.jpg", "d/e.jpg", "sad/f.jpg"]
    with open_source(folder) as files:
        assert [files.read(name) for name in ("sad/b.jpg", "sad/c.jpg", "d/e.jpg")] == [b"of the folder", b"c", b"e"]
        assert "one.tar.gz" not in files  # an archive at the top is read, not imported


def test_an_archive_below_the_top_is_a_file_like_others(tmp_path):
    tar(tree(tmp_path / "set", {"a.txt": b""}) / "deeper" / "one.tar", {"x.jpg": b""})
    assert names_of(tmp_path / "set") == ["a.txt", "deeper/one.tar"]


def test_a_name_is_found_where_it_lies_least_deep(tmp_path):
    folder = tree(tmp_path, {"x/y/info.csv": b"", "z/info.csv": b"", "z/other.csv": b"", "z/myinfo.csv": b""})
    with open_source(folder) as files:
        assert files.find("info.csv") == "z/info.csv"
        assert files.find("absent.csv", "other.csv") == "z/other.csv"
        assert files.find("y/info.csv") == "x/y/info.csv"
        assert files.find("fo.csv") is None  # a part of a name is not the name


@pytest.mark.parametrize(
    ("name", "words"), [("absent", "no such file or folder"), ("note.txt", "neither a folder nor")]
)
def test_what_is_no_source_is_refused(tmp_path, name, words):
    (tmp_path / "note.txt").write_bytes(b"")
    with pytest.raises(InputError, match=words), open_source(tmp_path / name):
        pass


def test_a_file_beyond_the_limit_is_refused_by_its_stated_size():
    files = SourceFiles(Path("set"))
    files.add("a.bin", 512 * 1024**2, bytes)
    with pytest.raises(InputError, match=r"'b\.bin' has 536,870,913 bytes, above the limit of 536,870,912"):
        files.add("b.bin", 512 * 1024**2 + 1, bytes)
    assert files.names == ("a.bin",)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    def fail():
        raise OSError("disk on fire")

    files = SourceFiles(tmp_path)
    files.add("a.jpg", 1, fail)
    with pytest.raises(InputError, match=r"'a\.jpg' could not be read: disk on fire"):
        files.read("a.jpg")
