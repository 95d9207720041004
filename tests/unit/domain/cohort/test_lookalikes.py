"""Names that look the same are the same, and names of another script stay themselves."""

from __future__ import annotations

import pytest

from audit.domain.cohort.groups import spelling_key
from audit.domain.cohort.lookalikes import as_seen, odd_characters


@pytest.mark.parametrize(
    "written",
    ["f\u0435male", "fem\u03b1le", "fe\u00admale", "\ufefffemale", "female\u200b", "FEM\u0410LE", "fe\u2060male "],
)
def test_a_name_that_looks_like_another_is_that_name(written) -> None:
    assert spelling_key(written) == "female"
    assert odd_characters(written).startswith("U+")


@pytest.mark.parametrize("name", ["женщина", "сор", "γυναίκα", "女性", "männlich", "João", "می\u200cخواهم"])
def test_a_name_of_another_script_is_left_alone(name) -> None:
    assert as_seen(name) == name
    assert not odd_characters(name)


@pytest.mark.parametrize("name", ["männlich", "contrôle", "Überraschung", "señora", "mężczyzna", "30–39"])
def test_utf_8_read_as_windows_1252_is_what_was_written(name) -> None:
    misread = name.encode().decode("cp1252")
    assert misread != name
    assert spelling_key(misread) == spelling_key(name)
