"""The strict reader: a declaration is read by the types of a dataclass, or every fault is told with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import pytest

from audit.domain.cohort.labels import LabelSet
from audit.errors import FaultyFile, InputError, UsageError
from audit.load.toml import key_lines, read_toml


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    size: int
    share: float = 0.5

    def __post_init__(self) -> None:
        if self.size < 0:
            raise UsageError(f"size is positive, found {self.size}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    name: str
    on: bool = False
    colour: Colour = Colour.RED
    labels: LabelSet | None = None
    feature: str | tuple[str, ...] = ""
    part: Part | None = None
    parts: tuple[Part, ...] = ()
    named: Mapping[str, Part] = field(default_factory=dict)


SOUND = """
name = "x"
on = true
colour = "blue"
labels = "happy-sad"
feature = ["a", "b"]
[part]
size = 1
share = 1
[[parts]]
size = 2
[named.one]
size = 3
"""


def read(tmp_path, text):
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    return read_toml(tmp_path / "a.toml", Whole, lambda value: value)


def test_every_kind_of_field_is_read(tmp_path):
    assert read(tmp_path, SOUND) == Whole(
        name="x",
        on=True,
        colour=Colour.BLUE,
        labels=LabelSet(emotions=("happy", "sad")),
        feature=("a", "b"),
        part=Part(size=1, share=1.0),
        parts=(Part(size=2),),
        named={"one": Part(size=3)},
    )


def test_absent_keys_take_their_defaults(tmp_path):
    assert read(tmp_path, 'name = "x"\nfeature = "a"') == Whole(name="x", feature="a")


FAULTS = [
    ('nam = "x"', {(1, "nam"), (None, "")}),  # unknown, and the needed one is missing
    ('name = "x"\non = 1', {(2, "on")}),
    ("name = 3", {(1, "name")}),
    ('name = "x"\ncolour = "green"', {(2, "colour")}),
    ('name = "x"\nfeature = 4', {(2, "feature")}),
    ('name = "x"\n[part]\nshare = 0.1', {(2, "part")}),  # size is missing
    ('name = "x"\n[part]\nsize = 1\nshare = nan', {(4, "part.share")}),
    (f'name = "x"\n[part]\nsize = 1\nshare = {10**400}', {(4, "part.share")}),
    ('name = "x"\n[part]\nsize = 1.5', {(3, "part.size")}),
    ('name = "x"\n[part]\nsize = true', {(3, "part.size")}),
    ('name = "x"\n[part]\nsize = -1', {(2, "part")}),  # refused by the value itself
    ('name = "x"\n[[parts]]\nsize = 1\n[[parts]]\nsiz = 1', {(5, "parts.2.siz"), (4, "parts.2")}),
    ('name = "x"\n[named.one]\nsize = "a"', {(3, "named.one.size")}),
    (
        'name = "x"\nparts = 1\npart = 2\nnamed = 3\nlabels = 4',
        {(2, "parts"), (3, "part"), (4, "named"), (5, "labels")},
    ),
]


@pytest.mark.parametrize(("text", "places"), FAULTS)
def test_all_faults_are_told_with_line_and_key(tmp_path, text, places):
    with pytest.raises(FaultyFile) as raised:
        read(tmp_path, text)
    assert {(fault.line, fault.column or "") for fault in raised.value.faults} == places


def test_a_toml_file_has_keys_not_columns(tmp_path):
    with pytest.raises(FaultyFile, match=r"a\.toml:2: key 'on': found 1, expected true or false"):
        read(tmp_path, 'name = "x"\non = 1')


def test_what_is_no_toml_is_told_with_its_line(tmp_path):
    with pytest.raises(FaultyFile, match=r"a\.toml:2: not valid TOML"):
        read(tmp_path, 'name = "x"\nname = "y"')


def test_what_the_domain_refuses_is_a_fault_of_the_file(tmp_path):
    def refuse(value: Whole) -> None:
        raise UsageError(f"no {value.name} today")

    (tmp_path / "a.toml").write_text('name = "x"', encoding="utf-8")
    with pytest.raises(FaultyFile, match="no x today"):
        read_toml(tmp_path / "a.toml", Whole, refuse)


def test_a_missing_file_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_toml(tmp_path / "a.toml", Whole, lambda value: value)


def test_lines_inside_long_text_are_no_keys():
    text = 'a = """\nb = 1\n"""\nc = 2\n[d . "e f"] # here\ng.h = 1'
    assert key_lines(text) == {("a",): 1, ("c",): 4, ("d", "e f"): 5, ("d", "e f", "g", "h"): 6}


def test_a_number_of_thousands_of_digits_is_a_fault(tmp_path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(f"limit = {'9' * 5000}\n")
    with pytest.raises(FaultyFile, match="a number has thousands of digits"):
        read_toml(path, LabelSet, lambda value: value)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('name = "a\\u001b[2J"', "'name'"),
        ('name = "x"\nfeature = ["a", "b\\u0007"]', "'feature.2'"),
        ('name = "x"\n[named."a\\u009b"]\nsize = 1', "'named.a\x9b'"),
    ],
)
def test_no_text_acts_on_a_terminal(tmp_path, text, key):
    with pytest.raises(FaultyFile, match=r"the text holds the control character U\+00..; remove it") as raised:
        read(tmp_path, text)
    assert key in str(raised.value)
    assert read(tmp_path, 'name = """two\nlines\tand a tab"""').name == "two\nlines\tand a tab"
