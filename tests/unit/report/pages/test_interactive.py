"""The scripts of a page: plotly as it was packed is plotly as it is installed, and comes with its licence."""

from __future__ import annotations

import base64
import gzip
import hashlib
import importlib.util
from importlib.resources import files
from pathlib import Path

import pytest

from audit.report.pages.interactive import ALPHABET, own_script, packed_plotly

PACKER = Path(__file__).resolve().parents[3] / "packaging" / "pack_plotly.py"


@pytest.fixture(scope="module")
def packer():
    spec = importlib.util.spec_from_file_location("pack_plotly", PACKER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_packed_script_unpacks_to_the_installed_one(packer) -> None:
    """Fails when the pinned plotly changes: then `make plotly` packs the new one."""
    script = packed_plotly()
    packed = base64.b85decode(script.text.translate(str.maketrans(ALPHABET, packer.RFC1924)))[: script.size]
    source = gzip.decompress(packed)
    assert source == packer.source()
    assert script.sha256 == base64.b64encode(hashlib.sha256(source).digest()).decode()


def test_the_packer_says_the_version_and_packs_what_it_is_given(packer) -> None:
    digits, about = packer.packed(b"/** plotly.js v9.8.7 */ 1 < 2 && 3")
    assert '"version": "9.8.7"' in about
    size = int(about.split('"size": ')[1].split()[0])
    packed = base64.b85decode(digits.translate(str.maketrans(ALPHABET, packer.RFC1924)))[:size]
    assert gzip.decompress(packed) == b"/** plotly.js v9.8.7 */ 1 < 2 && 3"


def test_its_licence_lies_beside_it() -> None:
    text = files("audit.report").joinpath("vendored", "plotly.LICENSE").read_text(encoding="utf-8")
    assert "MIT License" in text
    assert "Plotly Technologies" in text


def test_a_script_of_ours_is_named_by_the_hash_of_its_text() -> None:
    script = own_script("page.js")
    assert script.sha256 == base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
