"""Spellings of one number, ages as dates, bins."""

from __future__ import annotations

import pytest

from audit.domain.cohort.choices import ReadingChoices
from audit.domain.cohort.reading import Treatment
from audit.errors import FaultyFile
from audit.load.choices import parse_bins
from audit.load.manifest.manifest import load_cohort


def load(folder, column: str, cells: list[str], toml: str = "", **options):
    rows = "".join(f"{i}.png,{('happy', 'sad')[i % 2]},{cell}\n" for i, cell in enumerate(cells))
    (folder / "manifest.csv").write_text(f"image,label,{column}\n{rows}", encoding="utf-8")
    (folder / "cohort.toml").write_text(toml, encoding="utf-8")
    return load_cohort(folder, **options)


def groups(cohort) -> dict[str, int]:
    (feature,) = cohort.features
    return {group: int((cohort.codes[:, 0] == code).sum()) for code, group in enumerate(feature.groups)}


def test_a_number_is_one_group_however_it_is_written(tmp_path) -> None:
    found = load(tmp_path, "race", ["0", "0.0", "1", "1.0", "1.0", "2"])
    assert groups(found) == {"0": 2, "1": 3, "2": 1}
    (remark,) = found.reading
    assert (remark.treatment, remark.rows) == (Treatment.MERGED, 3)
    assert "'1.0' as '1'" in remark.sentence


@pytest.mark.parametrize("other", ["1.00", "1.", "01", "+1", "1e0", '"1,0"', "１", "\N{ARABIC-INDIC DIGIT ONE}"])
def test_a_number_is_one_group_whoever_wrote_it(tmp_path, other) -> None:
    found = load(tmp_path, "race", ["1", other, other, "2", "2", "3"])
    assert groups(found) == {"1": 3, "2": 2, "3": 1}
    (remark,) = found.reading
    assert (remark.treatment, remark.rows) == (Treatment.MERGED, 2)


@pytest.mark.parametrize("other", ["1 000", "1\u00a0000", "1'000", '"1,000"'])
def test_thousands_set_apart_are_the_same_number(tmp_path, other) -> None:
    assert groups(load(tmp_path, "income", ["1000", other, "2000"])) == {"1000": 2, "2000": 1}


def test_numbers_that_differ_in_their_last_digit_are_two(tmp_path) -> None:
    cells = ["9007199254740992", "9007199254740993", "9007199254740993.0", "0.1", "0.10000000000000001"]
    assert groups(load(tmp_path, "g", cells)) == {cells[3]: 1, cells[4]: 1, cells[0]: 1, cells[1]: 2}


def test_versions_among_words_are_left_as_they_are(tmp_path) -> None:
    assert groups(load(tmp_path, "site", ["1", "1.0", "b", "b"])) == {"1": 1, "1.0": 1, "b": 2}
    assert len(load(tmp_path, "site", ["1.0", "2.0", "1.0", "2.0"]).reading) == 0


def test_a_person_is_one_person_however_the_number_is_written(tmp_path) -> None:
    found = load(tmp_path, "subject", ["7", "7.0", "8", "8.0", "", "8"])
    assert found.people == 3
    assert any("two spellings of one number" in note for note in found.notes)


@pytest.mark.parametrize(
    ("cells", "meant"),
    [
        (["0-2", "03-Sep", "Oct-19", "20-29"], {"03-Sep": "3-9", "Oct-19": "10-19"}),
        (["2024-09-03 00:00:00", "2019-10-01", "20-29"], {"2024-09-03 00:00:00": "3-9", "2019-10-01": "10-19"}),
        (["9-Mar", "more than 70", "30-39", "9-Mar"], {"9-Mar": "3-9"}),
    ],
)
def test_dates_that_a_spreadsheet_made_of_ages_are_named_with_the_repair(tmp_path, cells, meant) -> None:
    with pytest.raises(FaultyFile) as caught:
        load(tmp_path, "age", cells)
    assert len(caught.value.faults) == len(meant)
    for fault, (date, span) in zip(caught.value.faults, meant.items(), strict=True):
        assert f"'{date}'" in fault.message
        assert f"write '{span}'" in fault.message


def test_a_column_of_dates_alone_is_no_column_of_ages(tmp_path) -> None:
    assert groups(load(tmp_path, "taken", ["Oct-19", "Nov-19"] * 2)) == {"Nov-19": 2, "Oct-19": 2}


@pytest.mark.parametrize("in_file", [True, False])
def test_bins_make_groups_in_rising_order(tmp_path, in_file) -> None:
    ages = ["", "3", "12.9", "13", "59", "60", "101"]
    flags = {} if in_file else {"choices": ReadingChoices(bins=parse_bins(["age=0,13,20,60"]))}
    found = load(tmp_path, "age", ages, "[bins]\nage = [0, 13, 20, 60]" if in_file else "", **flags)
    assert groups(found) == {
        "0 to under 13": 2,
        "13 to under 20": 1,
        "20 to under 60": 1,
        "60 and over": 2,
        "unknown": 1,
    }
    assert "column 'age': numbers in the groups 0 to under 13" in found.notes[0]


def test_a_number_below_the_first_edge_is_not_lost(tmp_path) -> None:
    bins = ReadingChoices(bins={"age": (10, 20)})
    assert groups(load(tmp_path, "age", ["3", "12"], choices=bins)) == {
        "under 10": 1,
        "10 to under 20": 1,
        "20 and over": 0,
    }


def test_bins_of_words_and_of_no_column_are_faults(tmp_path) -> None:
    with pytest.raises(FaultyFile, match="'young'; bins are of numbers"):
        load(tmp_path, "age", ["young", "12"], choices=ReadingChoices(bins={"age": (10, 20)}))
    with pytest.raises(FaultyFile, match="no such column"):
        load(tmp_path, "age", ["3", "12"], choices=ReadingChoices(bins={"size": (10, 20)}))
    with pytest.raises(FaultyFile, match="two or more numbers, each above the one before"):
        load(tmp_path, "age", ["3", "12"], "[bins]\nage = [20, 10]")
