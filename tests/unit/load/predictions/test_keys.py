"""Rows find their pictures: as written, else by one rule that serves every row, else not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.load.predictions.keys import matched

OURS = ["happy/01.jpg", "happy/02.jpg", "sad/01.jpg"]

ENDS = "by the end of the path, backslashes as slashes"
SPELLED = {
    "as written": (OURS, ""),
    "absolute": (["/data/x/" + image for image in OURS], ENDS),
    "backslashes": ([image.replace("/", "\\") for image in OURS], "backslashes as slashes"),
    "a drive": (
        ["C:\\x\\" + image.replace("/", "\\") for image in OURS],
        "by the end of the path, backslashes as slashes",
    ),
    "capitals": ([image.upper() for image in OURS], "capitals as small letters"),
    "no endings": ([image[:-4] for image in OURS], "without endings"),
    "another ending": ([image[:-4] + ".png" for image in OURS], "without endings"),
    "zeros lost": ([image.replace("0", "") for image in OURS], "without endings and leading zeros"),
}


@pytest.mark.parametrize(("keys", "rule"), SPELLED.values(), ids=SPELLED)
def test_one_rule_serves_all_rows_and_is_named(keys, rule) -> None:
    found = matched([keys[2], *keys[:2]], OURS)
    assert found.rows.tolist() == [2, 0, 1]
    assert found.rule == rule


def test_rows_in_the_order_of_the_pictures_need_no_places() -> None:
    assert matched(OURS, tuple(OURS)).rows is None
    assert matched(OURS[:2], OURS).rows.tolist() == [0, 1]


def test_bare_names_and_numbers_find_pictures_in_folders() -> None:
    assert matched(["b.jpg", "a.jpg"], ["f/a.jpg", "g/b.jpg"]).rows.tolist() == [1, 0]
    assert matched(["7", "12"], ["f/0007.png", "f/0012.png"]).rows.tolist() == [0, 1]


def test_a_name_that_two_pictures_have_is_nobodys() -> None:
    assert matched(["01.jpg"], OURS).rows.tolist() == [-1]
    assert matched(["A.jpg"], ["a.jpg", "a.JPG"]).rows.tolist() == [-1]


def test_two_rows_never_become_one_picture() -> None:
    assert matched(["x/happy/01.jpg", "y/happy/01.jpg"], OURS).rows.tolist() == [-1, -1]


def test_a_rule_that_does_not_serve_a_row_serves_none() -> None:
    """One absolute path that is no picture: the rows as written stay as they are, and it is a fault."""
    assert matched(["happy/01.jpg", "/elsewhere/9.jpg"], OURS).rows.tolist() == [0, -1]


def test_an_empty_path_is_nobodys_and_no_reason_against_a_rule() -> None:
    found = matched(["", "HAPPY/01.JPG"], OURS)
    assert found.rows.tolist() == [-1, 0]


names = st.lists(st.text("abAB01/\\.", min_size=1, max_size=6), unique=True, max_size=6)


@given(names, names)
def test_every_row_has_at_most_one_picture_and_every_picture_at_most_one_row(keys, images) -> None:
    found = matched(keys, images).rows
    if found is None:
        assert keys == images
        return
    taken = found[found >= 0]
    assert len(set(taken.tolist())) == len(taken)
    assert found.shape == (len(keys),)
    for key, place in zip(keys, found, strict=True):
        if key in images and matched(keys, images).rule == "":
            assert images[place] == key
