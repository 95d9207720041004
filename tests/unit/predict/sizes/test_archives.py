"""Archives and arrays are taken at what they hold, not at what they claim."""

from __future__ import annotations

import io
import struct
import zipfile

import numpy as np
import pytest

from audit.predict.sizes.archives import FalseClaim, check_arrays, unpacked_bytes


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipFile:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return zipfile.ZipFile(stream)


def array(header: str) -> bytes:
    data = header.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(data)) + data


def saved(numbers: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, numbers)
    return stream.getvalue()


def test_what_members_unpack_to_is_added_up() -> None:
    assert unpacked_bytes(packed({"a": bytes(5000), "b": bytes(10)})) == 5010


def test_arrays_that_are_whole_pass() -> None:
    check_arrays(packed({"a.npy": saved(np.arange(12.0).reshape(3, 4)), "schema.json": b"{}"}))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (array("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }"), "claims 8,000,000,000,000"),
        (array("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"), "Python objects"),
        (array("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }"), "claims -8"),
        (array("__import__('os').system('id')"), "malformed|header"),
        (b"no array", "magic"),
    ],
)
def test_a_header_that_claims_something_else_is_refused(data, words) -> None:
    with pytest.raises(ValueError, match=words):
        check_arrays(packed({"a.npy": data}))


def test_an_archive_of_endless_members_is_refused(monkeypatch) -> None:
    monkeypatch.setattr("audit.predict.sizes.archives.MOST_MEMBERS", 3)
    with pytest.raises(FalseClaim, match="it has 4 members"):
        unpacked_bytes(packed(dict.fromkeys("abcd", b"")))
