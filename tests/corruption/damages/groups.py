"""Groups and people that nobody meant."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import numpy as np
from corruption.cases import renamed
from corruption.damage import Damage

if TYPE_CHECKING:
    from corruption.cases import Case

_AGES = ("age_group",)
_WHO = ("subject",)


def _some(case: Case, rng: np.random.Generator, change: dict[str, str], column: str = "gender") -> None:
    """Write some cells of a column otherwise."""
    chosen = rng.random(len(case)) < rng.uniform(0.1, 0.6)
    case.cohort[column] = [
        change.get(cell, cell) if picked else cell for cell, picked in zip(case.cohort[column], chosen, strict=True)
    ]


def _all(case: Case, change: dict[str, str], column: str) -> None:
    case.cohort[column] = [change.get(cell, cell) for cell in case.cohort[column]]


def _spaces(case: Case, rng: np.random.Generator) -> None:
    form = str(rng.choice(["{} ", " {}", "{}\u00a0", "{}\t", "{}\u3000"]))
    _some(case, rng, {g: form.format(g) for g in ("female", "male")})


def _capitals(case: Case, rng: np.random.Generator) -> None:
    _some(case, rng, {"female": "Female", "male": "MALE"})


def _lookalikes(case: Case, rng: np.random.Generator) -> None:
    other = str(
        rng.choice(
            [
                "f\N{CYRILLIC SMALL LETTER IE}male",
                "femal\N{CYRILLIC SMALL LETTER IE}",
                "fem\N{GREEK SMALL LETTER ALPHA}le",
            ]
        )
    )
    _some(case, rng, {"female": other})


def _invisible(case: Case, rng: np.random.Generator) -> None:
    mark = str(rng.choice(["\u200b", "\u00ad", "\u2060", "\ufeff"]))
    _some(case, rng, {"female": f"{mark}female", "male": f"male{mark}"})


def _umlauts(case: Case, form: str) -> None:
    _all(case, {"female": "weiblich", "male": "männlich"}, "gender")
    case.cohort["gender"] = [
        unicodedata.normalize(form, cell) if i % 3 else cell for i, cell in enumerate(case.cohort["gender"])
    ]


def _read_as_latin(case: Case, rng: np.random.Generator) -> None:
    _all(case, {"female": "weiblich", "male": "männlich"}, "gender")
    _some(case, rng, {"männlich": "männlich".encode().decode("cp1252")})


def _initials(case: Case, rng: np.random.Generator) -> None:
    _some(case, rng, {"female": "F", "male": "M"})


def _numbers(case: Case, rng: np.random.Generator) -> None:
    _some(case, rng, {"female": "1", "male": "0"})


def _one_as_float(case: Case, rng: np.random.Generator) -> None:
    _all(case, {"female": "1", "male": "0"}, "gender")
    _some(case, rng, {"1": "1.0", "0": "0.0"})


def _missing(case: Case, rng: np.random.Generator) -> None:
    _some(case, rng, {"female": str(rng.choice(["NaN", "N/A", "nan", "None", "null", "-", "?"]))})


def _empty(case: Case, rng: np.random.Generator) -> None:
    _some(case, rng, {"female": ""})


def _dates(case: Case, rng: np.random.Generator) -> None:
    forms = (
        {"3-9": "03-Sep", "10-19": "Oct-19"},
        {"3-9": "9-Mar", "10-19": "19-Oct"},
        {"3-9": "2026-09-03", "10-19": "2019-10-01"},
        {"3-9": "2026-09-03 00:00:00", "10-19": "2019-10-01 00:00:00"},
        {"3-9": "03/09/2026", "10-19": "10/01/2019"},
        {"3-9": "03.09.2026", "10-19": "01.10.2019"},
        {"3-9": "03. Sep", "10-19": "Okt 19"},
        {"3-9": "46268", "10-19": "43739"},
    )
    _all(case, forms[int(rng.integers(len(forms)))], "age_group")


def _years(case: Case, rng: np.random.Generator) -> None:
    case.cohort["age"] = [str(int(age)) for age in rng.integers(3, 90, len(case))]


def _weights(case: Case, rng: np.random.Generator) -> None:
    case.cohort["weight"] = [f"{w:.3f}" for w in rng.gamma(2, 1, len(case))]


def _index(case: Case, _: np.random.Generator) -> None:
    case.cohort = {"Unnamed: 0": [str(i) for i in range(len(case))], **case.cohort}


def _subject_renamed(case: Case, rng: np.random.Generator) -> None:
    name = str(
        rng.choice(["participant_id", "subject_id", "identity", "subject_x", "Person ID", "subject.1", "SubjectID"])
    )
    case.cohort = renamed(case.cohort, {"subject": name})
    if rng.random() < 0.5:
        case.cohort[name] = [f"P{cell}" for cell in case.cohort[name]]


def _two_subjects(case: Case, rng: np.random.Generator) -> None:
    name = str(rng.choice(["subject_y", "participant", "subject_id"]))
    case.cohort[name] = [f"S{rng.integers(1, 60)}" for _ in range(len(case))]


def _subject_twice(case: Case, _: np.random.Generator) -> None:
    case.cohort["subject2"] = list(case.cohort["subject"])
    text = case.write
    case.write = lambda table: text(table.replace("subject2", "subject", 1))


def _subjects_as_floats(case: Case, rng: np.random.Generator) -> None:
    _some(case, rng, {str(i): f"{i}.0" for i in range(1, 101)}, "subject")


def _subjects_with_zeros(case: Case, rng: np.random.Generator) -> None:
    _some(case, rng, {str(i): f"{i:03d}" for i in range(1, 101)}, "subject")


def _subjects_spelled(case: Case, rng: np.random.Generator) -> None:
    case.cohort["subject"] = [f"P{cell}x" for cell in case.cohort["subject"]]
    form = str(rng.choice(["p{}x", "P{}X", " P{}x", "P0{}x", "P-{}x"]))
    _some(case, rng, {f"P{i}x": form.format(i) for i in range(1, 101)}, "subject")


def _ages_with_unit(case: Case, rng: np.random.Generator) -> None:
    unit = str(rng.choice(["{} years", "{}y", "~{}", "{} Jahre"]))
    case.cohort["age_group"] = [unit.format(rng.integers(3, 90)) for _ in range(len(case))]


def _ranges_with_unit(case: Case, rng: np.random.Generator) -> None:
    unit = str(rng.choice(["{} years", "age {}", "{} yrs"]))
    _some(case, rng, {cell: unit.format(cell) for cell in set(case.cohort["age_group"])}, "age_group")


def _subjects_empty(case: Case, rng: np.random.Generator) -> None:
    _some(case, rng, {str(i): "" for i in range(1, 101)}, "subject")


def _some_of_a_person(case: Case, rng: np.random.Generator) -> None:
    """Cells overwritten in a few rows, so that some people have two genders."""
    for row in rng.choice(len(case), 30, replace=False):
        case.cohort["gender"][row] = "male" if case.cohort["gender"][row] == "female" else "female"


def _columns_changed_places(case: Case, _: np.random.Generator) -> None:
    case.cohort = renamed(case.cohort, {"gender": "label", "label": "gender"})


def _header_in_capitals(case: Case, _: np.random.Generator) -> None:
    case.cohort = renamed(case.cohort, {"subject": "Subject"})


DAMAGES = (
    Damage(name="spaces in group names", life="typed by several people", do=_spaces, named="counted as '(fe)?male'"),
    Damage(name="capitals in group names", life="two sites put together", do=_capitals, named="counted as '"),
    Damage(
        name="look-alike letters in group names",
        life="Cyrillic е, Greek α: copied from elsewhere",
        do=_lookalikes,
        named="(cyrillic|greek) small letter .* counted as 'female'",
    ),
    Damage(
        name="invisible characters in group names",
        life="zero-width space, soft hyphen, a second mark of byte order",
        do=_invisible,
        named="(zero width|soft hyphen|word joiner).* counted as '(fe)?male'",
    ),
    Damage(
        name="two Unicode forms of a group",
        life="files named on a Mac",
        do=lambda case, _: _umlauts(case, "NFD"),
        named="counted as 'männlich'",
    ),
    Damage(
        name="UTF-8 read as Latin-1 and saved",
        life="a spreadsheet opens a CSV",
        do=_read_as_latin,
        named="counted as 'männlich'",
    ),
    Damage(
        name="initials beside words", life="F and female: two sites put together", do=_initials, named="'f' .*female"
    ),
    Damage(
        name="numbers beside words",
        life="0, 1 and male, female: two sites put together",
        do=_numbers,
        named="numbers stand beside words",
    ),
    Damage(
        name="groups as floats", life="1 and 1.0 after a join", do=_one_as_float, named="two spellings of one number"
    ),
    Damage(name="missing written as a word", life="NaN, N/A, None, ?", do=_missing, named="is a group of its own"),
    Damage(name="a group's cells emptied", life="one site asks no gender", do=_empty, named="make the group 'unknown'"),
    Damage(
        name="age ranges turned to dates",
        life="a spreadsheet opens 3-9 and 10-19",
        do=_dates,
        named="spreadsheet",
        traits=_AGES,
    ),
    Damage(name="age in years", life="87 groups", do=_years, named="different numbers"),
    Damage(
        name="a weight taken for groups",
        life="survey weights in the manifest",
        do=_weights,
        named="different numbers|different values|has no value twice",
    ),
    Damage(name="the index of a frame", life="to_csv without index=False", do=_index, named="'unnamed: 0'"),
    Damage(
        name="subject called otherwise",
        life="participant_id, subject_x",
        do=_subject_renamed,
        named="is called like people|write 'subject'|different numbers",
        traits=_WHO,
    ),
    Damage(
        name="two columns of people",
        life="subject and subject_y after a merge",
        do=_two_subjects,
        named="is called like people",
        traits=_WHO,
    ),
    Damage(
        name="subject twice",
        life="a merge without suffixes",
        do=_subject_twice,
        named="names one column 2 times: 'subject'",
        traits=_WHO,
    ),
    Damage(
        name="leading zeros of people",
        life="a spreadsheet took them away in one of two files",
        do=_subjects_with_zeros,
        named="two spellings of one number",
        traits=("subject",),
    ),
    Damage(
        name="people in several spellings",
        life="two sites put together",
        do=_subjects_spelled,
        named="two spellings of one person|names that may mean one person",
        traits=("subject",),
    ),
    Damage(
        name="ages with their unit",
        life="23 years, ~40",
        do=_ages_with_unit,
        named="different numbers",
        traits=("age_group",),
    ),
    Damage(
        name="a unit beside some ranges",
        life="10-19 years: two sites put together",
        do=_ranges_with_unit,
        named="may be",
        traits=("age_group",),
    ),
    Damage(
        name="subjects as floats",
        life="1 and 1.0 after a join",
        do=_subjects_as_floats,
        named="two spellings of one number",
        traits=_WHO,
    ),
    Damage(
        name="subjects emptied",
        life="an outer join",
        do=_subjects_empty,
        named="each taken for a person of its own",
        traits=_WHO,
    ),
    Damage(
        name="people in two groups",
        life="cells overwritten, people mixed up",
        do=_some_of_a_person,
        named="in more than one group",
        traits=_WHO,
    ),
    Damage(
        name="label and gender change places",
        life="columns swapped in a script",
        do=_columns_changed_places,
        named="label",
    ),
    Damage(
        name="Subject with a capital",
        life="a header of another tool",
        do=_header_in_capitals,
        named="write 'subject'",
        traits=_WHO,
    ),
)
