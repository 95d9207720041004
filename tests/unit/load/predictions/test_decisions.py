"""What each row of a predictions table says: probabilities, the predicted emotion, or why there is neither."""

from __future__ import annotations

import pytest
from assets.tables import load, outcomes_of

from audit.domain.cohort.choices import ReadingChoices, ScoreKind
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.cohort.predictions import Outcome
from audit.errors import FaultyFile
from audit.load.predictions.decisions import _known
from audit.load.tables.columns import Columns

P = "image,p_happy,p_sad\n"


def test_the_order_of_the_columns_is_the_order_of_the_model_and_ties_go_to_the_first(tmp_path, cohort):
    found = load(tmp_path, cohort, "image,p_Sad,extra,p_angry,p_happy\na,.4,x,.2,.4\n")
    assert found.labels.emotions == ("sad", "angry", "happy")
    assert found.predicted[0] == 0


def test_given_labels_set_the_order(tmp_path, cohort):
    given = LabelSet(emotions=("calm", "happy", "sad"))
    found = load(tmp_path, cohort, "image,p_sad,p_happy,p_calm\na,.5,.3,.2\n", labels=given)
    assert found.labels == given
    assert found.probabilities[0].tolist() == [0.2, 0.3, 0.5]


def test_decisions_alone_are_enough(tmp_path, cohort):
    found = load(tmp_path, cohort, "image,predicted\na,Happy\nb,happy\nc,sad\n")
    assert found.labels == cohort.labels
    assert found.probabilities is None
    assert found.predicted.tolist() == [0, 0, 1]


def test_decisions_of_a_model_with_more_emotions_need_its_labels(tmp_path, cohort):
    text = "image,predicted\na,angry\n"
    with pytest.raises(FaultyFile, match="--labels"):
        load(tmp_path, cohort, text)
    fer7 = LABEL_SETS["fer7"]
    assert load(tmp_path, cohort, text, labels=fer7).predicted[0] == fer7.code("angry")


def test_a_decision_beside_probabilities_settles_ties_and_must_not_contradict_them(tmp_path, cohort):
    header = "image,p_happy,p_sad,predicted\n"
    assert load(tmp_path, cohort, header + "a,.5,.5,sad\n").predicted[0] == 1
    with pytest.raises(FaultyFile, match=r":2: column 'predicted': 'sad' is less probable than 'happy'"):
        load(tmp_path, cohort, header + "a,.6,.4,sad\n")


def test_an_outcome_is_kept(tmp_path, cohort):
    found = load(tmp_path, cohort, "image,p_happy,p_sad,outcome\na,1,0,scored\nb,,,no face found\nc,0,1,\n")
    assert outcomes_of(found) == [Outcome.SCORED, Outcome.NO_FACE, Outcome.SCORED]


def test_a_missing_column_of_the_given_labels_is_a_fault(tmp_path, cohort):
    with pytest.raises(FaultyFile, match="no column 'p_angry'"):
        load(tmp_path, cohort, P + "a,1,0\n", labels=LABEL_SETS["fer6"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("image,x\na,1\n", "neither a column 'predicted' nor a column 'p_<emotion>' for each emotion"),
        ("image,p_happy\na,1\n", "there is one column 'p_<emotion>', 'p_happy'; each emotion needs its own"),
        ("image,p_happy,p_joy\na,1,0\n", "column 'p_joy': this and 'p_happy' are columns of one emotion; keep one"),
        ("image,p_happy,p_hapy\na,1,0\n", "column 'p_hapy': unknown emotion 'hapy'.*did you mean 'happy'"),
        ("image,predicted,outcome\na,sad,scord\n", r":2: column 'outcome': unknown outcome 'scord'.* 'scored'"),
    ],
)
def test_columns_that_do_not_say_what_is_meant_are_told(tmp_path, cohort, text, words):
    with pytest.raises(FaultyFile, match=words):
        load(tmp_path, cohort, text)


def test_another_word_in_the_name_of_a_column_is_said(tmp_path, cohort):
    found = load(tmp_path, cohort, "image,p_joy,p_sad\na,.9,.1\nb,.9,.1\nc,.2,.8\n")
    assert found.labels.emotions == ("happy", "sad")
    assert any("columns of the predictions: " in text and "'joy'" in text for text in found.reading.sentences)
    plain = load(tmp_path, cohort, "image,p_Happy,p_sad\na,.9,.1\nb,.9,.1\nc,.2,.8\n")
    assert not any("columns of the predictions" in text for text in plain.reading.sentences)


def test_probabilities_closer_than_they_are_published_are_a_tie(tmp_path, cohort):
    header = "image,p_happy,p_sad,predicted\n"
    assert load(tmp_path, cohort, header + "a,.5000004,.4999996,sad\n").predicted[0] == 1
    with pytest.raises(FaultyFile, match="less probable"):
        load(tmp_path, cohort, header + "a,.500001,.499999,sad\n")


def test_a_millionth_is_the_most_that_two_probabilities_may_differ_and_be_a_tie(tmp_path, cohort):
    header = "image,p_happy,p_sad,predicted\n"
    assert load(tmp_path, cohort, header + "a,.50000049,.49999951,sad\n").predicted[0] == 1
    with pytest.raises(FaultyFile, match="less probable"):
        load(tmp_path, cohort, header + "a,.50000055,.49999945,sad\n")


def test_numbers_of_a_row_that_was_not_scored_are_a_fault(tmp_path, cohort):
    text = "image,p_happy,p_sad,outcome\na,1,0,scored\nb,0,0.5,no face found\nc,0,0,No Face Found\n"
    with pytest.raises(FaultyFile, match=r":3: a row whose outcome is not 'scored' has no prediction") as raised:
        load(tmp_path, cohort, text)
    assert len(raised.value.faults) == 1


def test_two_ways_of_giving_numbers_are_refused(tmp_path, cohort):
    text = "image,p_happy,p_sad\na,1,0\n"
    columns = Columns(mapped={"logit_happy": "p_happy", "logit_sad": "p_sad"})
    choices = ReadingChoices(scores=ScoreKind.PERCENT)
    with pytest.raises(FaultyFile, match="map them to p_<emotion>"):
        load(tmp_path, cohort, text, columns=columns, choices=choices)


def test_numbers_are_read_as_somebody_says_where_the_columns_do_not_say_otherwise(tmp_path, cohort):
    percent = load(tmp_path, cohort, P + "a,75,25\n", choices=ReadingChoices(scores=ScoreKind.PERCENT))
    assert percent.probabilities[0] == pytest.approx([0.75, 0.25])
    columns = Columns(mapped={"logit_happy": "h", "logit_sad": "s"})
    for said in (None, ScoreKind.LOGITS):  # 1.0986 is the logarithm of 3
        choices = ReadingChoices(scores=said)
        found = load(tmp_path, cohort, "image,h,s\na,1.0986123,0\n", columns=columns, choices=choices)
        assert found.probabilities[0] == pytest.approx([0.75, 0.25])


def test_an_emotion_that_is_never_answered_is_told_where_nobody_named_the_emotions(tmp_path, cohort):
    text = "image,predicted\na,happy\nb,happy\nc,happy\n"
    (told,) = load(tmp_path, cohort, text).reading
    assert "no answer is ever 'sad' (" in told.sentence
    assert not load(tmp_path, cohort, text, labels=LABEL_SETS["happy-sad"]).reading


def test_of_a_word_of_the_cohort_no_other_word_is_known_beside_it():
    known = _known(LabelSet(emotions=("happiness", "sad")))
    assert known[:2] == ("happiness", "sad")
    assert "happy" not in known
    assert "angry" in known


def test_numbers_of_the_emotions_come_from_one_place(tmp_path, cohort):
    both = Columns(mapped={"logit_happy": "h", "logit_sad": "s", "p_happy": "p", "p_sad": "q"})
    with pytest.raises(FaultyFile, match="from p_<emotion> and logit_<emotion>; keep one of them"):
        load(tmp_path, cohort, "image,p,q,h,s\na,1,0,2,1\n", columns=both)
    lists = Columns(mapped={"logits": "z", "p_happy": "p", "p_sad": "q"})
    with pytest.raises(FaultyFile, match="from logits and p_<emotion>; keep one of them"):
        load(tmp_path, cohort, 'image,p,q,z\na,1,0,"[1, 0]"\n', columns=lists)


def test_a_list_of_logits_needs_the_order_of_the_emotions(tmp_path, cohort):
    lists = Columns(mapped={"logits": "z"})
    with pytest.raises(FaultyFile, match=r"does not say which emotion is which; .* with --labels A,B"):
        load(tmp_path, cohort, 'image,z\na,"[1, 0]"\n', columns=lists)
    found = load(tmp_path, cohort, 'image,z\na,"[0, 1.0986123]"\n', columns=lists, labels=LABEL_SETS["happy-sad"])
    assert found.probabilities[0] == pytest.approx([0.25, 0.75])
    assert found.predicted[0] == 1


def test_what_numbers_are_is_not_said_of_a_table_that_has_none(tmp_path, cohort):
    with pytest.raises(FaultyFile, match="--scores says what numbers are, and the table has none of the emotions"):
        load(tmp_path, cohort, "image,predicted\na,happy\n", choices=ReadingChoices(scores=ScoreKind.PERCENT))


def test_an_answer_beside_probabilities_is_taken_and_a_row_without_one_has_none(tmp_path, cohort):
    text = "image,p_happy,p_sad,predicted,outcome\na,.2,.8,sad,\nb,,,,no face found\nc,.9,.1,happy,scored\n"
    found = load(tmp_path, cohort, text)
    assert found.predicted.tolist() == [1, -1, 0]
    assert found.scored.tolist() == [True, False, True]
    decided = load(tmp_path, cohort, "image,predicted,outcome\na,sad,\nb,,no face found\nc,happy,\n")
    assert decided.predicted.tolist() == [1, -1, 0]


def test_other_words_of_the_columns_are_told_with_their_emotion(tmp_path, cohort):
    found = load(tmp_path, cohort, "image,p_joy,p_sadness\na,.9,.1\nb,.9,.1\nc,.2,.8\n")
    (said,) = [text for text in found.reading.sentences if "columns of the predictions" in text]
    assert "'joy'" in said
    assert "'sadness'" in said


def test_a_fault_of_the_columns_is_in_the_first_line(tmp_path, cohort):
    texts = ("image,p_happy,p_joy\na,1,0\n", "image,p_happy,p_hapy\na,1,0\n", "image,x\na,1\n")
    for text in texts:
        with pytest.raises(FaultyFile) as raised:
            load(tmp_path, cohort, text)
        assert {fault.line for fault in raised.value.faults} == {1}
