"""Pairs, names and edges as they are typed."""

from __future__ import annotations

import pytest

from audit.errors import UsageError
from audit.load.choices import parse_bins, parse_names, parse_pairs

EXAMPLE = "sadness=sad"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ()),
        (" , ,", ()),
        ("none", ("none",)),
        ("none, very sad", ("none", "very sad")),
        ('none, "sad, or tired"', ("none", "sad, or tired")),
        ("'very sad', b", ("very sad", "b")),
        ("it's", ("it's",)),
        ("'", ("'",)),
        ("''", ("",)),
    ],
)
def test_names_stand_between_commas_and_quotes_hold_one_together(text: str, names: tuple[str, ...]) -> None:
    assert parse_names(text) == names


def test_pairs_of_several_flags_are_one_map() -> None:
    found = parse_pairs("--label-map", ["sadness = sad, joy=happy", "fear=afraid=scared"], EXAMPLE)
    assert found == {"sadness": "sad", "joy": "happy", "fear": "afraid=scared"}
    assert parse_pairs("--label-map", [], EXAMPLE) == {}


@pytest.mark.parametrize("text", ["sadness", "sadness=", "=sad", "a=b,c"])
def test_what_is_no_pair_is_told_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match=r"--label-map holds '.*'; write it as sadness=sad"):
        parse_pairs("--label-map", [text], EXAMPLE)


def test_one_name_has_one_meaning() -> None:
    assert parse_pairs("--label-map", ["a=b", "a=b"], EXAMPLE) == {"a": "b"}  # said twice alike is no contradiction
    with pytest.raises(UsageError, match="--label-map gives 'a' twice; keep one"):
        parse_pairs("--label-map", ["a=b", "a=c"], EXAMPLE)


def test_bins_of_several_columns_are_several_flags() -> None:
    found = parse_bins(["age = 0, 13,20", "height=-1.5,2"])
    assert found == {"age": (0.0, 13.0, 20.0), "height": (-1.5, 2.0)}


@pytest.mark.parametrize("text", ["age", "age=1", "age=2,1", "age=a,b", "=1,2"])
def test_bins_as_typed_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="bins"):
        parse_bins([text])
