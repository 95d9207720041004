"""A small world in which the commands of the documentation run: people with pictures, predictions, a network."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import numpy as np

from audit.domain.cohort.labels import LABEL_SETS
from audit.load import find_cohort, find_model
from audit.simulate import DrawnPlan, draw_cohort, write_cohort

PEOPLE = 480
_SUCCESS = {"child": 0.95, "adult": 0.95, "senior": 0.85}
_COLUMNS = ("image", "label", "age_group", "gender", "ethnicity", "subject", "split")


def make_world(folder: Path) -> None:
    """Put `cohorts/people`, `cohorts/first-study`, `people.csv`, `table.csv` and `net.keras` into a folder."""
    people = folder / "cohorts" / "people"
    write_cohort(draw_cohort(DrawnPlan(faces=PEOPLE, labels=LABEL_SETS["happy-sad"], seed=5)), people, title="People")
    with (people / "manifest.csv").open(encoding="utf-8", newline="") as file:
        drawn = list(csv.DictReader(file))
    (people / "cohort.toml").unlink()
    rng = np.random.default_rng(5)
    rows = [_row(number, one["image"], one["label"], rng) for number, one in enumerate(drawn)]
    _write(people / "manifest.csv", _COLUMNS, rows)
    _write(folder / "people.csv", _COLUMNS, [(f"cohorts/people/{row[0]}", *row[1:]) for row in rows])
    _write(folder / "table.csv", ("image", "p_happy", "p_sad"), [_answer(row, rng) for row in rows])
    shutil.copytree(find_cohort("first-study"), folder / "cohorts" / "first-study")
    shutil.copy(find_model("drawn-happy-sad") / "weights.keras", folder / "net.keras")


def _row(number: int, image: str, label: str, rng: np.random.Generator) -> tuple[str, ...]:
    age = ("child", "adult", "senior")[number // 2 % 3]
    gender = ("female", "male")[rng.integers(2)]
    ethnicity = ("Asian", "Black", "White")[rng.integers(3)]
    return (image, label, age, gender, ethnicity, f"person-{number // 2}", "Valid" if number % 4 < 2 else "Train")


def _answer(row: tuple[str, ...], rng: np.random.Generator) -> tuple[str, str, str]:
    right = rng.random() < _SUCCESS[row[2]]
    sure = rng.uniform(0.6, 0.99)
    happy = sure if (row[1] == "happy") == right else 1 - sure
    return row[0], f"{happy:.6f}", f"{1 - happy:.6f}"


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
