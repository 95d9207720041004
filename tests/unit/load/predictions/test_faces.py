"""Faces of one picture are told apart by a column or by their boxes, and a guess is never made."""

from __future__ import annotations

import pytest

from audit.errors import FaultyFile
from audit.load.manifest.manifest import load_cohort
from audit.load.predictions.faces import matched_faces
from audit.load.predictions.predictions import load_predictions
from audit.load.tables.columns import Columns

MANIFEST = "image,face,label,g\nx/a.jpg,0,happy,f\nx/a.jpg,1,sad,m\nx/b.jpg,,sad,f\n"


def load(tmp_path, manifest: str, predictions: str, **layout):
    people, table = tmp_path / "people.csv", tmp_path / "said.csv"
    people.write_text(manifest)
    table.write_text(predictions)
    columns = Columns(**layout)
    cohort = load_cohort(people, columns=columns)
    return cohort, load_predictions(table, cohort, columns=columns)


def test_faces_are_joined_by_their_column_and_pictures_by_one_rule(tmp_path) -> None:
    said = "image,face,predicted\nb.jpg,0,sad\na.jpg,1.0,happy\na.jpg,0,sad\n"
    cohort, predictions = load(tmp_path, MANIFEST, said)
    assert cohort.row_names == ("x/a.jpg, face 0", "x/a.jpg, face 1", "x/b.jpg")
    assert [cohort.labels.emotions[code] for code in predictions.predicted] == ["sad", "happy", "sad"]
    assert "by the end of the path" in predictions.reading.sentences[0]


def test_boxes_tell_faces_apart_where_no_column_does(tmp_path) -> None:
    rows = "image,x,y,width,height,label\na.jpg,1,2,30,40,happy\na.jpg,50,2,30,40,sad\n"
    said = "image,x,y,width,height,predicted\na.jpg,50,2,30,40.0,happy\na.jpg,1,2,30,40,sad\n"
    cohort, predictions = load(tmp_path, rows, said)
    assert cohort.faces == ("1,2,30,40", "50,2,30,40")
    assert [cohort.labels.emotions[code] for code in predictions.predicted] == ["sad", "happy"]


def test_a_face_may_have_another_name_in_one_table(tmp_path) -> None:
    said = "image,nr,guess\nx/a.jpg,0,sad\nx/a.jpg,1,sad\n"
    _, predictions = load(tmp_path, MANIFEST, said, mapped={"face": "nr", "predicted": "guess"}, features=("g",))
    assert predictions.outcomes.tolist()[:2] == [0, 0]


UNCLEAR = {
    "no such face": "image,face,predicted\nx/a.jpg,2,happy\nx/b.jpg,,sad\n",
    "no face told": "image,predicted\nx/a.jpg,happy\nx/b.jpg,sad\n",
    "more faces than labels": "image,face,predicted\nx/b.jpg,0,sad\nx/b.jpg,1,sad\n",
}


@pytest.mark.parametrize("said", UNCLEAR.values(), ids=UNCLEAR)
def test_a_face_that_is_not_told_is_a_fault(tmp_path, said) -> None:
    with pytest.raises(
        FaultyFile, match=r"said\.csv:2: column 'image': 'x/[ab]\.jpg': the manifest has another number of"
    ):
        load(tmp_path, MANIFEST, said)


def test_rows_that_nothing_tells_apart_are_a_fault_with_the_way_out(tmp_path) -> None:
    words = r"people\.csv:3: .*'a\.jpg' is already listed in line 2; .*--columns face=COLUMN.*'annotator' says who"
    with pytest.raises(FaultyFile, match=words):
        load(tmp_path, "image,label\na.jpg,happy\na.jpg,sad\n", "image,predicted\na.jpg,sad\n")


def test_each_row_has_its_face_or_none() -> None:
    found = matched_faces(["a", "a", "c", "b"], ["1", "0", "", ""], ["a", "a", "b"], ["0", "1", "7"])
    assert (found.rows.tolist(), found.unclear.tolist()) == ([1, 0, -1, 2], [False, False, False, False])
