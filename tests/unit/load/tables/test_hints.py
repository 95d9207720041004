"""A column is suggested only where its cells could be what is missing."""

from __future__ import annotations

import pytest

from audit.load.tables.hints import columns_like

TABLE = {
    "file": ["x/a.jpg", "x/b.jpg", "x/c.jpg"],
    "age": ["20", "30", "20"],
    "imago": ["0.25", "0.5", "0.75"],
    "labels": ["0.1", "0.7", "0.2"],
    "emotion": ["happy", "sad", "happy"],
    "lable": ["f", "m", "f"],
    "label_code": ["0", "1", "0"],
    "subjekt": ["anna", "ben", "anna"],
}


def like(missing: str, *names: str) -> list[str]:
    return list(columns_like(missing, names, TABLE.__getitem__))


@pytest.mark.parametrize(
    ("missing", "names", "expected"),
    [
        ("image", ("file", "age"), ["file"]),
        ("image", ("age", "imago"), []),
        ("label", ("labels", "label_code"), []),
        ("label", ("labels", "emotion"), ["emotion"]),
        ("label", ("lable", "file"), []),
        ("predicted", ("emotion", "file"), ["emotion"]),
        ("subject", ("file", "subjekt"), ["subjekt"]),
    ],
)
def test_only_what_can_be_it_is_suggested(missing, names, expected) -> None:
    assert like(missing, *names) == expected
