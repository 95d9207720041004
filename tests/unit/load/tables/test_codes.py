"""Labels that are numbers mean what a declared order says, and nothing without one."""

from __future__ import annotations

import pytest

from audit.domain.cohort.choices import ReadingChoices
from audit.domain.cohort.labels import LABEL_SETS
from audit.errors import FaultyFile
from audit.load.emotions import label_set
from audit.load.manifest.manifest import load_cohort

THREE = label_set("angry,happy,sad")
NO_ORDER = "the labels are numbers, and no order says what they mean"


def cohort(tmp_path, text, **options):
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    return load_cohort(path, **options)


def test_numbers_are_read_through_the_declared_order_and_the_report_says_so(tmp_path):
    found = cohort(tmp_path, "image,label\na,2\nb,0\nc,1.0\n", labels=THREE)
    assert found.y_true.tolist() == [2, 0, 1]
    assert found.notes == ("column 'label': numbers read in the declared order, 0 = angry, 1 = happy, 2 = sad",)


def test_the_order_of_a_cohort_toml_is_a_declared_one(tmp_path):
    (tmp_path / "cohort.toml").write_text('labels = ["sad", "happy"]', encoding="utf-8")
    (tmp_path / "manifest.csv").write_text("image,label\na,0\nb,1\n", encoding="utf-8")
    found = load_cohort(tmp_path)
    assert [found.labels.emotions[code] for code in found.y_true] == ["sad", "happy"]


def test_numbers_that_count_from_one_are_recognised_and_said(tmp_path):
    found = cohort(tmp_path, "image,label\na,2\nb,1\nc,3\n", labels=THREE)
    assert (found.y_true.tolist(), found.codes_from) == ([1, 0, 2], 1)
    assert found.notes[0].endswith("1 = angry, 2 = happy, 3 = sad: they count from 1")


def test_numbers_that_do_not_show_where_they_begin_are_refused_with_the_flag(tmp_path):
    with pytest.raises(FaultyFile, match=r"from 0 \(1 = happy\) or from 1 \(1 = angry\); write --codes-from 1"):
        cohort(tmp_path, "image,label\na,2\nb,1\n", labels=THREE)
    asked = ReadingChoices(codes_from=1)
    assert cohort(tmp_path, "image,label\na,2\nb,1\n", labels=THREE, choices=asked).y_true.tolist() == [1, 0]


def test_the_order_of_raf_db_counts_from_one_as_it_was_published(tmp_path):
    found = cohort(tmp_path, "image,label\na,4\nb,1\n", labels=LABEL_SETS["rafdb"])
    assert [found.labels.emotions[code] for code in found.y_true] == ["happy", "surprise"]


def test_numbers_without_an_order_are_one_sentence(tmp_path):
    with pytest.raises(FaultyFile, match=NO_ORDER) as caught:
        cohort(tmp_path, "image,label\na,2\nb,0\n")
    assert len(caught.value.faults) == 1


@pytest.mark.parametrize("cell", ["4", "-1", "7.0"])
def test_a_number_outside_the_order_is_told_with_the_order(tmp_path, cell):
    with pytest.raises(FaultyFile, match=rf"people\.csv:3: column 'label': {cell} is no code .*: 0 = angry, 1 = happy"):
        cohort(tmp_path, f"image,label\na,1\nb,{cell}\n", labels=THREE)


def test_a_half_number_or_a_number_among_names_is_no_code(tmp_path):
    for cells in ("1.5", "happy\nd,1"):
        with pytest.raises(FaultyFile, match="is not a label of this cohort"):
            cohort(tmp_path, f"image,label\na,{cells}\n", labels=THREE)


def test_an_empty_cell_among_numbers_is_still_empty(tmp_path):
    with pytest.raises(FaultyFile, match="the cell is empty"):
        cohort(tmp_path, "image,label\na,1\nb,\n", labels=THREE)


def test_labels_that_are_called_by_numbers_are_names(tmp_path):
    assert cohort(tmp_path, "image,label\na,1\nb,2\n", labels=label_set("2,1")).y_true.tolist() == [1, 0]
