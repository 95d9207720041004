"""Labels of several people become votes and the label most of them chose; ties have none, contradictions are faults."""

from __future__ import annotations

import pytest

from audit.domain.cohort.choices import ReadingChoices
from audit.errors import FaultyFile
from audit.load.manifest.manifest import load_cohort
from audit.load.predictions.predictions import load_predictions
from audit.load.tables.columns import Columns

ROWS = """image,annotator,label,g,predicted
a,anna,happy,f,sad
b,anna,sad,m,sad
a,ben,happy,f,sad
b,ben,happy,m,sad
a,cleo,sad,f,sad
c,cleo,sad,f,happy
"""


def cohort(tmp_path, text: str = ROWS, **asked):
    path = tmp_path / "t.csv"
    path.write_text(text)
    return path, load_cohort(path, columns=Columns(one_table=True), **asked)


def test_one_row_for_each_picture_with_everybodys_votes(tmp_path) -> None:
    _, found = cohort(tmp_path)
    assert found.images == ("a", "b", "c")
    assert found.votes.tolist() == [[2, 1], [1, 1], [0, 1]]
    assert (found.y_true.tolist()[::2], found.left_out.tolist()) == ([0, 1], [False, True, False])
    assert found.codes[:, 0].tolist() == [0, 1, 0]
    assert found.reading.sentences[-1] == (
        "6 labels of 3 annotators became 3 rows: the label is what most of them chose; 1 row without one, where they "
        "are divided equally, left out"
    )


def test_a_word_that_is_left_out_is_a_vote_for_no_emotion(tmp_path) -> None:
    text = ROWS.replace("a,cleo,sad", "a,cleo,unsure")
    _, found = cohort(tmp_path, text, choices=ReadingChoices(leave_out=("unsure",)))
    assert found.votes.sum(axis=1).tolist() == [2, 2, 1]
    assert found.votes_outside.tolist() == [1, 0, 0]


def test_predictions_in_the_same_rows_are_read_once_a_picture(tmp_path) -> None:
    path, found = cohort(tmp_path)
    said = load_predictions(path, found, columns=Columns(one_table=True))
    assert said.predicted.tolist() == [1, 1, 0]


def test_two_answers_for_one_picture_are_a_fault(tmp_path) -> None:
    path, found = cohort(tmp_path, ROWS.replace("a,ben,happy,f,sad", "a,ben,happy,f,happy"))
    with pytest.raises(FaultyFile, match=r"t\.csv:4: says another thing than line 2; a classifier says one thing"):
        load_predictions(path, found, columns=Columns(one_table=True))


WRONG = {
    "a group": (
        ROWS.replace("a,ben,happy,f", "a,ben,happy,m"),
        r"t\.csv:4: other groups than in line 2, which is about",
    ),
    "twice": (ROWS + "a,anna,sad,f,sad\n", r"t\.csv:8: .*'a, anna' is already listed in line 2"),
    "votes too": (
        "image,annotator,label,votes_happy,votes_sad\na,x,happy,1,0\na,y,sad,1,0\n",
        "the columns votes_… beside 'annotator' say twice who chose what",
    ),
}


@pytest.mark.parametrize(("text", "words"), WRONG.values(), ids=WRONG)
def test_what_contradicts_is_a_fault(tmp_path, text, words) -> None:
    with pytest.raises(FaultyFile, match=words):
        cohort(tmp_path, text)


def test_one_label_a_picture_stays_as_it_is(tmp_path) -> None:
    _, found = cohort(tmp_path, "image,annotator,label\na,x,happy\nb,y,sad\n")
    assert (found.votes, found.left_out) == (None, None)
