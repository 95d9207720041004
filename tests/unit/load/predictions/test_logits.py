"""Logits become probabilities where a mapping says that they are logits, and nowhere else."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import FaultyFile
from audit.load.emotions import label_set
from audit.load.manifest.manifest import load_cohort
from audit.load.predictions.logits import _list, _number
from audit.load.predictions.predictions import load_predictions
from audit.load.tables.columns import Columns

PAIR = label_set("happy-sad")
LISTS = Columns(mapped={"logits": "z"})


@pytest.fixture
def cohort(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("image,label\na,happy\nb,sad\n", encoding="utf-8")
    return load_cohort(path)


def load(tmp_path, cohort, text, columns=LISTS, labels=PAIR):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return load_predictions(path, cohort, labels=labels, columns=columns)


def test_a_column_of_lists_is_softmaxed_in_the_order_of_the_labels(tmp_path, cohort):
    """ln 3 against 0: 3 / (3 + 1) = 0.75."""
    found = load(tmp_path, cohort, f'image,z\na,"[{math.log(3)}, 0]"\nb,"[0, 0]"\n')
    assert found.probabilities.tolist() == [pytest.approx([0.75, 0.25]), [0.5, 0.5]]
    assert found.predicted.tolist() == [0, 0]


def test_columns_of_logits_are_softmaxed_whatever_their_order(tmp_path, cohort):
    columns = Columns(mapped={"logit_sad": "l1", "logit_happy": "l0"})
    found = load(tmp_path, cohort, f"image,l1,l0\na,0,{math.log(3)}\nb,-5,-5\n", columns)
    assert found.probabilities.tolist() == [pytest.approx([0.75, 0.25]), [0.5, 0.5]]


def test_columns_of_logits_say_their_emotions_themselves(tmp_path, cohort):
    columns = Columns(mapped={"logit_sad": "l1", "logit_happy": "l0"})
    found = load(tmp_path, cohort, "image,l1,l0\na,0,1\nb,-5,-5\n", columns, labels=None)
    assert found.labels.emotions == ("sad", "happy")


def test_large_logits_do_not_overflow(tmp_path, cohort):
    found = load(tmp_path, cohort, 'image,z\na,"[1e308, -1e308]"\nb,"[-2000, 2000]"\n')
    assert found.probabilities.tolist() == [[1, 0], [0, 1]]


def test_columns_called_logits_are_not_read_unless_mapped(tmp_path, cohort):
    text = 'image,predicted,logits,logit_happy\na,happy,"[9, 0]",9\nb,sad,"[9, 0]",9\n'
    assert load(tmp_path, cohort, text, Columns()).probabilities is None


def test_a_prediction_that_is_not_the_largest_logit_is_a_contradiction(tmp_path, cohort):
    """The declared order is wrong, or the columns belong to different classifiers."""
    columns = Columns(mapped={"logits": "z", "predicted": "yhat"})
    with pytest.raises(FaultyFile, match=r"column 'yhat': 'happy' is less probable than 'sad'"):
        load(tmp_path, cohort, 'image,z,yhat\na,"[0, 1]",0\nb,"[0, 1]",1\n', columns)


WRONG = [
    ("[1, 2, 3]", "which has 3 values; a cell is a JSON list of 2 finite numbers, one for each of happy, sad"),
    ("[1]", "which has 1 values"),
    ("[]", "which has 0 values"),
    ("tensor([1., 2.])", "which is no JSON list"),
    ("[1 2]", "which is no JSON list"),
    ("", "which is no JSON list"),
    ("1", "which is no JSON list"),
    ('{"happy": 1}', "which is no JSON list"),
    ("[NaN, 1]", "in which a value is no finite number"),
    ("[1, Infinity]", "in which a value is no finite number"),
    ("[1, 1e999]", "in which a value is no finite number"),
    ("[1, null]", "in which a value is no finite number"),
    ("[1, true]", "in which a value is no finite number"),
    ("[[1], 2]", "in which a value is no finite number"),
    ("[" * 100_000, "which is no JSON list"),
    ("[1, " + "9" * 400 + "]", "in which a value is no finite number"),
    ("[1, " + "9" * 5000 + "]", "which is no JSON list"),
]


@pytest.mark.parametrize(("cell", "words"), WRONG, ids=[cell[:20] or "empty" for cell, _ in WRONG])
def test_a_cell_that_is_no_list_of_logits_is_told_by_line_and_column(tmp_path, cohort, cell, words):
    quoted = cell.replace('"', '""')
    with pytest.raises(FaultyFile, match=r"table\.csv:3: column 'z': found ") as caught:
        load(tmp_path, cohort, f'image,z\na,"[0, 1]"\nb,"{quoted}"\n')
    assert words in str(caught.value)
    assert len(caught.value.faults) == 1


def test_a_column_without_a_single_fitting_list_is_one_fault(tmp_path, cohort):
    with pytest.raises(FaultyFile, match=r"table\.csv:2: .* no row fits: is it the right column") as caught:
        load(tmp_path, cohort, "image,z\na,tensor(0.9)\nb,tensor(0.8)\n")
    assert len(caught.value.faults) == 1


@pytest.mark.parametrize("cell", ["nan", "inf", "", "high"])
def test_a_logit_that_is_not_finite_is_told_by_line_and_column(tmp_path, cohort, cell):
    columns = Columns(mapped={"logit_happy": "l0", "logit_sad": "l1"})
    with pytest.raises(FaultyFile, match=r"table\.csv:2: column 'l1': found .*; logits are finite numbers"):
        load(tmp_path, cohort, f"image,l0,l1\na,0,{cell}\nb,0,1\n", columns)


def test_a_list_without_labels_has_no_order(tmp_path, cohort):
    with pytest.raises(FaultyFile, match=r"does not say which emotion is which; .* with --labels"):
        load(tmp_path, cohort, 'image,z\na,"[0, 1]"\nb,"[0, 1]"\n', labels=None)


def test_two_places_for_the_numbers_are_one_too_many(tmp_path, cohort):
    columns = Columns(mapped={"logits": "z", "p_happy": "a", "p_sad": "b"})
    with pytest.raises(FaultyFile, match="from logits and p_<emotion>; keep one"):
        load(tmp_path, cohort, 'image,z,a,b\na,"[0, 1]",.5,.5\nb,"[0, 1]",.5,.5\n', columns)


def test_an_emotion_without_its_column_of_logits_is_named(tmp_path, cohort):
    columns = Columns(mapped={"logit_happy": "l0", "logit_sad": "l1"})
    with pytest.raises(FaultyFile, match="there is no column 'logit_fear', but 'fear' is a label"):
        load(tmp_path, cohort, "image,l0,l1\na,0,1\nb,0,1\n", columns, label_set("happy,sad,fear"))


def test_a_row_that_was_not_scored_has_no_logits(tmp_path, cohort):
    columns = Columns(mapped={"logits": "z", "outcome": "end"})
    found = load(tmp_path, cohort, 'image,z,end\na,"[0, 1]",scored\nb,,no face found\n', columns)
    assert found.predicted.tolist() == [1, -1]
    with pytest.raises(FaultyFile, match="a row whose outcome is not 'scored' has no prediction"):
        load(tmp_path, cohort, 'image,z,end\na,"[0, 1]",scored\nb,"[0, 1]",no face found\n', columns)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False) | st.integers()))
def test_every_json_list_of_numbers_comes_back(numbers):
    assert _list(json.dumps(numbers)) == [_number(number) for number in numbers]
