"""A person is one person, however the name is written; what is not certain is doubted, and nothing else."""

from __future__ import annotations

import pytest

from audit.domain.cohort.reading import Treatment
from audit.load import load_cohort
from audit.load.manifest import people


def cohort(folder, names: list[str]):
    table = folder / "t.csv"
    rows = "".join(f"{i}.png,{('happy', 'sad')[i % 2]},{name}\n" for i, name in enumerate(names))
    table.write_text(f"image,label,subject\n{rows}", encoding="utf-8")
    return load_cohort(table)


@pytest.mark.parametrize("other", ["p1", "P1 ", "P1\u200b", "Ｐ１"])
def test_names_that_differ_in_what_nobody_means_are_one_person(tmp_path, other) -> None:
    found = cohort(tmp_path, ["P1", "P1", other, "P2"])
    assert found.people == 2
    assert len(set(found.subjects[:3].tolist())) == 1
    (remark,) = found.reading
    assert (remark.treatment, remark.rows) == (Treatment.MERGED, 1)
    assert f"two spellings of one person are one: '{other}' as 'P1' (1 row)" in remark.sentence


@pytest.mark.parametrize("other", ["P001", "P-1", "P_1", "P 1"])
def test_names_that_may_be_one_are_doubted_and_stay_two(tmp_path, other) -> None:
    found = cohort(tmp_path, ["P1", other, "P2", "P2"])
    assert found.people == 3
    (remark,) = found.reading
    assert (remark.treatment, remark.rows) == (Treatment.DOUBTED, 2)
    assert f"names that may mean one person: 'P1' and '{other}' (2 rows)" in remark.sentence


def test_a_number_with_leading_zeros_is_that_number(tmp_path) -> None:
    found = cohort(tmp_path, ["007", "7", "8", "07"])
    assert found.people == 2
    assert "two spellings of one number are one" in found.notes[0]


def test_many_spellings_are_told_in_one_remark(tmp_path) -> None:
    names = [f"{'Pp'[i % 2]}{i // 2}x" for i in range(20)]
    (note,) = cohort(tmp_path, names).notes
    assert note.endswith("and 7 more (10 rows)")


def test_rows_without_a_name_stay_people_of_their_own(tmp_path) -> None:
    found = cohort(tmp_path, ["P1", "", "p1", ""])
    assert found.people == 3
    assert [remark.treatment for remark in found.reading] == [Treatment.MERGED, Treatment.ASSUMED]


def test_names_that_differ_are_not_doubted(tmp_path) -> None:
    assert not cohort(tmp_path, ["s1_01", "s10_1", "a1", "b1", "x", "y"]).notes


def test_of_very_many_people_names_are_not_held_against_each_other(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(people, "MOST_DOUBTED", 2)
    assert not cohort(tmp_path, ["P1", "P01", "P2", "P3"]).notes


def test_a_name_with_spaces_around_it_alone_is_no_other_spelling(tmp_path) -> None:
    found = cohort(tmp_path, ["P1", "P1", " P1", "P2"])
    assert found.people == 2
    (remark,) = found.reading
    assert "' P1' as 'P1' (1 row)" in remark.sentence


def test_of_several_spellings_the_tidy_one_is_taken_and_then_the_one_written_most(tmp_path) -> None:
    found = cohort(tmp_path, ["ann ", "ann ", "Ann", "ANN", "ANN", "x"])
    assert "'ann ' as 'ANN', 'Ann' as 'ANN' (3 rows)" in found.notes[0]


def test_three_doubts_are_named_and_the_others_counted(tmp_path) -> None:
    (note,) = cohort(tmp_path, [name for i in range(4) for name in (f"p{i}", f"p-{i}")]).notes
    assert "'p0' and 'p-0', 'p1' and 'p-1', 'p2' and 'p-2' and 1 more (8 rows)" in note
    (three,) = cohort(tmp_path, [name for i in range(3) for name in (f"p{i}", f"p-{i}")]).notes
    assert "more" not in three.split("(6 rows)")[0]


def test_without_a_column_of_people_nobody_is_known(tmp_path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("image,label\na.png,happy\nb.png,sad\n", encoding="utf-8")
    assert load_cohort(table).subjects is None


def test_up_to_a_hundred_thousand_people_are_held_against_each_other(tmp_path, monkeypatch) -> None:
    assert people.MOST_DOUBTED == 100_000
    monkeypatch.setattr(people, "MOST_DOUBTED", 3)
    assert len(cohort(tmp_path, ["P1", "P-1", "P2"]).notes) == 1
    monkeypatch.setattr(people, "MOST_DOUBTED", 2)
    assert not cohort(tmp_path, ["P1", "P-1", "P2"]).notes


def test_a_name_of_spaces_is_no_name(tmp_path) -> None:
    assert cohort(tmp_path, ["P1", "  ", "  ", "P1"]).people == 3
