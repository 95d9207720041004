"""The label set of a manifest, and the code of each row."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from assets.manifests import cohort, groups_of

from audit.domain.cohort.choices import ReadingChoices
from audit.domain.cohort.cohort import OUTSIDE
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.cohort.reading import Treatment
from audit.errors import FaultyFile, FaultyInput
from audit.load.emotions import label_set
from audit.load.manifest.labels import Labels, read_labels
from audit.load.manifest.manifest import load_cohort
from audit.load.tables.table import Table
from audit.load.text import Faults

PLAIN = "image,label,gender\nb.jpg,sad,male\na.jpg,happy,female\n"


def test_a_bare_csv_reads_its_label_set_off_the_labels(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(PLAIN, encoding="utf-8")
    found = load_cohort(path)
    assert (found.id, found.labels.emotions, found.declared) == ("people", ("happy", "sad"), False)
    assert found.images == ("b.jpg", "a.jpg")
    assert found.y_true.tolist() == [1, 0]
    assert groups_of(found, "gender") == ["male", "female"]
    assert (found.boxes, found.votes, found.votes_outside, found.subjects, found.split) == (None,) * 5
    assert found.sha256 == hashlib.sha256(PLAIN.encode()).hexdigest()
    assert found.root == tmp_path


def test_given_labels_are_for_a_cohort_that_declares_none(tmp_path):
    given = cohort(tmp_path, PLAIN, labels=LABEL_SETS["fer7"])
    assert given.declared
    assert given.labels == LABEL_SETS["fer7"]
    assert cohort(tmp_path, PLAIN, 'labels = "happy-sad"', labels=LABEL_SETS["fer7"]).labels == LABEL_SETS["happy-sad"]


HAPPY_SAD = LABEL_SETS["happy-sad"]


def faults_of(tmp_path: Path, text: str | bytes, labels: LabelSet | None = HAPPY_SAD) -> list[tuple]:
    path = tmp_path / "people.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(FaultyFile) as raised:
        load_cohort(path, labels=labels)
    return [(fault.line, fault.column, fault.message) for fault in raised.value.faults]


def test_one_emotion_without_declaration_says_how_to_declare(tmp_path):
    ((line, column, message),) = faults_of(tmp_path, "image,label\na,happy\nb,happy\n", labels=None)
    assert (line, column) == (None, "label")
    assert "--labels" in message
    assert "cohort.toml" in message


def test_a_column_of_names_is_no_label_set(tmp_path):
    rows = "".join(f"{i},person {i}\n" for i in range(150))
    assert "150 different values" in faults_of(tmp_path, "image,label\n" + rows, labels=None)[0][2]


THREE = label_set("angry,happy,sad")
NO_ORDER = "the labels are numbers, and no order says what they mean"


def test_a_label_code_that_agrees_with_the_order_changes_nothing(tmp_path):
    found = cohort(tmp_path, "image,label,label_code\na,happy,1\nb,angry,0\n", labels=THREE)
    assert (found.y_true.tolist(), found.features) == ([1, 0], ())


def test_a_label_code_that_contradicts_the_order_is_one_sentence_with_the_count(tmp_path):
    text = "image,label,label_code\na,happy,0\nb,angry,1\nc,sad,2\n"
    with pytest.raises(FaultyFile, match=r"label is 'happy', but its code 0 is 'angry' .*; 2 rows in all") as caught:
        cohort(tmp_path, text, labels=THREE)
    assert len(caught.value.faults) == 1


@pytest.mark.parametrize("code", ["3", "x", ""])
def test_a_label_code_outside_the_order_is_a_fault(tmp_path, code):
    with pytest.raises(FaultyFile, match="which is no code of the declared order"):
        cohort(tmp_path, f"image,label,label_code\na,happy,1\nb,sad,{code}\n", labels=THREE)


def test_a_label_code_without_a_declared_order_proves_nothing_and_is_refused(tmp_path):
    with pytest.raises(FaultyFile, match=NO_ORDER):
        cohort(tmp_path, "image,label,label_code\na,happy,1\nb,angry,0\n")


def read(labels: list[str], declared: LabelSet | None = HAPPY_SAD, **choices) -> tuple[Labels, list[tuple]]:
    """Return the labels of a column, and its faults as line and sentence."""
    images = [f"{i}.jpg" for i in range(len(labels))]
    lines = range(2, len(labels) + 2)
    table = Table(path=None, header=("image", "label"), columns=(images, labels), lines=lines)
    faults = Faults(None)
    found = read_labels(table, declared, faults, ReadingChoices(**choices))
    return found, [(fault.line, fault.message) for fault in faults]


def test_another_word_for_an_emotion_is_read_as_it_and_said():
    found, faults = read(["happiness", "Happy", "sad", "happiness"])
    assert (found.codes.tolist(), faults) == ([0, 0, 1, 0], [])
    (remark,) = (remark for remark in found.remarks if remark.treatment is Treatment.MAPPED)
    assert remark.rows == 2  # another case is no other word
    assert "'happiness'" in remark.sentence


def test_a_label_outside_the_set_is_told_once_with_its_rows_and_the_flags():
    found, faults = read(["happy", "hapy", "calm", "hapy"])
    assert found.codes.tolist() == [0, OUTSIDE, OUTSIDE, OUTSIDE]
    assert [line for line, _ in faults] == [3, 4]
    assert faults[0][1].startswith("emotion 'hapy' is not a label of this cohort (2 rows); ")
    assert "did you mean 'happy'" in faults[0][1]
    assert "--label-map" in faults[0][1]  # settles both words, so it is said once
    assert "--label-map" not in faults[1][1]


def test_labels_that_are_to_be_left_out_are_no_fault_and_are_counted():
    found, faults = read(["happy", "Unsure", "sad", "unsure"], leave_out=("unsure",))
    assert faults == []
    assert found.left_out.tolist() == [False, True, False, True]
    assert found.codes.tolist() == [0, OUTSIDE, 1, OUTSIDE]
    (remark,) = (remark for remark in found.remarks if remark.treatment is Treatment.LEFT_OUT)
    assert (remark.rows, remark.sentence) == (2, "labels left out as asked: 'Unsure' (2 rows)")


def test_leaving_out_what_nobody_has_is_a_mistake():
    _, faults = read(["happy", "sad"], leave_out=("unsure",))
    assert [words.split(";")[0] for _, words in faults] == ["no row has the label 'unsure' that is to be left out"]


def test_an_empty_cell_is_a_fault_in_either_way_of_writing():
    for labels in (["happy", " "], ["0", ""]):
        _, faults = read(labels)
        assert (3, "the cell is empty; write the emotion") in faults


def test_words_of_one_meaning_are_one_label_written_as_most_rows_write_it():
    found, _ = read(["joy", "happiness", "sad", "happiness", "Sad"], None)
    assert found.labels.emotions == ("happiness", "sad")
    assert found.codes.tolist() == [0, 0, 1, 0, 1]


def test_labels_left_out_make_no_label_set():
    with pytest.raises(FaultyInput, match="'happy' is the only emotion that occurs"):
        read(["happy", "sad"], None, leave_out=("sad",))


def test_numbers_are_read_from_where_somebody_says_they_begin():
    found, faults = read(["1", "1"], codes_from=1)
    assert (found.codes.tolist(), found.codes_from, faults) == ([0, 0], 1, [])
    _, faults = read(["1", "1"])
    assert len(faults) == 1  # 1 is an emotion whether numbers begin with 0 or with 1
    found, faults = read(["0", "2"], codes_from=0)
    assert found.codes.tolist() == [0, OUTSIDE]
    assert [(line, words.split(";")[-1]) for line, words in faults] == [
        (3, " if the numbers count from 1, write --codes-from 1")
    ]
