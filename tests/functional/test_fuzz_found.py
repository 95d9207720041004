"""What fuzzing found stays mended, and every parser reads what fuzzing starts from."""

from __future__ import annotations

import base64

import pytest
from fuzz.found import FOUND
from fuzz.parsers import PARSERS, tried


@pytest.mark.parametrize(("name", "data"), FOUND)
def test_what_was_found_is_an_error_of_ours(name: str, data: str) -> None:
    tried(PARSERS[name], base64.b64decode(data))


@pytest.mark.parametrize("name", PARSERS)
def test_seeds_end_as_they_should(name: str) -> None:
    if name == "keras-archive":
        pytest.importorskip("h5py")
    for seed in PARSERS[name].seeds:
        tried(PARSERS[name], seed)
