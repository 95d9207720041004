"""Small datasets as their owners hand them out: a folder, a tar, a zip."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

INFO = (
    "face_id,face_age,face_gender,face_eth\n001,24,female,white\n002,25,male,east_asian/white\n003,NA,male,west_asian\n"
)


LONDON = {
    "london_info.csv": INFO.encode(),
    **{f"neutral_front/00{i}_03.jpg": b"BMneutral%d" % i for i in (1, 2, 3, 4)},
    **{f"smiling_front/00{i}_08.jpg": b"BMsmiling%d" % i for i in (1, 2)},
    "neutral_front/001_03.tem": b"points",
}


TREE = {
    "Happiness/a.jpg": b"BMa",
    "sad/b.PNG": b"BMb",
    "sad/deeper/c.png": b"BMc",
    "awe/d.jpg": b"BMd",
    "sad/x.txt": b"",
    "y.jpg": b"",
}


def tree(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def tar(path: Path, files: dict[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path
