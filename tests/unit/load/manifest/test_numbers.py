"""Votes and probabilities that are not what they should be: refused by line, or mapped as declared, never guessed."""

from __future__ import annotations

import numpy as np
import pytest
from builders import answered

from audit.domain.cohort.labels import LabelSet
from audit.errors import FaultyFile
from audit.load.manifest.manifest import load_cohort
from audit.load.predictions.predictions import load_predictions
from audit.load.tables.columns import Columns
from audit.measure import mixed_emotions

LABELS = LabelSet(emotions=("happy", "sad", "fear"))
HEAD = "image,label,votes_happy,votes_sad,votes_fear\n"
P = "image,p_happy,p_sad,p_fear\n"


def cohort_from(tmp_path, text, labels=LABELS):
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    return load_cohort(path, labels=labels)


def predictions_from(tmp_path, text, cohort=None, **options):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    people = cohort or cohort_from(tmp_path, "image,label\na,happy\nb,sad\n")
    return load_predictions(path, people, **options)


def faults(load, *arguments, **options):
    with pytest.raises(FaultyFile) as raised:
        load(*arguments, **options)
    return [(fault.line, fault.column, fault.message) for fault in raised.value.faults]


@pytest.mark.parametrize("cell", ["-1", "2.5", "1e1", "NaN", "inf", "½", "two", "1,000", "99999999", "-0.0", "0x3"])
def test_a_vote_is_a_whole_number_of_people(tmp_path, cell) -> None:
    ((line, column, message),) = faults(cohort_from, tmp_path, HEAD + f'a,happy,3,"{cell}",0\n')
    assert (line, column) == (2, "votes_sad")
    assert "votes are a whole number from 0 to 1,000,000" in message


def test_every_faulty_vote_is_told_at_once(tmp_path) -> None:
    found = faults(cohort_from, tmp_path, HEAD + "a,happy,-3,0,0\nb,sad,0,.5,0\n")
    assert [(line, column) for line, column, _ in found] == [(2, "votes_happy"), (3, "votes_sad")]


def test_vote_shares_are_no_votes(tmp_path) -> None:
    """How many annotators stand behind .5 nobody knows; rounding it would be guessing."""
    assert faults(cohort_from, tmp_path, HEAD + "a,happy,.5,.5,0\n")


def test_votes_are_mapped_by_name_whatever_the_order_of_their_columns(tmp_path) -> None:
    text = "votes_fear,image,votes_happy,label,votes_sad\n1,a,6,happy,3\n"
    assert cohort_from(tmp_path, text).votes.tolist() == [[6, 3, 1]]


def test_an_image_nobody_voted_on_stays_and_has_no_part_in_the_agreement(tmp_path) -> None:
    rows = [f"{i}.png,happy,{i % 7},{i % 3},{i % 5}" for i in range(1, 31)]
    cohort = cohort_from(tmp_path, HEAD + "\n".join([*rows, "none.png,sad,0,0,0", "empty.png,sad,,,"]) + "\n")
    assert cohort.votes[-2:].tolist() == [[0, 0, 0], [0, 0, 0]]
    table = P + "".join(f"{image},.5,.3,.2\n" for image in cohort.images)
    found = mixed_emotions(answered(cohort, predictions_from(tmp_path, table, cohort)), confidence=0.95, seed=0)
    assert found.overall.total == 32
    assert found.votes.images == int((cohort.votes.sum(axis=1) >= 2).sum()) < 31


def test_votes_for_an_emotion_outside_the_label_set_are_refused_until_it_is_declared(tmp_path) -> None:
    text = HEAD[:-1] + ",votes_contempt\na,happy,1,2,3,4\n"
    ((line, column, message),) = faults(cohort_from, tmp_path, text)
    assert (line, column) == (1, "votes_contempt")
    assert "declare 'contempt' in the cohort's labels, or remove the column" in message
    declared = LabelSet(emotions=(*LABELS.emotions, "contempt"))
    assert cohort_from(tmp_path, text, declared).votes.tolist() == [[1, 2, 3, 4]]


def test_answers_that_are_no_emotion_are_counted_as_outside(tmp_path) -> None:
    text = HEAD[:-1] + ",votes_unknown,votes_not_a_face\na,happy,1,2,3,4,5\n"
    found = cohort_from(tmp_path, text)
    assert found.votes.tolist() == [[1, 2, 3]]
    assert found.votes_outside.tolist() == [9]


def test_an_emotion_without_votes_column_is_not_taken_for_one_nobody_chose(tmp_path) -> None:
    ((line, _, message),) = faults(cohort_from, tmp_path, "image,label,votes_happy,votes_sad\na,happy,1,2\n")
    assert line == 1
    assert "no column 'votes_fear'; add it, with 0 where nobody chose 'fear'" in message


def test_a_missing_votes_column_hides_no_faulty_vote(tmp_path) -> None:
    text = "image,label,votes_happy,votes_sad\na,happy,1,two\nb,sad,x,2\n"
    assert [line for line, _, _ in faults(cohort_from, tmp_path, text)] == [1, 2, 3]


@pytest.mark.parametrize(
    "row",
    [
        "2.1,-1.3,0.2",  # logits
        "-3.2,-2.0,-0.1",  # logarithms of probabilities
        "1.5,-0.25,-0.25",  # logits that sum to 1
    ],
)
def test_logits_are_not_taken_for_probabilities(tmp_path, row) -> None:
    found = faults(predictions_from, tmp_path, P + f"a,{row}\n")
    assert all(line == 2 and "a probability is a number from 0 to 1" in message for line, _, message in found)
    assert all("--scores percent or --scores logits" in message for _, _, message in found)


def test_logits_are_read_where_they_are_declared(tmp_path) -> None:
    text = "image,h,s,f\na,2.0,0.0,0.0\n"
    columns = Columns(mapped={"logit_happy": "h", "logit_sad": "s", "logit_fear": "f"})
    found = predictions_from(tmp_path, text, columns=columns)
    assert found.probabilities[0] == pytest.approx(np.array([7.389, 1, 1]) / 9.389, abs=1e-4)


@pytest.mark.parametrize(
    ("row", "total"), [(".5,.3,.1", "0.9"), ("0,0,0", "0"), (".9,.9,.9", "2.7"), (".2,.3,.498", ".998")]
)
def test_rows_that_do_not_sum_to_one_are_refused_not_rescaled(tmp_path, row, total) -> None:
    ((line, column, message),) = faults(predictions_from, tmp_path, P + f"b,1,0,0\na,{row}\n")
    assert (line, column) == (3, None)
    assert f"the probabilities sum to {total.replace('.998', '0.998')}; they sum to 1, within 0.001" in message


@pytest.mark.parametrize("cell", ["nan", "inf", "-0.1", "1.2", "", "many"])
def test_a_probability_is_a_number_from_0_to_1(tmp_path, cell) -> None:
    found = faults(predictions_from, tmp_path, P + f"a,{cell},.5,.5\n")
    assert ("a probability is a number from 0 to 1" in found[0][2]) == (found[0][0] == 2)


def test_probabilities_are_mapped_by_name_whatever_the_order_of_their_columns(tmp_path) -> None:
    found = predictions_from(tmp_path, "p_fear,image,p_happy,p_sad\n.1,a,.2,.7\n", labels=LABELS)
    assert found.probabilities[0].tolist() == [0.2, 0.7, 0.1]
    assert LABELS.emotions[found.predicted[0]] == "sad"
