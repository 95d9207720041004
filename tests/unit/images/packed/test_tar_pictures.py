"""Pictures in tar archives: by path, in any order; what is not there, twice there or cut short is said."""

from __future__ import annotations

import subprocess
import tarfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from audit.domain.cohort.predictions import Outcome
from audit.errors import InputError
from audit.images import holds
from audit.images.packed.tar_pictures import TarPictures
from audit.images.read import Folder, pictures_in
from audit.images.rejected import Rejected

if TYPE_CHECKING:
    from pathlib import Path

MEMBERS = {"1.png": b"one", "b/2.png": b"22" * 300, "3.json": b"{}"}


def archive(path: Path, names: list[str], kind: int = tarfile.PAX_FORMAT) -> Path:
    with tarfile.open(path, "w", format=kind) as made:
        folder = tarfile.TarInfo("b")
        folder.type = tarfile.DIRTYPE
        made.addfile(folder)
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = len(MEMBERS[name])
            made.addfile(info, BytesIO(MEMBERS[name]))
    return path


@pytest.mark.parametrize("kind", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_each_name_gives_its_picture_in_any_order(tmp_path, kind) -> None:
    pictures = TarPictures(archive(tmp_path / "t.tar", [*MEMBERS], kind), 1 << 20)
    assert {name: pictures.read(name) for name in ("3.json", "1.png", "b/2.png")} == MEMBERS
    assert ("1.png" in pictures, "b" in pictures) == (True, False)


def test_a_path_goes_on_within_an_archive_of_the_folder(tmp_path) -> None:
    (tmp_path / "shards").mkdir()
    archive(tmp_path / "shards" / "0.tar", ["1.png", "b/2.png"])
    (tmp_path / "folder.tar").mkdir()
    (tmp_path / "folder.tar" / "1.png").write_bytes(b"beside")
    found = Folder(tmp_path)
    assert found.read("shards/0.tar/b/2.png") == MEMBERS["b/2.png"]
    assert found.read("folder.tar/1.png") == b"beside"
    assert [holds(tmp_path, f"shards/0.tar/{name}") for name in ("1.png", "x.png")] == [True, False]
    for name, outcome in (
        ("shards/0.tar/x.png", Outcome.MISSING_FILE),
        ("shards/1.tar/1.png", Outcome.MISSING_FILE),
        ("../0.tar/1.png", Outcome.OUTSIDE_COHORT),
    ):
        with pytest.raises(Rejected) as caught:
            found.read(name)
        assert caught.value.outcome is outcome


def test_a_picture_that_is_too_large_says_so(tmp_path) -> None:
    pictures = TarPictures(archive(tmp_path / "t.tar", ["b/2.png"]), 10)
    with pytest.raises(Rejected) as caught:
        pictures.read("b/2.png")
    assert caught.value.outcome is Outcome.TOO_LARGE


def test_a_name_that_stands_twice_is_refused(tmp_path) -> None:
    with pytest.raises(InputError, match=r"t\.tar: '1\.png' stands there twice"):
        TarPictures(archive(tmp_path / "t.tar", ["1.png", "3.json", "1.png"]), 1 << 20)


@pytest.mark.parametrize("kept", [512, 1024, 1100, 2048, 3000, 3584])
def test_an_archive_that_lost_its_end_is_one_sentence(tmp_path, kept) -> None:
    path = archive(tmp_path / "t.tar", [*MEMBERS])
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(InputError, match=r"t\.tar: "):
        pictures_in(path)


def test_steps_that_lead_nowhere_make_no_other_name(tmp_path) -> None:
    path = tmp_path / "t.tar"
    with tarfile.open(path, "w") as made:
        for name in ("./1.png", "./b/./2.png"):
            info = tarfile.TarInfo(name)
            info.size = 3
            made.addfile(info, BytesIO(b"one"))
    pictures = TarPictures(path, 1 << 20)
    assert [name in pictures for name in ("1.png", "./1.png", "b/2.png", "2.png")] == [True, True, True, False]
    assert pictures.read("1.png") == b"one"


def test_a_member_with_holes_is_refused(tmp_path) -> None:
    holes = tmp_path / "1.png"
    with holes.open("wb") as file:
        file.seek(1 << 20)
        file.write(b"end")
    subprocess.run(["tar", "--sparse", "-cf", "t.tar", "1.png"], cwd=tmp_path, check=True)
    with pytest.raises(InputError, match=r"t\.tar: '1\.png' is written with holes; make the archive anew without"):
        pictures_in(tmp_path / "t.tar")


def test_what_is_no_archive_is_one_sentence(tmp_path) -> None:
    (tmp_path / "t.tar").write_bytes(b"no archive" * 100)
    with pytest.raises(InputError, match=r"t\.tar: the pictures in it cannot be read"):
        Folder(tmp_path).read("t.tar/1.png")
