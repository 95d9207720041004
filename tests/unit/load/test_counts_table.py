"""Published tables of counts: their three forms, and every fault of one at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.domain.cohort.reading import Treatment
from audit.domain.counts.told import CountsTold
from audit.errors import FaultyFile
from audit.load import load_counts

RIGHT = "gender,right,total\nmale,3,5\nfemale,4,5\n"
LABELS = "gender,label,right,total\nmale,happy,3,5\nmale,sad,1,2\nfemale,Happy,4,5\n"
ANSWERS = "gender,label,prediction,count\nmale,happy,happy,3\nmale,happy,sad,2\nfemale,sad,sad,1\nfemale,sad,happy,0\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "told", "overall"),
    [
        (RIGHT, CountsTold.RIGHT, [[7, 3], [0, 0]]),
        (LABELS, CountsTold.RIGHT_OF_EACH_LABEL, [[7, 0, 3], [0, 1, 1], [0, 0, 0]]),
        (ANSWERS, CountsTold.ANSWERS, [[3, 2], [0, 1]]),
    ],
)
def test_each_form_is_told_by_its_columns(
    tmp_path: Path, text: str, told: CountsTold, overall: list[list[int]]
) -> None:
    found = load_counts(written(tmp_path, text))
    assert (found.id, found.counts.told) == ("table", told)
    assert found.counts.overall().cells.tolist() == overall
    assert [feature.groups for feature in found.counts.features] == [("female", "male")]
    assert {remark.sentence for remark in found.reading.remarks} >= set(told.untold)


def test_several_columns_of_groups_are_crossed(tmp_path: Path) -> None:
    text = "gender,age,right,total\nmale,young,1,2\nmale,old,2,2\nfemale,young,3,4\nfemale,old,0,1\n"
    table = load_counts(written(tmp_path, text)).counts
    assert [(g.group.text, g.confusion.correct, g.confusion.total) for g in table.by(("age",))] == [
        ("old", 2, 3),
        ("young", 4, 6),
    ]


@pytest.mark.parametrize(
    ("rate", "total", "right"),
    [
        ("0.8", 5, 4),
        ("80%", 5, 4),
        ("93.01 %", 9750, 9068),
        (".4", 5, 2),
        ("0.6198402130492676", 1502, 931),
        ("1", 3, 3),
    ],
)
def test_a_printed_rate_says_how_many_were_right(tmp_path: Path, rate: str, total: int, right: int) -> None:
    found = load_counts(written(tmp_path, f"age,rate,total\nold,{rate},{total}\n"))
    assert found.counts.overall().correct == right
    assert any("worked out of the printed rates" in remark.sentence for remark in found.reading.remarks)


def test_a_group_may_have_no_picture_and_many_groups_are_no_list_of_names(tmp_path: Path) -> None:
    rows = "".join(f"person {number},{number},{number}\n" for number in range(30))
    found = load_counts(written(tmp_path, f"who,right,total\n{rows}"))
    assert len(found.counts.features[0].groups) == 30


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("gender,correct,n\nmale,3,5\n", "no columns of a table of counts: 'gender, correct, n'"),
        ("gender,right,rate,total\nmale,3,.6,5\n", "no columns of a table of counts"),
        ("gender,label,predicted,prediction,count\nm,a,b,b,5\n", "no columns of a table of counts"),
        ("right,total\n3,5\n", "no column makes groups"),
        ("gender,right,total\nmale,6,5\n", ":2: column 'right': 6 of 5 pictures are right"),
        ("gender,right,total\nmale,-1,5\n", ":2: column 'right': found '-1'; expected a whole number from 0"),
        ("gender,right,total\nmale,1.5,5\n", "found '1.5'"),
        ("gender,right,total\nmale,1,1000000001\n", "expected a whole number from 0 to 1,000,000,000"),
        ("gender,right,total\nmale,1,5\nMale,2,5\n", ":3: counts what line 2 counts"),
        ("gender,rate,total\nmale,41 %,5\n", "no whole number of 5 pictures has the rate 41 %: 2 of 5 is 0.4000"),
        ("gender,rate,total\nmale,41,5\n", "found '41'; expected a share from 0 to 1, or one with %"),
        ("gender,rate,total\nmale,nan,5\n", "found 'nan'"),
        ("gender,right,total\nmale,0,0\n", "no row counts a picture"),
        ("gender,label,predicted,count\nmale,happy,happy,5\n", "a confusion matrix has at least two"),
        ("gender,label,predicted,count\nmale,happy,,5\nmale,sad,sad,1\n", "column 'predicted': an empty cell"),
        ("gender,label,right,total\nmale,another emotion,1,5\n", "stands for every wrong answer"),
        (f"gender,right,total\nmale,1,{'9' * 5000}\n", "expected a whole number from 0 to 1,000,000,000"),
        (
            "gender,label,predicted,count\nm,happy,K1,5\nm,sad,K2,5\n",
            "answers 'K1, K2', labels 'happy, sad'; write both",
        ),
        ("gender,right,total\nm,3,5\nf,4,5\n ALL ,7,10\n", ":4: column 'gender': the row of 'ALL' counts pictures of"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(FaultyFile) as refused:
        load_counts(written(tmp_path, text))
    assert said in str(refused.value)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(FaultyFile) as refused:
        load_counts(written(tmp_path, "gender,right,total\nmale,6,5\nfemale,x,5\nmale,1,5\n"))
    assert [fault.line for fault in refused.value.faults] == [2, 3, 4]


def test_answers_in_other_words_are_the_labels_that_mean_the_same(tmp_path: Path) -> None:
    """Nouns for labels, adjectives for answers: every answer would be wrong, in each group alike, which is a PASS."""
    text = "gender,label,predicted,count\nm,anger,angry,6\nm,sadness,Angry,4\nf,anger,angry,9\nf,sadness,sad,1\n"
    found = load_counts(written(tmp_path, text))
    assert found.counts.labels.emotions == ("anger", "sadness")
    assert found.counts.overall().cells.tolist() == [[15, 0], [4, 1]]
    said = "column 'predicted': 'angry' as 'anger', 'Angry' as 'anger', 'sad' as 'sadness'"
    assert said in {remark.sentence for remark in found.reading.remarks}


def test_a_group_that_is_all_others_together_is_doubted_and_two_equal_ones_are_not(tmp_path: Path) -> None:
    def doubts(rows: str) -> list[str]:
        remarks = load_counts(written(tmp_path, f"gender,right,total\n{rows}")).reading.remarks
        return [remark.sentence for remark in remarks if remark.treatment is Treatment.DOUBTED]

    (doubt,) = doubts("f,9,10\nm,6,10\neverybody,15,20\n")
    assert doubt.startswith("gender 'everybody' counts as many pictures, and as many right ones, as all other groups")
    assert doubts("f,9,10\nm,9,10\n") == doubts("f,9,10\nm,6,10\nother,14,20\n") == []
