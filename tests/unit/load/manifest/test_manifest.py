"""A sound manifest, in any dialect that people save, is the cohort it says."""

from __future__ import annotations

import pytest
from assets.manifests import cohort, groups_of

from audit.errors import InputError
from audit.load.manifest.manifest import load_cohort

PLAIN = "image,label,gender\nb.jpg,sad,male\na.jpg,happy,female\n"


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.replace("\n", "\n\n"),
        PLAIN.rstrip("\n"),
        PLAIN.replace(",", ", "),
        PLAIN.replace(",", " , "),
        PLAIN.replace("sad", '"sad"'),
        PLAIN.replace("sad", "SAD"),
    ],
    ids=["bom", "crlf", "cr", "blank lines", "no last newline", "spaces", "more spaces", "quotes", "capitals"],
)
def test_how_a_manifest_was_saved_makes_no_difference(tmp_path, text):
    found = cohort(tmp_path, text, 'labels = "happy-sad"')
    assert found.images == ("b.jpg", "a.jpg")
    assert found.y_true.tolist() == [1, 0]
    assert groups_of(found, "gender") == ["male", "female"]


@pytest.mark.parametrize(("delimiter", "word"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_delimiter_is_detected_and_reported(tmp_path, delimiter, word):
    found = cohort(tmp_path, PLAIN.replace(",", delimiter))
    assert groups_of(found, "gender") == ["male", "female"]
    assert any(word in note for note in found.notes)


def test_a_comma_in_a_semicolon_file_stays_in_its_cell(tmp_path):
    found = cohort(tmp_path, "image;label;origin\na;happy;Bath, UK\nb;sad;Bath, UK\n")
    assert groups_of(found, "origin") == ["Bath, UK", "Bath, UK"]


def test_the_manifest_of_a_folder_stands_for_the_folder(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    found = cohort(folder, "image,label\na,happy\nb,happy\n", 'labels = "happy-sad"')
    assert load_cohort(folder / "manifest.csv").labels == found.labels
    assert found.id == "mine"


def test_boxes_votes_and_people_are_read(tmp_path):
    text = (
        "image,label,subject,x,y,width,height,votes_sad,votes_happy,votes_unknown,votes_not_a_face\n"
        "a,happy,p7,1,2,30,40,3,6,1,0\n"
        "b,sad,p7,1.0,2,30,40,10.0,0,0,2\n"
        "c,sad,,,,,,,,,\n"
        "d,sad,,0,0,1,1,1,1,1,1\n"
    )
    found = cohort(tmp_path, text)
    assert found.boxes.tolist() == [[1, 2, 30, 40], [1, 2, 30, 40], [-1] * 4, [0, 0, 1, 1]]
    assert found.votes.tolist() == [[6, 3], [0, 10], [0, 0], [1, 1]]  # label order: happy, sad
    assert found.votes_outside.tolist() == [1, 2, 0, 2]
    people = found.subjects.tolist()
    assert people[0] == people[1]
    assert len(set(people)) == 3, "each empty cell is a person of its own"
    assert any("subject" in note for note in found.notes)
    assert found.features == ()


SPLITS = "image,label,split,age\na,happy,Train,old\nb,sad,valid,young\nc,sad,Train,young\n"


def test_a_split_keeps_its_rows_and_the_groups_of_the_whole(tmp_path):
    found = cohort(tmp_path, SPLITS, split="Valid")
    assert found.images == ("b",)
    assert found.labels.emotions == ("happy", "sad")
    assert found.features[0].groups == ("old", "young")
    assert any("1 of 3 rows" in note for note in found.notes)


@pytest.mark.parametrize("text", [SPLITS, PLAIN])
def test_a_split_that_is_not_there_is_refused(tmp_path, text):
    with pytest.raises(InputError, match="split"):
        cohort(tmp_path, text, split="Test")
