"""The column predicted: by name or by number, never by a borrowed order."""

from __future__ import annotations

import numpy as np
import pytest
from builders import cohort_of

from audit.domain.cohort.choices import ReadingChoices
from audit.domain.cohort.labels import LabelSet
from audit.errors import FaultyFile
from audit.load.emotions import label_set
from audit.load.manifest.manifest import load_cohort
from audit.load.predictions.decided import NO_ANSWER_SAID, Asked, Decided, read_decided
from audit.load.predictions.predictions import load_predictions
from audit.load.tables.columns import Columns
from audit.load.tables.table import Table
from audit.load.text import Faults

THREE = label_set("angry,happy,sad")
NO_ORDER = "the labels are numbers, and no order says what they mean"


def cohort(tmp_path, text, **options):
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    return load_cohort(path, **options)


def predictions(tmp_path, text, people, **options):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return load_predictions(path, people, **options)


@pytest.fixture
def people(tmp_path):
    return cohort(tmp_path, "image,label\na,happy\nb,sad\nc,angry\n", labels=THREE)


def test_predicted_numbers_are_read_through_given_labels(tmp_path, people):
    text = "image,predicted\na,0\nb,2\nc,0.0\n"
    assert predictions(tmp_path, text, people, labels=THREE).predicted.tolist() == [0, 2, 0]


def test_predicted_numbers_do_not_borrow_the_order_of_the_cohort(tmp_path, people):
    with pytest.raises(FaultyFile, match=NO_ORDER) as caught:
        predictions(tmp_path, "image,predicted\na,0\nb,2\n", people)
    assert len(caught.value.faults) == 1


def test_a_predicted_number_outside_the_order_is_told_by_line(tmp_path, people):
    columns = Columns(mapped={"predicted": "yhat"})
    with pytest.raises(FaultyFile, match=r"table\.csv:3: column 'yhat': 9 is no code of the declared order"):
        predictions(tmp_path, "image,yhat\na,0\nb,9\n", people, labels=THREE, columns=columns)


def read(
    cells: list[str], scored: list[bool] | None = None, given: LabelSet | None = None, **choices
) -> tuple[Decided, list[tuple]]:
    """Return what a column decided of a model of three emotions, and its faults as line and sentence."""
    table = Table(path=None, header=("predicted",), columns=(cells,), lines=range(2, len(cells) + 2))
    faults = Faults(None)
    asked = Asked(given=given, choices=ReadingChoices(**choices), cohort=cohort_of([0, 1], [0, 1]))
    found = read_decided(table, THREE, np.array(scored or [True] * len(cells)), faults, asked)
    return found, [(fault.line, fault.message) for fault in faults]


def test_names_are_read_by_spelling_and_by_meaning_and_the_latter_is_said():
    found, faults = read(["Happy", "anger", "sad ", "anger"])
    assert (found.codes.tolist(), faults) == ([1, 0, 2, 0], [])
    (remark,) = found.remarks
    assert remark.rows == 2
    assert remark.sentence.startswith("column 'predicted': ")
    assert "'anger'" in remark.sentence
    assert read(["happy"])[0].remarks == ()


def test_a_word_that_is_no_emotion_is_a_fault_only_where_the_row_was_scored():
    found, faults = read(["hapy", ""], [True, False])
    assert found.codes.tolist() == [-1, -1]
    assert [line for line, _ in faults] == [2]
    assert faults[0][1].startswith("emotion 'hapy' is not a label of the model; ")
    assert "did you mean 'happy'" in faults[0][1]


def test_an_empty_cell_of_a_scored_row_and_a_filled_one_of_another_are_faults():
    _, faults = read(["", "sad", "happy"], [True, False, True])
    assert faults == [
        (2, f"the cell is empty; write the predicted emotion; {NO_ANSWER_SAID}"),
        (3, "a row whose outcome is not 'scored' has no prediction; empty its other cells, or its outcome"),
    ]


@pytest.mark.parametrize("cell", ["nan", "None", "No face", "face_not_found", "error"])
def test_a_word_for_no_answer_is_refused_with_the_way_to_say_it(cell):
    _, ((_, message),) = read([cell], [True])
    assert message.endswith("then the row is counted as one without an answer")
    assert "'outcome' ('no face found', 'no answer', …)" in message


@pytest.mark.parametrize(
    ("cells", "choices", "codes", "end"),
    [
        (["0", "2"], {}, [0, 2], "0 = angry, 1 = happy, 2 = sad"),
        (["1", "3"], {}, [0, 2], "3 = sad: they count from 1"),
        (["1", "2"], {"codes_from": 1}, [0, 1], "3 = sad: they count from 1"),
        (["1", "2"], {"codes_from": 0}, [1, 2], "0 = angry, 1 = happy, 2 = sad"),
        (["1", "2"], {}, [1, 2], "no row shows whether they count from 0 or from 1 (--codes-from says so)"),
    ],
)
def test_where_numbers_begin_is_shown_or_said(cells: list[str], choices: dict, codes: list[int], end: str):
    found, faults = read(cells, given=THREE, **choices)
    assert (found.codes.tolist(), faults) == (codes, [])
    (remark,) = found.remarks
    assert remark.sentence.endswith(end)


def test_numbers_without_an_order_are_one_fault_and_no_code():
    found, faults = read(["0", "2"])
    assert found.codes.tolist() == [-1, -1]
    assert len(faults) == 1
    assert faults[0][1].startswith(NO_ORDER)
