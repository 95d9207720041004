"""Files of pictures are opened once as long as they stay as they are."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from audit.errors import InputError
from audit.images.packed.files import pictures_of_file

MOST = 1000


def write_tar(path: Path, **pictures: bytes) -> Path:
    with tarfile.open(path, "w") as archive:
        for name, data in pictures.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def test_a_file_is_opened_once_and_anew_when_it_has_changed(tmp_path: Path) -> None:
    path = write_tar(tmp_path / "a.tar", one=b"1")
    opened = pictures_of_file(path, MOST)
    assert pictures_of_file(path, MOST) is opened
    write_tar(path, one=b"2" * 600)
    assert pictures_of_file(path, MOST).read("one") == b"2" * 600


@pytest.mark.parametrize("name", ["a.tar", "a.parquet"])
def test_what_is_no_such_file_is_refused_by_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"nothing of the kind")
    with pytest.raises(InputError, match=rf"{name}: the pictures in it cannot be read"):
        pictures_of_file(tmp_path / name, MOST)
