"""The Face Research Lab London Set: 102 people, neutral and smiling, photographed alike.

DeBruine & Jones 2017, doi 10.6084/m9.figshare.5047666, CC BY 4.0. Age, gender and ethnicity are self-reported.
Accepted: an archive or folder with `neutral_front/NNN_03.jpg`, `smiling_front/NNN_08.jpg` and the table of people, or a
folder with the two zip files and `london_faces_info.csv` as they are published.

* label: smiling = `happy`; neutral = `neutral`.
* age_group: the ages are 18 to 54 and two thirds are below 30, so the cuts are at 25 and 35; no age = empty cell.
* ethnicity: the words of the set, `_` a space and `/` the word "and": `east_asian/white` is `east asian and white`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.errors import InputError
from audit.load.importers.plans import ImportChoices, ImportPlan, PlannedRow, left_out, needed, read_csv
from audit.load.text import shown

if TYPE_CHECKING:
    from audit.load.importers.source import SourceFiles

INFO = ("london_info.csv", "london_faces_info.csv")
_SHOTS = {"neutral": "neutral_front/{person}_03.jpg", "happy": "smiling_front/{person}_08.jpg"}
_SHOT = re.compile(r"(?:^|/)((?:neutral_front/(\d+)_03|smiling_front/(\d+)_08)\.jpg)$")
_PERSON = re.compile(r"X?(\d+)")  # the published table writes X001 for the pictures 001_03.jpg and 001_08.jpg
_COLUMNS = (("face_id",), ("face_age",), ("face_gender", "face_sex"), ("face_eth",))
_MISSING = ("", "NA")

AGE_GROUPS = ("18 to 24", "25 to 34", "35 to 54")
_FIRST_AGES = (18, 25, 35, 55)

DECLARATION = """\
# Face Research Lab London Set, 102 people, each with a neutral and a smiling face, frontal, same camera and light.
# Posed by volunteers; smiling is not the same as being happy. Gender, age and ethnicity are the people's own words.
# Some ethnicities have very few people (one of east asian and white): the audit says what it cannot tell about them.
title = "Face Research Lab London Set"
labels = ["happy", "neutral"]
licence = "CC BY 4.0"
source = "DeBruine & Jones 2017, Face Research Lab London Set, doi 10.6084/m9.figshare.5047666"
consent = "signed by all: use in lab-based and web-based studies, and to illustrate research"
description = "smiling_front is labelled happy, neutral_front neutral; two pictures of each person (column subject)"

[features.ethnicity]
provenance = "self-reported"
description = "the words of the set; a person who gave two is a group of their own"

[features.gender]
provenance = "self-reported"

[features.age_group]
groups = ["18 to 24", "25 to 34", "35 to 54"]
provenance = "self-reported"
description = "from age in years (18 to 54 in this set), cut at 25 and at 35; unknown where no age was given"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    id: str
    age_group: str
    gender: str
    ethnicity: str


def plan_london(files: SourceFiles, choices: ImportChoices) -> ImportPlan:
    """Return the cohort that the London set makes.

    Raises
    ------
    InputError
        When the table of people is missing or does not say what it must.
    UsageError
        When a split or a source of labels is asked for: this set has neither.
    """
    choices.refuse_others("london")
    people = _people(files, needed(files, *INFO))
    shots = {found[1]: name for name in files.names if (found := _SHOT.search(name))}
    wanted = [(person, label, shot.format(person=person.id)) for person in people for label, shot in _SHOTS.items()]
    reasons = [f"no {label} picture of a person in the table" for _, label, shot in wanted if shot not in shots]
    unknown = len(shots) - sum(shot in shots for _, _, shot in wanted)
    return ImportPlan(
        columns=("label", "subject", "ethnicity", "gender", "age_group"),
        pictures=tuple(
            PlannedRow(source=shots[shot], image=shot, cells=(label, p.id, p.ethnicity, p.gender, p.age_group))
            for p, label, shot in wanted
            if shot in shots
        ),
        declaration=DECLARATION,
        left_out=left_out([*reasons, *(["a picture of nobody in the table"] * unknown)]),
    )


def _people(files: SourceFiles, name: str) -> list[_Person]:
    header, *records = read_csv(files, name) or [[]]
    columns = [next((header.index(title) for title in titles if title in header), None) for titles in _COLUMNS]
    if None in columns:
        expected = ", ".join(titles[0] for titles in _COLUMNS)
        raise InputError(f"{files.path}: '{name}' has the columns {shown(', '.join(header))}, needed are {expected}")
    people = [_person(files, name, [record[column] for column in columns if column is not None]) for record in records]
    if len({person.id for person in people}) < len(people):
        raise InputError(f"{files.path}: '{name}' lists a person twice")
    return people


def _person(files: SourceFiles, name: str, cells: list[str]) -> _Person:
    person, age, gender, ethnicity = (cell.strip() for cell in cells)
    number = _PERSON.fullmatch(person)
    if number is None:
        raise InputError(f"{files.path}: '{name}': {shown(person)} is no face_id; it is a number as in 001_03.jpg")
    if age not in _MISSING and not (age.isdecimal() and _FIRST_AGES[0] <= int(age) < _FIRST_AGES[-1]):
        raise InputError(
            f"{files.path}: '{name}': person {person} has age {shown(age)}; this set's are 18 to 54, or NA"
        )
    return _Person(
        id=number[1],
        age_group="" if age in _MISSING else AGE_GROUPS[bisect_right(_FIRST_AGES, int(age)) - 1],
        gender="" if gender in _MISSING else gender,
        ethnicity="" if ethnicity in _MISSING else ethnicity.replace("_", " ").replace("/", " and "),
    )
