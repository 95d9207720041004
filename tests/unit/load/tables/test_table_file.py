"""Packages of one table: what is broken, too large or of several tables is one sentence."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile

import pytest

from audit.errors import FaultyFile
from audit.load.tables import table_file
from audit.load.tables.table_file import open_table, unpacked

CSV = b"image,label\na,happy\nb,sad\n" * 50


def zipped(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("t.csv", data)
    return file.getvalue()


PACKED = {"bzip2": bz2.compress, "xz": lzma.compress, "zip": zipped}


@pytest.mark.parametrize("pack", PACKED.values(), ids=PACKED)
def test_a_package_is_unpacked_and_hashed_as_it_lies_there(tmp_path, pack) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(pack(CSV))
    file = open_table(path)
    assert (file.data, file.packed) == (CSV, True)
    assert file.sha256 != table_file.hashlib.sha256(CSV).hexdigest()


@pytest.mark.parametrize("pack", PACKED.values(), ids=PACKED)
def test_what_unpacks_without_end_is_refused_without_unpacking_it_all(tmp_path, pack) -> None:
    with pytest.raises(FaultyFile, match="unpacks to more than 1,000 bytes"):
        unpacked(tmp_path / "t", pack(b"\0" * 3_000_000), 1000)


@pytest.mark.parametrize("pack", PACKED.values(), ids=PACKED)
def test_what_is_cut_off_is_one_sentence(tmp_path, pack) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(pack(CSV)[:-25])
    with pytest.raises(FaultyFile, match="pack the table again"):
        open_table(path)


def test_a_locked_archive_is_one_sentence(tmp_path) -> None:
    data = bytearray(zipped(CSV))
    data[6] |= 1  # the bit of encryption in the member's header, and in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(FaultyFile, match=r"'t\.csv' in it could not be unpacked: .*password"):
        unpacked(tmp_path / "t", bytes(data))


def test_zeros_are_counted_and_not_kept(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("audit.load.tables.table_file._ANY_TABLE", 1000)
    monkeypatch.setattr("audit.load.tables.table_file._PIECE", 500)
    tried = unpacked(tmp_path / "t.csv.gz", gzip.compress(bytes(40_000)), 50_000)
    assert tried == bytes(40_000), "suspect, and yet not too much"
    with pytest.raises(FaultyFile, match="unpacks to more than 30,000 bytes"):
        unpacked(tmp_path / "t.csv.gz", gzip.compress(bytes(40_000)), 30_000)


@pytest.mark.parametrize("inner", [zipped(CSV)[:-30], gzip.compress(CSV)], ids=["a cut archive", "gzip"])
def test_a_package_in_a_package_in_a_package_is_one_sentence(tmp_path, inner) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(gzip.compress(gzip.compress(inner)))
    with pytest.raises(FaultyFile, match=r"not a sound zip archive|a package in a package in a package; unpack it"):
        open_table(path)
