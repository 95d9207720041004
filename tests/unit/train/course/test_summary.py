"""A weights file is known by its bytes."""

from __future__ import annotations

import hashlib

import pytest

from audit.errors import InputError
from audit.train.course.summary import WeightsFile


def test_a_weights_file_has_its_hash_and_its_size(tmp_path):
    path = tmp_path / "weights.keras"
    path.write_bytes(b"numbers")
    assert WeightsFile.of(path) == WeightsFile(path=path, sha256=hashlib.sha256(b"numbers").hexdigest(), size=7)


def test_a_file_that_is_not_there_is_no_weights_file(tmp_path):
    with pytest.raises(InputError, match=r"weights\.keras: could not be read: No such file"):
        WeightsFile.of(tmp_path / "weights.keras")
