"""Tables, declarations, saved audits and archives of datasets that mislead, fill memory or are damaged; pictures."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from corpus.case import Case
from corpus.models import cohort, encrypted
from soak.hostile import pictures as hostile_pictures
from soak.hostile import policies as hostile_policies
from soak.hostile import tables as hostile_tables

GOOD = b"image,label,predicted,group\na.png,happy,happy,a\nb.png,sad,sad,b\n"
TOO_MUCH = (1 << 30) + (1 << 20)
"""Bytes, more than a table may unpack to."""


def _named(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def audit_of(name: str, data: bytes) -> Any:
    """Return what writes a table that is cohort and predictions in one."""

    def make(folder: Path) -> list[str]:
        path = str(_named(folder, name, data))
        return ["run", "--cohort", path, "--predictions", path, "--max-difference", "0.1", "--out", str(folder / "out")]

    return make


def _zeros(pack: Any) -> bytes:
    """Return zeros packed by a packer of the standard library, piece by piece."""
    stream = io.BytesIO()
    with pack(stream) as packed:
        for _ in range(TOO_MUCH >> 20):
            packed.write(bytes(1 << 20))
    return stream.getvalue()


def _zip_of(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def _bomb(name: str, pack: Any) -> Any:
    def make(folder: Path) -> list[str]:
        return list(audit_of(name, _zeros(pack))(folder))  # a gigabyte is packed only when it is asked for

    return make


def tables() -> Iterator[Case]:
    """Yield tables."""
    deep = b"[" * 100_000
    kinds: dict[str, tuple[str, bytes]] = {
        **{name: ("t.csv", data) for name, data in hostile_tables().items()},
        "a cell of 200,000 letters": ("t.csv", GOOD + b"c.png,happy,sad," + b"x" * 200_000 + b"\n"),
        "600 columns that make groups": ("t.csv", _wide(600)),
        "an open quote": ("t.csv", GOOD + b'c.png,"happy\n' + b"d.png,sad,sad,a\n" * 1000),
        "a header alone": ("t.csv", GOOD.splitlines()[0]),
        "nothing in it": ("t.csv", b""),
        "UTF-16": ("t.csv", GOOD.decode().encode("utf-16")),
        "paths that lead out": ("t.csv", GOOD.replace(b"a.png", b"../../etc/passwd").replace(b"happy", b"")),
        "JSON, lists in lists": ("t.json", deep),
        "JSON, objects in objects": ("t.json", b'{"a":' * 50_000),
        "JSON, a number of 5,000 digits": ("t.json", b'[{"image": ' + b"9" * 5000 + b"}]"),
        "JSON lines that are none": ("t.jsonl", b'{"image": "a.png"}\n{"image"\n'),
        "Parquet, only its magic": ("t.parquet", b"PAR1" + bytes(200) + b"PAR1"),
        "Parquet, cut in half": ("t.parquet", _parquet()[:200]),
        "Parquet, random inside": ("t.parquet", b"PAR1" + np.random.default_rng(4).bytes(5000) + b"PAR1"),
        "Excel, no workbook in it": ("t.xlsx", _zip_of({"a.txt": b"x"})),
        "Excel, an entity that multiplies": ("t.xlsx", _zip_of({"xl/workbook.xml": _entities()})),
        "zip, two tables": ("t.zip", _zip_of({"a.csv": GOOD, "b.csv": GOOD})),
        "zip, encrypted": ("t.zip", encrypted(_zip_of({"a.csv": GOOD}))),
        "gzip, cut off": ("t.csv.gz", gzip.compress(GOOD * 100)[:40]),
        "gzip, random": ("t.csv.gz", b"\x1f\x8b\x08\x00" + np.random.default_rng(6).bytes(900)),
        "xz, cut off": ("t.csv.xz", lzma.compress(GOOD * 100)[:60]),
    }
    for name, (file, data) in kinds.items():
        yield Case(kind="table", name=name, make=audit_of(file, data), costly=name == "many faults")
    bombs: dict[str, Any] = {
        "t.csv.gz": lambda stream: gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=1),
        "t.csv.bz2": lambda stream: bz2.BZ2File(stream, "wb"),
        "t.csv.xz": lambda stream: lzma.LZMAFile(stream, "wb", preset=0),  # noqa: SIM115 - closed where it is used
    }
    for file, pack in bombs.items():
        yield Case(kind="table", name=f"1 GB of zeros as {file}", make=_bomb(file, pack), costly=True)
    for name, target in {
        "a link to /dev/zero": "/dev/zero",
        "a link to itself": "t.csv",
        "a link to a folder": "/",
    }.items():
        yield Case(kind="table", name=name, make=_link(target))
    yield Case(kind="table", name="a pipe nobody writes into", make=_pipe)


def _wide(columns: int) -> bytes:
    """Return a table with so many columns that make groups."""
    names = ",".join(f"c{place}" for place in range(columns))
    rows = (f"{name}.png,{label},{label},{','.join(label * columns)}" for name, label in (("a", "h"), ("b", "s")))
    return "\n".join([f"image,label,predicted,{names}", *rows]).encode()


def _link(target: str) -> Any:
    def make(folder: Path) -> list[str]:
        (folder / "t.csv").symlink_to(target)
        return ["check", str(folder / "t.csv")]

    return make


def _pipe(folder: Path) -> list[str]:
    os.mkfifo(folder / "t.csv")
    return ["check", str(folder / "t.csv")]


def _parquet() -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    stream = io.BytesIO()
    parquet.write_table(pa.table({"image": ["a.png"], "label": ["happy"]}), stream)
    return stream.getvalue()


def _entities() -> bytes:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE x [<!ENTITY e0 "lol">{lines}]><workbook>&e11;</workbook>'.encode()


def declarations() -> Iterator[Case]:  # noqa: C901 - a list of cases
    """Yield policies, cohort.toml files and saved audits."""

    def policy(text: str | bytes) -> Any:
        def make(folder: Path) -> list[str]:
            path = _named(folder, "p.toml", text.encode() if isinstance(text, str) else text)
            table = str(_named(folder, "t.csv", GOOD))
            return ["run", "--cohort", table, "--predictions", table, "--policy", str(path), "--out", str(folder / "o")]

        return make

    def saved(data: bytes) -> Any:
        def make(folder: Path) -> list[str]:
            rules = _named(folder, "p.toml", b'[[criteria]]\nmetric = "accuracy"\nfeature = "group"\nlimit = 0.1\n')
            return ["judge", str(_named(folder, "audit.json", data)), "--policy", str(rules)]

        return make

    def declared(text: str) -> Any:
        def make(folder: Path) -> list[str]:
            (folder / "c").mkdir()
            (folder / "c" / "manifest.csv").write_bytes(GOOD)
            (folder / "c" / "cohort.toml").write_text(text, encoding="utf-8")
            return ["check", str(folder / "c")]

        return make

    for name, text in hostile_policies().items():
        yield Case(kind="declaration", name=f"policy: {name}", make=policy(text))
    for name, text in {
        "no text": b"\xff\xfe\x00",
        "a limit that is no number": '[[criteria]]\nmetric = "accuracy"\nfeature = "group"\nlimit = nan\n',
        "a number of 5,000 digits": "seed = " + "9" * 5000,
        "a metric nobody knows": '[[criteria]]\nmetric = "__import__"\nfeature = "group"\nlimit = 0.1\n',
        "a limit of 400 digits": f'[[criteria]]\nmetric = "accuracy"\nfeature = "group"\nlimit = {10**400}\n',
        "a date that is none": '[[criteria]]\nmetric = "accuracy"\nlimit = 2026-13-45\n',
    }.items():
        yield Case(kind="declaration", name=f"policy: {name}", make=policy(text))
    for name, text in {
        "a key nobody knows": 'run = "id"\n',
        "lists in lists": "x = " + "[" * 20_000 + "]" * 20_000,
        "labels that are one": 'labels = ["happy"]\n',
        "labels that are numbers": "labels = [1, 2]\n",
        "a date as its title": "title = 2026-01-01\n",
    }.items():
        yield Case(kind="declaration", name=f"cohort: {name}", make=declared(text))
    for name, data in {
        "lists in lists": b"[" * 200_000,
        "objects in objects": b'{"a":' * 100_000,
        "a number of 5,000 digits": b'{"counts": ' + b"9" * 5000 + b"}",
        "a list": b"[]",
        "nothing in it": b"",
        "no JSON": b"<html>",
        "not text": bytes(range(256)),
        "a schema of the future": b'{"schema_version": 999}',
        "every key a null": json.dumps(
            dict.fromkeys(("provenance", "policy", "labels", "counts", "findings"))
        ).encode(),
        "a name of 300 letters": json.dumps({"x" * 300: 1}).encode(),
    }.items():
        yield Case(kind="declaration", name=f"saved audit: {name}", make=saved(data))


def _import(folder: Path, source: Path) -> list[str]:
    return ["import", "folders", str(source), str(folder / "made"), "--levels", "label"]


PICTURE = b"\xff\xd8\xff\xe0 a picture"
TREE = {"happy/a.jpg": PICTURE, "sad/b.jpg": PICTURE}


def archives() -> Iterator[Case]:  # noqa: C901 - a list of cases
    """Yield archives and folders of datasets."""

    def of_data(name: str, data: bytes) -> Any:
        return lambda folder: _import(folder, _named(folder, name, data))

    def of_tar(member: tarfile.TarInfo, data: bytes = b"") -> Any:
        def make(folder: Path) -> list[str]:
            with tarfile.open(folder / "set.tar", "w") as archive:
                for name, picture in TREE.items():
                    plain = tarfile.TarInfo(name)
                    plain.size = len(picture)
                    archive.addfile(plain, io.BytesIO(picture))
                archive.addfile(member, io.BytesIO(data))
            return _import(folder, folder / "set.tar")

        return make

    def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", size: int = 0) -> tarfile.TarInfo:
        found = tarfile.TarInfo(name)
        found.type, found.linkname, found.size = kind, link, size
        return found

    good = _zip_of(TREE)
    for name, data in {
        "a member that leads out": _zip_of({**TREE, "../../a.jpg": PICTURE}),
        "a member at an absolute path": _zip_of({**TREE, "/tmp/a.jpg": PICTURE}),  # noqa: S108 - is refused
        "a member with a backslash": _zip_of({**TREE, "..\\a.jpg": PICTURE}),
        "100 MB of zeros": _zip_of({**TREE, "sad/c.jpg": bytes(100 << 20)}),
        "encrypted members": encrypted(good),
        "cut in half": good[: len(good) // 2],
        "random bytes": b"PK\x03\x04" + np.random.default_rng(8).bytes(3000),
        "pages in place of pictures": _zip_of(dict.fromkeys(TREE, b"<html>")),
        "zeros in place of pictures": _zip_of(dict.fromkeys(TREE, bytes(1000))),
        "no picture at all": _zip_of({"readme.txt": b"x"}),
        "a member of another checksum": _zip_of(TREE, zipfile.ZIP_STORED).replace(b"a picture", b"a victory", 1),
        "a name twice": _zip_of({**TREE, "sad/./b.jpg": PICTURE}),
        "a name of 300 letters": _zip_of({**TREE, f"sad/{'c' * 300}.jpg": PICTURE}),
    }.items():
        yield Case(kind="archive", name=f"zip: {name}", make=of_data("set.zip", data))
    for name, found in {
        "a link": member("sad/c.jpg", tarfile.SYMTYPE, "/etc/passwd"),
        "a hard link out": member("sad/c.jpg", tarfile.LNKTYPE, "/etc/passwd"),
        "a device": member("sad/c.jpg", tarfile.CHRTYPE),
        "a pipe": member("sad/c.jpg", tarfile.FIFOTYPE),
        "a member that leads out": member("../../c.jpg"),
        "a member at an absolute path": member("/tmp/c.jpg"),  # noqa: S108 - is refused
    }.items():
        yield Case(kind="archive", name=f"tar: {name}", make=of_tar(found))
    zeros = gzip.compress(tarfile.TarInfo("happy/a.jpg").tobuf() + bytes(5000))
    huge = member("happy/a.jpg", size=400 << 20).tobuf() + bytes(1 << 20)
    for file, name, data in (
        ("set.tar.gz", "cut off", zeros[:60]),
        ("set.tar.gz", "random bytes", b"\x1f\x8b\x08" + np.random.default_rng(9).bytes(900)),
        ("set.tar", "a member that claims 400 MB", huge),
        ("set.tar", "without its end", _tar_of(TREE)[:2048]),
        ("set.tar", "a damaged header", _tar_of(TREE).replace(b"sad/b.jpg", b"sad/c.jpg")),
        ("set.tar", "nothing in it", b""),
        ("set.tar.xz", "no xz", b"\xfd7zXZ\x00" + bytes(100)),
    ):
        yield Case(kind="archive", name=f"{file}: {name}", make=of_data(file, data))
    yield from _source_folders()


def _tar_of(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return stream.getvalue()


def _source_folders() -> Iterator[Case]:
    def of_folder(change: Any) -> Any:
        def make(folder: Path) -> list[str]:
            for name, data in TREE.items():
                (folder / "set" / name).parent.mkdir(parents=True)
                (folder / "set" / name).write_bytes(data)
            change(folder / "set")
            return _import(folder, folder / "set")

        return make

    for name, change in {
        "a link to /etc/passwd": lambda top: (top / "sad" / "c.jpg").symlink_to("/etc/passwd"),
        "a link to the root of all folders": lambda top: (top / "angry").symlink_to("/"),
        "a link in a circle": lambda top: (top / "sad" / "c.jpg").symlink_to("c.jpg"),
        "a pipe": lambda top: os.mkfifo(top / "sad" / "c.jpg"),
        "a link to /dev/zero": lambda top: (top / "sad" / "c.jpg").symlink_to("/dev/zero"),
        "an archive of links": lambda top: (top / "set.zip").write_bytes(b"PK\x05\x06" + bytes(10)),
    }.items():
        yield Case(kind="archive", name=f"folder: {name}", make=of_folder(change))


def _holes(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


def pictures(folder: Path, *, costly: bool = True) -> tuple[list[str], dict[str, str]]:
    """Write every hostile picture into one cohort; return the command, and what is wrong with each file."""
    names: dict[str, str] = {}
    for place, (what, data) in enumerate(hostile_pictures(costly=costly).items()):
        _named(folder, f"h{place}.png", data)
        names[f"h{place}.png"] = what
    for what, make in {
        "a pipe": os.mkfifo,
        "a link to /etc/passwd": lambda path: path.symlink_to("/etc/passwd"),
        "a link to /dev/zero": lambda path: path.symlink_to("/dev/zero"),
        "a folder": lambda path: path.mkdir(),
        "a link in a circle": lambda path: path.symlink_to(path.name),
        "nothing in it": lambda path: path.write_bytes(b""),
        "a BMP of −2³¹ rows": lambda path: path.write_bytes(
            b"BM" + bytes(12) + b"(\0\0\0\x08\0\0\0\0\0\0\x80" + bytes(60)
        ),
        "a WEBP of nothing": lambda path: path.write_bytes(b"RIFF\x04\0\0\0WEBP"),
        "a JPEG without a frame": lambda path: path.write_bytes(b"\xff\xd8\xff\xd9"),
        "a file of 1 TB of holes": _holes,
    }.items():
        name = f"x{len(names)}.png"
        make(folder / name)
        names[name] = what
    for name, what in {
        "../../../../etc/passwd": "a path that leads out",
        "/etc/passwd": "an absolute path",
        "nowhere.png": "a file that is not there",
        f"{'n' * 300}.png": "a name of 300 letters",
    }.items():
        names[name] = what
    whole = cohort(folder)
    with Path(whole).open("a", encoding="utf-8") as table:
        table.writelines(f"{name},happy,a\n" for name in names)
    return ["predict", "--cohort", whole, "--out", str(folder / "said.csv")], names
