"""Columns that would make groups nobody meant are set aside, with the flag that settles it."""

from __future__ import annotations

import pytest

from audit.domain.cohort.reading import Treatment
from audit.load.manifest.manifest import load_cohort


def load(folder, column: str, cells: list[str], toml: str = ""):
    rows = "".join(f"{i}.png,{('happy', 'sad')[i % 2]},{cell}\n" for i, cell in enumerate(cells))
    (folder / "manifest.csv").write_text(f"image,label,{column}\n{rows}", encoding="utf-8")
    (folder / "cohort.toml").write_text(toml, encoding="utf-8")
    return load_cohort(folder)


AGES = [str(20 + i % 30) for i in range(90)]


def test_many_numbers_make_no_groups_and_the_flag_is_named(tmp_path) -> None:
    found = load(tmp_path, "age", AGES)
    assert found.features == ()
    (remark,) = found.reading
    assert remark.treatment is Treatment.SET_ASIDE
    assert "30 different numbers, 20 to 49" in remark.sentence
    assert "--bins age=0,13,20,60" in remark.sentence
    assert len(load(tmp_path, "age", AGES, "[features.age]").features[0].groups) == 30


@pytest.mark.parametrize("form", ["{} years", "{}y", "{} ans", "~{}", "{} Jahre alt", "{}%", "{}歳", "{}+"])
def test_numbers_with_what_stands_beside_them_are_numbers(tmp_path, form) -> None:
    (remark,) = load(tmp_path, "age", [form.format(age) for age in AGES]).reading
    assert "30 different numbers, 20 to 49" in remark.sentence
    assert (
        f"write the numbers without what stands beside them ('{form.format(20)}'), and write --bins" in remark.sentence
    )


@pytest.mark.parametrize("unknown", ["", "unknown", "n/a", "?"])
def test_numbers_among_which_some_are_unknown_are_numbers(tmp_path, unknown) -> None:
    assert not load(tmp_path, "age", [*AGES, unknown]).features


@pytest.mark.parametrize("form", ["{0}-{0}9", "site {}", "v{}", "{} to 60"])
def test_names_that_hold_numbers_are_names(tmp_path, form) -> None:
    (feature,) = load(tmp_path, "g", [form.format(1 + i % 20) for i in range(80)]).features
    assert len(feature.groups) == 20


def test_edges_of_years_are_written_as_years(tmp_path) -> None:
    assert "--bins born=1950,1960,1980" in load(tmp_path, "born", [str(1950 + i % 45) for i in range(90)]).notes[0]


@pytest.mark.parametrize(
    "column",
    [
        "participant_id",
        "Identity",
        "subject_id",
        "PersonID",
        "Proband",
        "sujeto",
        "actor_name",
        "VP",
        "ID",
        "被験者",
        "subject_x",
    ],
)
def test_a_column_called_like_people_asks_to_be_subject(tmp_path, column) -> None:
    found = load(tmp_path, column, ["p1", "p1", "p2", "p2"])
    assert found.features == ()
    assert f"--columns subject={column})" in found.notes[0]
    assert found.reading.remarks[0].treatment is Treatment.SET_ASIDE


def test_a_name_with_spaces_is_quoted_as_it_is_typed(tmp_path) -> None:
    assert "--columns 'subject=Participant #')" in load(tmp_path, "Participant #", ["p1", "p1", "p2", "p2"]).notes[0]


@pytest.mark.parametrize("column", ["model", "site", "user group", "people", "gender"])
def test_other_columns_make_groups(tmp_path, column) -> None:
    assert len(load(tmp_path, column, ["a", "a", "b", "b"]).features) == 1
