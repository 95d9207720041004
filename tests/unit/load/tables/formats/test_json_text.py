"""JSON of strangers: shapes, nested objects, the line of a fault, and what is made to fill a memory or a stack."""

from __future__ import annotations

import json

import pytest

from audit.errors import FaultyFile
from audit.load.tables.any_table import read_table
from audit.load.tables.formats import json_text
from audit.load.tables.selection import Selection

WANTED = Selection(required=("image",))


def read(tmp_path, text: str):
    path = tmp_path / "t.json"
    path.write_text(text, encoding="utf-8")
    return read_table(path, WANTED)


def test_objects_in_objects_are_columns_with_dots(tmp_path) -> None:
    row = {"image": "a", "emotion": {"angry": 0.5, "happy": 99.5}, "region": {"x": 1, "eyes": None}, "tags": ["x"]}
    table = read(tmp_path, json.dumps([row]))
    assert table.header == ("image", "emotion.angry", "emotion.happy", "region.x", "region.eyes", "tags")
    assert [table.cell(name, 0) for name in table.header[1:]] == ["0.5", "99.5", "1", "", '["x"]']


def test_a_key_that_some_rows_lack_is_an_empty_cell(tmp_path) -> None:
    table = read(tmp_path, '{"image": "a"}\n\n{"image": "b", "label": "sad"}\n')
    assert (table.column("label"), list(table.lines)) == (["", "sad"], [1, 3])


def test_keys_that_are_pictures_are_the_column_image(tmp_path) -> None:
    """As scripts around detectors write them: each picture a list of its faces, which may be empty."""
    faces = {"a.jpg": [{"e": "sad"}, {"e": "happy"}], "b.jpg": [{"e": "sad"}], "c.jpg": []}
    table = read(tmp_path, json.dumps(faces))
    assert table.column("image") == ["a.jpg", "a.jpg", "b.jpg", "c.jpg"]
    assert table.column("face") == ["0", "1", "", ""]
    assert table.column("outcome") == ["", "", "", "no face found"]
    assert "were read as column 'image'" in table.remarks[0].sentence


def test_what_lies_beside_the_rows_is_said_not_to_be_read(tmp_path) -> None:
    table = read(tmp_path, '{"info": {"v": 1}, "licence": "x", "images": [{"image": "a"}]}')
    assert table.remarks[0].sentence == "t.json: the list 'images' in it was read; info, licence beside it not read"


def test_nan_as_python_writes_it_is_an_empty_cell(tmp_path) -> None:
    assert read(tmp_path, '[{"image": "a", "age": NaN}]').column("age") == [""]


def test_large_whole_numbers_keep_every_digit(tmp_path) -> None:
    assert read(tmp_path, '[{"image": 9007199254740993}, {"image": 3.0}]').column("image") == ["9007199254740993", "3"]


BROKEN = {
    "cut off": ('[{"image": "a"}, {"ima', r"t\.json:1: this looks like JSON and is not sound: Unterminated string"),
    "twice": ('[{"image": "a", "image": "b"}]', "this is JSON and is not sound: an object names 'image' twice"),
    "deep": ("[" * 100_000, "this is JSON and is not sound: it is nested too deeply"),
    "deep lines": (
        '{"image": "a"}\n{"a": ' + "[" * 100_000,
        r"t\.json:2: this is JSON lines, and the line is not sound",
    ),
    "digits": ('[{"image": ' + "9" * 5000 + "}]", "this is JSON and is not sound: a number has thousands of digits"),
    "a line": ('{"image": "a"}\n{"image": }\n[1]\n', r"t\.json:2: this is JSON lines, and the line is not sound"),
    "a number": ("[1, 2]", "this is JSON, a list that is no table; expected a list of objects"),
    "an object": ('{"a": 1, "b": [1]}\n', "this is JSON lines, and there is no column 'image'; found 'a, b'"),
    "empty": ("[]", "this is JSON without a row"),
    "rows differ": ('{"image": ["a", "b"], "label": ["x"]}', "this is JSON, an object that is no table"),
}


@pytest.mark.parametrize(("text", "words"), BROKEN.values(), ids=BROKEN)
def test_what_is_wrong_is_one_sentence(tmp_path, text, words) -> None:
    with pytest.raises(FaultyFile, match=words):
        read(tmp_path, text)


def test_more_columns_than_a_table_has_are_refused(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(json_text, "_MOST_CELLS", 1000)
    rows = [{"image": str(row), f"c{row}": 1} for row in range(50)]
    with pytest.raises(FaultyFile, match="its objects name 51 different columns in 50 rows, more than a table has"):
        read(tmp_path, json.dumps(rows))


def test_one_value_of_a_memorys_worth_is_refused_before_it_is_parsed(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(json_text, "_MOST_BYTES", 20)
    with pytest.raises(FaultyFile, match="more than 20 bytes in one value; save it as JSON lines"):
        read(tmp_path, '[{"image": "a"},\n {"image": "b"}]')
