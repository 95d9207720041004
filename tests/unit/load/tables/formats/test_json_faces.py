"""Answers of detectors in JSON: lists of names and numbers become objects, lists of faces become rows."""

from __future__ import annotations

import pytest

from audit.load.tables.formats.json_faces import as_object, with_faces

NO_OBJECTS = [
    [],
    "x",
    [1, 2],
    [{"a": 1, "b": 2}],
    [{"a": "x"}],
    [{"n": "x", "v": 1}, {"n": "x", "v": 2}],
    [{"a": True}],
    [{"a": 1}, 3],
]


@pytest.mark.parametrize("cells", NO_OBJECTS, ids=range(len(NO_OBJECTS)))
def test_what_is_no_list_of_names_and_numbers_stays(cells) -> None:
    assert as_object(cells) is None


def test_a_list_of_faces_is_a_row_for_each_and_an_empty_one_says_so() -> None:
    rows = [
        {"image": "a", "FaceDetails": [{"x": 1, "e": "sad"}, {"x": 2, "e": "happy"}]},
        {"image": "b", "FaceDetails": [{"x": 3, "e": "sad", "image": "theirs"}]},
        {"image": "c", "FaceDetails": []},
    ]
    found, places, key = with_faces(rows)
    assert (places, key) == ([0, 0, 1, 2], "FaceDetails")
    assert found == [
        {"image": "a", "face": 0, "x": 1, "e": "sad"},
        {"image": "a", "face": 1, "x": 2, "e": "happy"},
        {"image": "b", "x": 3, "e": "sad", "FaceDetails.image": "theirs"},
        {"image": "c", "outcome": "no face found"},
    ]


def test_two_lists_of_objects_in_a_row_are_left_as_they_are() -> None:
    rows = [{"a": [{"x": 1, "y": "s", "z": 2}], "b": [{"x": 1, "y": "s", "z": 2}]}]
    assert with_faces(rows) == (rows, [0], "")
